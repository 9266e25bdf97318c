"""Finds the browsers of the tests, or installs them: ``python -m tests.support.browser``.

Chromium is needed by all browser tests; Firefox by one journey, which is left out where there is none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FIREFOXES = ("firefox-esr", "firefox")
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
NO_FIREFOX = (
    "The journey in Firefox needs Firefox: install it (on Debian: apt-get install firefox-esr) "
    "or name one in STOREFLOW_TEST_FIREFOX."
)


class NoBrowser(Exception):
    """There is none, and we may not install one."""


def find_browser() -> str:
    """The path of a Chromium: the one named, else one on PATH, else one that apt installs now."""
    return _find("STOREFLOW_TEST_BROWSER", NAMES, ["chromium", "fonts-noto-core"], MISSING)


def find_firefox() -> str:
    """The path of a Firefox, in the same way."""
    return _find("STOREFLOW_TEST_FIREFOX", FIREFOXES, ["firefox-esr"], NO_FIREFOX)


def _find(variable: str, names: tuple[str, ...], packages: list[str], missing: str) -> str:
    named = os.environ.get(variable)
    if named:
        if found := shutil.which(named):
            return found
        raise NoBrowser(f"{variable} names {named}, which can't be started.")
    found = _on_path(names) or _installed(names, packages)
    if not found:
        raise NoBrowser(missing)
    return found


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def _installed(names: tuple[str, ...], packages: list[str]) -> str | None:
    if not Path("/etc/debian_version").is_file() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print(f"Installing {packages[0]} for the browser tests (once)", file=sys.stderr)
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    for command in ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout, done.stderr, file=sys.stderr)
    return _on_path(names)


if __name__ == "__main__":
    try:
        find_browser()
    except NoBrowser as error:
        sys.exit(str(error))
    try:
        find_firefox()
    except NoBrowser as error:
        print(error, file=sys.stderr)
