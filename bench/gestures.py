"""What a monkey does in the editor: each gesture is a person's, chosen and aimed by dice. See ``bench.monkey``."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

HIT = """([what, n]) => {
  const seen = [...document.querySelectorAll(what)].filter((one) => {
    if (!one.checkVisibility() || one.disabled) return false;
    one.closest('.panel, .palette, #outline, dialog')?.contains(one) && one.scrollIntoView({block: 'nearest'});
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return box.width && top && (top === one || one.contains(top) || top.contains(one));
  });
  const one = seen[n % Math.max(seen.length, 1)];
  if (!one) return null;
  one.scrollIntoView({block: 'nearest'});
  const box = one.getBoundingClientRect();
  const name = one.dataset.nodeId || one.dataset.flowType || one.dataset.noteId || one.dataset.edge || one.value
    || one.title || one.textContent.trim();
  return {x: box.x + box.width / 2, y: box.y + box.height / 2, name: String(name).slice(0, 40)};
}"""
FACE, NOTE, PALETTE = ".flow-node .flow-face", ".flow-note", ".palette [data-flow-type]"
KEYS = (
    "ArrowDown ArrowUp ArrowLeft ArrowRight Shift+ArrowDown Shift+ArrowRight Alt+ArrowRight Alt+ArrowDown a + c x n "
    "f m Enter Delete Backspace Escape F6 Control+a Control+c Control+x Control+v Control+z Control+Shift+z Control+y "
    "Control+Space Control+f Tab Shift+Tab Home End"
).split()
WORDS = (
    "vip",
    "wholesale, new",
    "3",
    "0",
    "-1",
    "99999999999999999999",
    "1,5",
    "anna@example.com",
    "{{ order.name }}",
    "{{ customer.first_name | upcase }}, hello",
    "{{ order.",
    "{% if order %}",
    "{{ nothing.here }}",
    "<b>bold</b> & 'quoted' \"text\"",
    "नमस्ते 👋 ગુજરાતી",
    "",
    "https://example.com/{{ order.id }}",
    "2026-12-31",
    "08:30",
    "next",
)
FORMS = (
    "#step-panel .step-actions button, #step-panel .ways button, #step-panel .ways a[data-pick], "
    "#step-panel .step-note button, #step-panel summary, #facts .problems button, #facts a[data-step]"
)


class Hands:
    """A mouse, a keyboard, and dice. Every gesture answers what it did in words, or None where it found nothing."""

    def __init__(self, page: Page, dice: random.Random) -> None:
        self.page, self.dice = page, dice

    def hit(self, what: str) -> dict[str, Any] | None:
        """The middle of one of the elements that can be hit there."""
        found: dict[str, Any] | None = self.page.evaluate(HIT, [what, self.dice.randrange(10_000)])
        return found

    def ground(self) -> tuple[float, float]:
        """Any point of the canvas."""
        box = self.page.locator("flow-canvas").bounding_box() or {
            "x": 300,
            "y": 200,
            "width": 600,
            "height": 500,
        }
        return (
            box["x"] + self.dice.random() * box["width"],
            box["y"] + self.dice.random() * box["height"],
        )

    def click(self, what: str, **how: Any) -> str | None:
        """A click on one of them."""
        if not (at := self.hit(what)):
            return None
        self.page.mouse.click(at["x"], at["y"], **how)
        return f"click {at['name']!r}"

    def drag(self, what: str, onto: str | None) -> str | None:
        """From one of them to one of the others, or anywhere."""
        if not (start := self.hit(what)):
            return None
        end = self.hit(onto) if onto else None
        x, y = (end["x"], end["y"]) if end else self.ground()
        mouse = self.page.mouse
        mouse.move(start["x"], start["y"])
        mouse.down()
        mouse.move(start["x"] + 8, start["y"] + 8)
        mouse.move(x, y, steps=6)
        if self.dice.random() < 0.05:
            self.page.keyboard.press("Escape")
        mouse.up()
        return f"drag {start['name']!r} to {end['name'] if end else (round(x), round(y))!r}"

    def key(self) -> str | None:
        """A key where the focus is, or on a step or note that is clicked before."""
        clicked = self.click(f"{FACE}, {NOTE}") if self.dice.random() < 0.6 else None
        pressed = [self.dice.choice(KEYS) for _ in range(self.dice.choice((1, 1, 1, 2, 4)))]
        for one in pressed:
            self.page.keyboard.press(one)
        return f"{clicked or 'where the focus is'}, press {' '.join(pressed)}"

    def move(self) -> str | None:
        return self.drag(self.dice.choice((FACE, FACE, NOTE)), None)

    def wire(self) -> str | None:
        start = self.dice.choice((".flow-port", ".flow-port", ".flow-in", ".flow-end"))
        return self.drag(start, self.dice.choice((FACE, FACE, FACE, ".plus", None)))

    def arrow(self) -> str | None:
        """Chooses an arrow: it is too thin for a middle, so the line itself is told."""
        count = self.page.locator(".flow-hit").count()
        if not count:
            return None
        line = self.page.locator(".flow-hit").nth(self.dice.randrange(count))
        for kind in ("pointerdown", "pointerup"):
            line.dispatch_event(kind, {"button": 0, "pointerId": 1})
        return f"choose an arrow, {self.click('.flow-cut, .flow-lead') or 'leave it'}"

    def palette(self) -> str | None:
        if self.dice.random() < 0.4:
            return self.click(PALETTE)
        return self.drag(PALETTE, self.dice.choice((".plus", ".plus", FACE, None)))

    def pick(self) -> str | None:
        opened = self.click(".plus, #outline .list-add, #step-panel [data-pick], .overview .offer")
        if opened:
            self.page.wait_for_timeout(150)
        return f"{opened}, {self.dialog() or 'no dialog'}" if opened else None

    def menu(self) -> str | None:
        kind = self.dice.choice((FACE, FACE, NOTE, ".plus", None))
        if kind is None:
            x, y = self.ground()
            self.page.mouse.click(x, y, button="right")
        elif not self.click(kind, button="right"):
            return None
        return f"menu of {kind or 'the canvas'}: {self.click('.flow-menu [role=menuitem]') or 'nothing'}"

    def frame(self) -> str | None:
        (x, y), (to_x, to_y) = self.ground(), self.ground()
        self.page.keyboard.down("Shift")
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=5)
        self.page.mouse.up()
        self.page.keyboard.up("Shift")
        return f"frame, {self.click('.flow-bar button') if self.dice.random() < 0.7 else 'and no more'}"

    def look(self) -> str | None:
        """Zooming, panning, folding, tidying, searching."""
        if self.dice.random() < 0.4:
            self.page.mouse.move(*self.ground())
            self.page.mouse.wheel(self.dice.randint(-300, 300), self.dice.randint(-300, 300))
            return "wheel"
        return self.click(
            ".flow-tools button, [data-canvas], .flow-folded, .flow-overview, .flow-search button"
        )

    def log(self) -> str | None:
        way = self.dice.choice(("undo", "undo", "redo"))
        done = [self.click(f"[data-log={way}] button") for _ in range(self.dice.randint(1, 4))]
        return f"{way} x{len(done)}" if any(done) else None

    def note(self) -> str | None:
        if self.page.locator(".flow-writing textarea").count():
            self.page.keyboard.type(self.word())
            if self.dice.random() < 0.5:
                self.page.keyboard.press("Control+Enter")
                return "keep the note by keyboard"
            return self.click(".flow-writing button")
        if self.dice.random() < 0.5 and self.click(f"{FACE}, {NOTE}"):
            self.page.keyboard.press("n")
        else:
            self.page.mouse.click(*self.ground(), button="right")
            self.page.locator(".flow-menu [role=menuitem]", has_text="note").first.click(timeout=300)
        self.page.keyboard.type(self.word())
        self.page.keyboard.press(self.dice.choice(("Control+Enter", "Control+Enter", "Escape")))
        return "write a note"

    def panel(self) -> str | None:
        """Types into the settings, chooses, and posts the condition builder's own buttons."""
        box = "#step-panel form.settings"
        if not self.page.locator(box).count() or self.dice.random() < 0.3:
            self.click(f"{FACE}, #outline .list-face")
            self.page.wait_for_timeout(200)
        dice = self.dice.random()
        if dice < 0.2:
            return self.click(f"{box} button[name=do], {box} input[type=checkbox], {box} input[type=radio]")
        if dice < 0.3:
            opened = self.click("[data-values]")
            self.page.wait_for_timeout(150)
            return f"{opened}, {self.dialog()}" if opened else None
        if dice < 0.6:
            return self.choose(f"{box} select")
        fields = (
            f"{box} value-text, {box} input:not([type=hidden], [type=checkbox], [type=radio]), {box} textarea"
        )
        if not (clicked := self.click(fields)):
            return None
        if self.dice.random() < 0.5:
            self.page.keyboard.press("Control+a")
        word = self.word()
        self.page.keyboard.type(word)
        if self.dice.random() < 0.3:
            self.page.keyboard.press(self.dice.choice(("Enter", "Tab", "Control+z", "Backspace")))
        return f"{clicked}, type {word!r}"

    def choose(self, what: str) -> str | None:
        """Another option of one of these menus."""
        count = self.page.locator(what).count()
        if not count:
            return None
        menu = self.page.locator(what).nth(self.dice.randrange(count))
        options = menu.locator("option").count()
        if not options or not menu.is_visible():
            return None
        index = self.dice.randrange(options)
        menu.select_option(index=index, timeout=500)
        return f"option {index} of {menu.get_attribute('name', timeout=500)}"

    def forms(self) -> str | None:
        """The list's and the panel's forms: what also works without the canvas."""
        if self.dice.random() < 0.3:
            return self.click(".views .to-list, .views .to-canvas")
        if self.dice.random() < 0.3 and self.click("#outline .list-face"):
            self.page.wait_for_timeout(200)
        if self.dice.random() < 0.2 and self.click("#outline textarea"):
            self.page.keyboard.type(self.word())
            return f"note in the list, {self.click('#outline .list-notes button')}"
        if self.dice.random() < 0.2:
            self.choose("#step-panel .ways select")
        return self.click(FORMS)

    def rename(self) -> str | None:
        self.page.locator("#name").fill(self.word()[:100] or "Untitled", timeout=500)
        self.page.keyboard.press("Tab")
        return "rename"

    def reload(self) -> str | None:
        self.page.reload()
        return "reload"

    def dialog(self) -> str | None:
        """Answers the dialog that is open: a word into its search, one of its buttons, or away."""
        if not self.page.locator("dialog[open]").count():
            return None
        dice = self.dice.random()
        if dice < 0.15:
            self.page.keyboard.press("Escape")
            return "leave the dialog"
        search = self.page.locator("dialog[open] input[type=search]")
        if dice < 0.4 and search.count():
            search.first.fill(self.dice.choice(("wait", "mail", "tag", "order", "zzz", "")), timeout=500)
            self.page.wait_for_timeout(250)
        offers = "dialog[open] .offer, dialog[open] .value, #ask-delete[open] button, #clash[open] button"
        if not (clicked := self.click(offers)):
            self.page.keyboard.press("Escape")
        return f"dialog: {clicked or 'away'}"

    def word(self) -> str:
        return self.dice.choice(WORDS)

    def gestures(self) -> tuple[tuple[str, int, Callable[[], str | None]], ...]:
        """Each with its weight."""
        return (
            ("key", 20, self.key),
            ("move", 8, self.move),
            ("wire", 8, self.wire),
            ("arrow", 3, self.arrow),
            ("palette", 9, self.palette),
            ("picker", 10, self.pick),
            ("menu", 10, self.menu),
            ("frame", 3, self.frame),
            ("look", 4, self.look),
            ("undo and redo", 6, self.log),
            ("note", 4, self.note),
            ("panel", 22, self.panel),
            ("list and forms", 12, self.forms),
            ("rename", 1, self.rename),
            ("reload", 1, self.reload),
        )
