"""Finds a Chromium for the tests, or installs one: ``python -m tests.support.browser``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "The browser tests need Chromium or Chrome: install it (on Debian: apt-get install chromium fonts-noto-core) "
    "or name one in STOREFLOW_TEST_BROWSER."
)


class NoBrowser(Exception):
    """There is none, and we may not install one."""


def find_browser() -> str:
    """The path of a browser: the one named, else one on PATH, else one that apt installs now."""
    named = os.environ.get("STOREFLOW_TEST_BROWSER")
    if named:
        if found := shutil.which(named):
            return found
        raise NoBrowser(f"STOREFLOW_TEST_BROWSER names {named}, which can't be started.")
    return _on_path() or _installed() or _give_up()


def _on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _installed() -> str | None:
    if not Path("/etc/debian_version").is_file() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests (once)", file=sys.stderr)
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    packages = ["chromium", "fonts-noto-core"]
    for command in ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout, done.stderr, file=sys.stderr)
    return _on_path()


def _give_up() -> str:
    raise NoBrowser(MISSING)


if __name__ == "__main__":
    try:
        find_browser()
    except NoBrowser as error:
        sys.exit(str(error))
