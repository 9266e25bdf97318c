"""The editor in a real browser, at 12, 300 and 1,000 steps: load, the canvas's start, drag, pan and zoom.

Each figure is the median of several loads; frames are what the browser's own clock says between two of them. The
server is a real one with a data folder of its own.
"""

import json
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.figures import Table
from tests.support.browser import ARGS, find_browser
from tests.support.server import Storeflow

SIZES = tuple(int(size) for size in os.environ.get("BENCH_STEPS", "12,300,1000").split(","))
LOADS = int(os.environ.get("BENCH_LOADS", "3"))
MOVES = 120
OWNER = {
    "shop_name": "Leaf & Clay",
    "name": "Anna",
    "email": "anna@example.com",
    "password": "correct horse 1",
}
READY = "() => document.querySelector('flow-canvas')?.isReady"
WATCH = """() => {
  window.seen = {frames: [], tasks: 0, on: true};
  new PerformanceObserver((list) => { window.seen.tasks += list.getEntries().length; }).observe({type: 'longtask'});
  let last = performance.now();
  const frame = (now) => {
    window.seen.frames.push(now - last);
    last = now;
    if (window.seen.on) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
SEEN = "() => { window.seen.on = false; return window.seen; }"


def drawing(size: int) -> dict[str, Any]:
    """A workflow of that many steps, the same in every run: conditions, branches that meet again, ways that end."""
    dice = random.Random(size)
    check = {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}
    steps: list[dict[str, Any]] = [{"id": "start", "type": "order.created", "settings": {}}]
    edges: list[dict[str, str]] = []
    open_ = [("start", "next")]
    while len(steps) < size:
        source, port = open_.pop(dice.randrange(max(0, len(open_) - 6), len(open_)))
        ident = f"step_{len(steps)}"
        branches = not open_ or dice.random() < 0.3
        kind, settings = ("logic.check", check) if branches else ("order.add_tags", {"tags": [ident]})
        steps.append({"id": ident, "type": kind, "settings": settings})
        edges.append({"source": source, "port": port, "target": ident})
        if open_ and dice.random() < 0.12:
            other, way = open_.pop()
            edges.append({"source": other, "port": way, "target": ident})
        open_ += [(ident, "then"), (ident, "otherwise")] if branches else [(ident, "next")]
    name = f"{size} steps"
    return {"version": 1, "id": f"bench-{size}", "name": name, "steps": steps, "edges": edges}


def sign_in(browser: Browser, server: Storeflow) -> Any:
    """The cookies of an owner who has just set it up."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.setup_link)
    for name, value in OWNER.items():
        page.fill(f"[name={name}]", value)
    page.click("main button.primary")
    page.wait_for_url("**/start?said=welcome")
    state = context.storage_state()
    context.close()
    return state


def spent(cdp: CDPSession) -> dict[str, float]:
    """Seconds of script and of all main-thread work so far."""
    found = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
    return {"script": found["ScriptDuration"], "all": found["TaskDuration"]}


def loaded(page: Page, url: str) -> dict[str, float]:
    """One load, from the click to the canvas, in milliseconds."""
    page.goto(url)
    page.wait_for_function(READY)
    timing = page.evaluate(
        """() => {
        const entry = performance.getEntriesByType('navigation')[0];
        const ready = performance.getEntriesByName('flow-canvas')[0];
        return {server: entry.responseEnd, ready: ready.startTime + ready.duration, start: ready.duration};
    }"""
    )
    return dict(timing)


def moved(page: Page, cdp: CDPSession, work: Any) -> dict[str, float]:
    """Frames and work while something is done."""
    before = spent(cdp)
    page.evaluate(WATCH)
    work()
    seen = page.evaluate(SEEN)
    after = spent(cdp)
    frames = sorted(seen["frames"][2:])
    return {
        "fps": 1000 * len(frames) / max(sum(frames), 1),
        "p95": frames[int(len(frames) * 0.95)],
        "long": seen["tasks"],
        "script": 1000 * (after["script"] - before["script"]),
        "all": 1000 * (after["all"] - before["all"]),
    }


def gestures(page: Page, cdp: CDPSession) -> dict[str, dict[str, float]]:
    """A step is dragged, the drawing panned and zoomed; ``MOVES`` movements each."""
    mouse = page.mouse
    box = page.locator('[data-node-id="start"] .flow-title').bounding_box()
    frame = page.locator("flow-canvas").bounding_box()
    assert box
    assert frame
    x, y = box["x"] + 20, box["y"] + 8

    def drag() -> None:
        mouse.move(x, y)
        mouse.down()
        for n in range(MOVES):
            mouse.move(x + 10 + n % 60, y + 10 + n % 40)
        mouse.move(x + 1, y + 1)
        mouse.up()

    def pan() -> None:
        mouse.move(frame["x"] + 30, frame["y"] + frame["height"] - 120)
        for n in range(MOVES):
            mouse.wheel(0, 30 if n < MOVES / 2 else -30)

    def zoom() -> None:
        page.keyboard.down("Control")
        for n in range(MOVES):
            mouse.wheel(0, 8 if n < MOVES / 2 else -8)
        page.keyboard.up("Control")

    return {name: moved(page, cdp, work) for name, work in (("drag", drag), ("pan", pan), ("zoom", zoom))}


def measure(browser: Browser, state: Any, url: str) -> dict[str, float]:
    """All figures of one size."""
    context = browser.new_context(storage_state=state, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    loads = [loaded(page, url) for _ in range(LOADS)]
    cdp = context.new_cdp_session(page)
    cdp.send("Performance.enable")
    told = {
        "server": "server ms",
        "ready": "page to canvas ready ms",
        "start": "canvas start ms",
    }
    row = {label: statistics.median(load[name] for load in loads) for name, label in told.items()}
    row["DOM elements"] = page.evaluate("() => document.querySelectorAll('flow-canvas *').length")
    row["JS heap MiB"] = page.evaluate("() => performance.memory.usedJSHeapSize") / 2**20
    for name, seen in gestures(page, cdp).items():
        row[f"{name}: fps"], row[f"{name}: p95 frame ms"] = seen["fps"], seen["p95"]
        row[f"{name}: long tasks"], row[f"{name}: script ms"] = seen["long"], seen["script"]
        row[f"{name}: main thread ms"] = seen["all"]
    context.close()
    return row


def main(sizes: Sequence[int] = SIZES) -> None:
    """A table with a row per figure and a column per size."""
    with tempfile.TemporaryDirectory() as folder, Storeflow(Path(folder) / "data") as server:
        server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGS))
            state = sign_in(browser, server)
            rows = {}
            for size in sizes:
                file = Path(folder) / f"{size}.json"
                file.write_text(json.dumps(drawing(size)), "utf-8")
                done = server.command("import", str(file))
                if done.returncode:
                    sys.exit(done.stderr)
                ident = json.loads(done.stdout)["id"]
                rows[f"{size} steps"] = measure(browser, state, f"{server.url}/workflows/{ident}?view=canvas")
            browser.close()
    table = Table("figure", *rows)
    for figure in next(iter(rows.values())):
        table.row({"figure": figure, **{size: values[figure] for size, values in rows.items()}})


if __name__ == "__main__":
    main()
