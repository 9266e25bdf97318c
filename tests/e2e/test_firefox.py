"""The core journey in Firefox, which has another engine than Chromium: tests/firefox/journey.mjs walks it.

Playwright drives only a Firefox of its own making; puppeteer drives the one that people have, over WebDriver BiDi.
"""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import NoBrowser, find_firefox
from tests.support.server import Storeflow
from tools import frontend

ROOT = Path(__file__).resolve().parent.parent.parent


def walked(firefox: str, storeflow: Storeflow) -> dict[str, Any]:
    """What a person in Firefox saw."""
    node, _ = frontend.tools()
    command = [*node, "tests/firefox/journey.mjs", firefox, storeflow.url, storeflow.setup_link]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


@pytest.mark.long
def test_from_the_set_up_link_to_the_reasons_of_a_run_in_firefox(storeflow: Storeflow) -> None:
    try:
        firefox = find_firefox()
    except NoBrowser as error:
        pytest.skip(str(error))
    if not (ROOT / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("The journey in Firefox needs what package-lock.json names: make test brings it.")
    seen = walked(firefox, storeflow)
    assert seen["complaints"] == [], seen["version"]
    token = storeflow.command("token", "create", "firefox").stdout.strip()

    def get(path: str) -> Any:
        request = urllib.request.Request(
            f"{storeflow.url}/api/v1{path}", headers={"authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    saved = get(f"/workflows/{seen['workflow']}")
    assert saved["state"] == "on"
    steps = {step["id"]: step for step in saved["document"]["steps"]}
    assert list(steps) == ["start", "check", "add_tags"]
    (line,) = steps["check"]["settings"]["all"]
    assert (line["field"], line["operator"], line["value"]) == ("order.total", "greater_than", "0")
    assert steps["add_tags"]["settings"]["tags"] == ["journey"]
    assert "position" not in steps["add_tags"], "it was loose until it was connected"
    assert [(e["source"], e["port"], e["target"]) for e in saved["document"]["edges"]] == [
        ("start", "next", "check"),
        ("check", "then", "add_tags"),
    ]
    [run] = get(f"/runs?workflow={seen['workflow']}")["items"]
    assert [step["status"] for step in get(f"/runs/{run['id']}")["steps"]] == ["done"] * 3
    assert "which is greater than 0" in seen["story"]
    assert "Adds journey to #" in seen["story"]
