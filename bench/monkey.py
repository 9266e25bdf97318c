"""A monkey in the editor: seeded gestures on the real server in a real browser.

python -m bench monkey [actions=2000] [seed=N]

After each batch the saved document is valid, its problems can be named, and canvas and list show what is saved. At a
checkpoint everything is undone: the document is the first one again, byte for byte, and everything done again is the
last one. Nothing may complain in the browser's console at any time. The status is 1 where any of this failed; what was
done last is printed with the seed.
"""

from __future__ import annotations

import json
import random
import secrets
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Response, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from app.core.document import Workflow
from app.core.graph import check
from app.nodes import catalogue
from bench.editor import READY, sign_in
from bench.figures import Table
from bench.gestures import Hands
from tests.support.browser import ARGS, find_browser
from tests.support.server import Storeflow

BATCH = 20
CHECKPOINT = 200
"""Gestures between two times that everything is undone."""
ENTRIES = 400
"""Changes between them at most: the log keeps 500."""
MOST_BREACHES = 8
TRIES = 8
TOLD = 15
"""How many of the last gestures a breach names."""
BUSY = "'.htmx-request, dialog[open], .editor[aria-busy], form[data-unsaved]:valid'"
"""What says that something is asked for, is answered, or has been typed and is not on its way yet."""
STILL = f"""(rev) => document.querySelector('#saved-mark')?.textContent === 'Saved'
  && !document.querySelector({BUSY})
  && (rev === null || document.querySelector('.editor').dataset.rev === String(rev))"""
TOLD_BUSY = f"""() => [
  document.querySelector('#saved-mark')?.textContent, document.querySelector('.editor')?.dataset.rev,
  ...[...document.querySelectorAll({BUSY})].map((one) => one.cloneNode().outerHTML),
].join(' ')"""
SHOWN = """() => {
  const { steps, edges, notes } = document.querySelector('flow-canvas').toJSON();
  return {
    steps: steps.map((step) => step.id).sort(),
    edges: edges.map((edge) => `${edge.source}.${edge.port}>${edge.target}`).sort(),
    notes: (notes ?? []).map((note) => note.id).sort(),
    list: [...new Set([...document.querySelectorAll('#outline .list-face')].map((face) => face.dataset.step))].sort(),
  };
}"""
ANSWERS = ("status of 409", "status of 422")
"""The browser calls a refusal an error of loading; the page says it in words."""


class Breach(Exception):
    """A promise that was broken."""


@dataclass
class Seen:
    """What there was to see."""

    actions: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    refusals: int = 0
    checks: int = 0
    undone: int = 0
    entries: int = 0
    most_steps: int = 0


class Monkey:
    """One page, one workflow after another."""

    def __init__(self, browser: Browser, server: Storeflow, state: Any, seed: int) -> None:
        self.server, self.dice, self.seen = server, random.Random(seed), Seen()
        self.wrong: list[str] = []
        self.last: deque[str] = deque(maxlen=TOLD)
        context = browser.new_context(
            storage_state=state, viewport={"width": 1440, "height": 900}, locale="en-US"
        )
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on(
            "pageerror", lambda error: self.wrong.append(f"an error in the page: {error.stack or error}")
        )
        self.page.on("console", self._said)
        self.page.on("response", self._answered)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.hands = Hands(self.page, self.dice)
        token = server.command("token", "create", "monkey").stdout.strip()
        self.headers = {"authorization": f"Bearer {token}"}
        self.path, self.first = "", b""

    def begin(self) -> None:
        """A workflow to play with: an empty one or one that is ready-made."""
        self.page.goto(f"{self.server.url}/new-workflow")
        offers = self.page.locator('form[action="/workflows"] button')
        offers.nth(self.dice.randrange(offers.count())).click()
        self.page.wait_for_url("**/workflows/*")
        self.page.wait_for_function(READY)
        self.path = "/workflows/" + self.page.url.rpartition("/")[2].partition("?")[0]
        self.first, self.began = self.document(), self.rev()
        self.last.append(f"begin {self.path}")

    def act(self) -> None:
        """One gesture; where there is nothing for it, another one."""
        done = None
        for _ in range(TRIES):
            name, done = self._tried()
            if done:
                break
        self.seen.actions += 1
        self.seen.kinds[name if done else "nothing there"] += 1
        self.last.append(f"{name}: {done}")
        if self.path not in self.page.url:
            self.page.goto(self.server.url + self.path)
        if not self.page.evaluate(f"({READY})()"):
            self.page.wait_for_function(READY)

    def _tried(self) -> tuple[str, str | None]:
        gestures = self.hands.gestures()
        (name, _, work), *_ = self.dice.choices(gestures, [weight for _, weight, _ in gestures])
        if self.page.locator("dialog[open]").count():
            name, work = "dialog", self.hands.dialog
        try:
            return name, work()
        except PlaywrightError:  # it was covered, or gone when the hand came there
            return name, None

    def settle(self) -> None:
        """Nothing is on its way to the server any more, and the page has heard of the last change that is there."""
        for n in range(10):
            if self.page.locator("dialog[open]").count():
                self.page.keyboard.press("Escape")
            self.page.evaluate("() => document.activeElement?.blur()")
            try:
                self.page.wait_for_function(STILL, arg=None, timeout=1000 * (n + 1))
                self.page.wait_for_function(STILL, arg=self.rev(), timeout=1000 * (n + 1))
                return
            except PlaywrightError:  # perhaps a dialog that opened meanwhile
                continue
        raise Breach(
            f"the page never comes to rest: {self.page.evaluate(TOLD_BUSY)}; the draft is at {self.rev()}"
        )

    def judge(self) -> None:
        """What is saved is valid, and is what canvas and list show."""
        self.settle()
        saved = json.loads(self.document())
        try:
            document = Workflow.model_validate(saved)
            problems = check(document, catalogue())
            for problem in problems:
                self.seen.problems[problem.code] += 1
                assert str(problem.because)
        except Exception as error:
            raise Breach(f"the saved document can't be checked: {error!r}\n{json.dumps(saved)}") from error
        self.seen.most_steps = max(self.seen.most_steps, len(document.steps))
        steps = sorted(step.id for step in document.steps)
        wanted = {
            "steps": steps,
            "edges": sorted(f"{edge.source}.{edge.port}>{edge.target}" for edge in document.edges),
            "notes": sorted(note.id for note in document.notes),
            "list": steps,
        }
        shown = self.page.evaluate(SHOWN)
        for what, is_saved in wanted.items():
            if shown[what] != is_saved:
                raise Breach(f"shown and saved are not the same, {what}: {shown[what]} and {is_saved}")
        self.complained()

    def undo_all(self) -> None:
        """Back to the first document and forth to the last one."""
        self.page.goto(self.server.url + self.path)
        self.page.wait_for_function(READY)
        self.settle()
        last = self.document()
        back = self.travel("Control+z", "undo")
        if self.document() != self.first:
            raise Breach(
                f"{back} times undone is not the first document:\n{self.first!r}\n{self.document()!r}"
            )
        self.travel("Control+Shift+z", "redo", back)  # what had been undone before stays so
        if self.document() != last:
            raise Breach(f"all of it done again is not the last document:\n{last!r}\n{self.document()!r}")
        self.complained()
        self.seen.checks += 1
        self.seen.undone += back

    def travel(self, key: str, way: str, most: int | None = None) -> int:
        """The key until nothing is left that way, or so often; answers how often."""
        pressed = 0
        while pressed != most and self.page.locator(f"[data-log={way}] button").is_enabled():
            if pressed > 2 * ENTRIES:
                raise Breach(f"{way} has no end")
            self.page.keyboard.press(key)
            pressed += 1
            self.page.wait_for_function(STILL, arg=None)
            self.page.wait_for_load_state("networkidle")
        return pressed

    def document(self) -> bytes:
        """As it is saved."""
        answer = self.page.request.get(f"{self.server.url}/api/v1{self.path}/export", headers=self.headers)
        if not answer.ok:
            raise Breach(f"the document is not to be had: {answer.status} {answer.text()}")
        return answer.body()

    def rev(self) -> int:
        """Which change of the draft is the last."""
        answer = self.page.request.get(f"{self.server.url}/api/v1{self.path}", headers=self.headers)
        if not answer.ok:
            raise Breach(f"the draft is not to be had: {answer.status} {answer.text()}")
        return int(answer.json()["rev"])

    def complained(self) -> None:
        """Raises what the browser complained about."""
        if self.wrong:
            told, self.wrong = "\n".join(self.wrong), []
            raise Breach(told)

    def _said(self, said: ConsoleMessage) -> None:
        if said.type != "error":
            return
        if any(answer in said.text for answer in ANSWERS):
            self.seen.refusals += 1
        else:
            self.wrong.append(f"in the console: {said.text} ({said.location.get('url')})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or response.status in (400, 404, 405):
            self.wrong.append(f"{response.request.method} {response.url} answered {response.status}")


def play(monkey: Monkey, actions: int) -> list[str]:
    """The breaches. After one the monkey goes on with another workflow."""
    breaches: list[str] = []
    fresh = True
    since = 0
    while monkey.seen.actions < actions and len(breaches) < MOST_BREACHES:
        try:
            if fresh:
                monkey.begin()
                fresh, since = False, 0
            for _ in range(min(BATCH, actions - monkey.seen.actions)):
                monkey.act()
                since += 1
                monkey.complained()
            monkey.judge()
            entries = monkey.rev() - monkey.began
            if since >= CHECKPOINT or entries > ENTRIES or monkey.seen.actions >= actions:
                monkey.seen.entries += entries
                monkey.undo_all()
                fresh = True
        except (Breach, PlaywrightError) as error:
            breaches.append(str(error))
            print(f"\nBREACH after {monkey.seen.actions} actions: {error}\nlast of all:", flush=True)
            print("\n".join(f"  {one}" for one in monkey.last), flush=True)
            if "answered 5" in str(error):
                print(f"the server:\n{monkey.server.log(25)}", flush=True)
            monkey.wrong.clear()
            fresh = True
    return breaches


def main(words: Sequence[str] = ()) -> int:
    """The status is 1 where a promise was broken."""
    given = dict(word.partition("=")[::2] for word in words)
    actions = int(given.get("actions", 2000))
    seed = int(given.get("seed", secrets.randbelow(2**31)))
    print(f"monkey: {actions} actions, seed={seed}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Storeflow(Path(folder) / "data") as server:
        server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGS))
            monkey = Monkey(browser, server, sign_in(browser, server), seed)
            breaches = play(monkey, actions)
            browser.close()
    seen = monkey.seen
    table = Table("figure", "value")
    for name, value in (
        ("actions", seen.actions),
        ("kinds", ", ".join(f"{name} {count}" for name, count in seen.kinds.most_common())),
        ("changes of drafts", seen.entries),
        ("steps at most", seen.most_steps),
        ("problems named", ", ".join(f"{code} {count}" for code, count in seen.problems.most_common())),
        ("refusals", seen.refusals),
        ("undone to the first byte", f"{seen.checks} times, {seen.undone} changes"),
        ("breaches", len(breaches)),
        ("seconds", time.monotonic() - began),
    ):
        table.row({"figure": name, "value": value})
    if breaches:
        print(f"To have it again: python -m bench monkey actions={actions} seed={seed}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
