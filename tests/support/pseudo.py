"""A pseudo-locale: every translated text stands in ⟦…⟧, so what stands outside has escaped translation."""

import re
from gettext import NullTranslations
from html.parser import HTMLParser

OPEN, CLOSE = "⟦", "⟧"
SILENT = {"script", "style", "template", "code", "svg"}
SPOKEN = {"aria-label", "title", "placeholder", "alt", "aria-description"}


def wrap(text: str) -> str:
    """The text as the pseudo-locale says it; placeholders inside stay usable."""
    return f"{OPEN}{text}{CLOSE}" if text.strip() else text


class Pseudo(NullTranslations):
    """Stands in for a catalogue."""

    def gettext(self, message: str) -> str:
        return wrap(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return wrap(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return wrap(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


def escaped(page: str) -> list[str]:
    """The texts of an HTML page with letters outside ⟦…⟧; mark what a shop or its owner wrote as translate="no"."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [text for text in reader.found if re.search(r"[^\W\d_]", text)]


class _Reader(HTMLParser):
    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[bool] = [False]
        self.depth = 0  # open brackets: a translated text may hold elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        silent = self.silent[-1] or tag in SILENT or values.get("translate") == "no"
        if tag not in self.VOID:
            self.silent.append(silent)
        if not silent:
            self.found += [_outside(value, 0)[0] for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and len(self.silent) > 1:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        outside, self.depth = _outside(data, self.depth)
        if not self.silent[-1]:
            self.found.append(outside)


def _outside(text: str, depth: int) -> tuple[str, int]:
    kept = []
    for sign in text:
        if sign == OPEN:
            depth += 1
        elif sign == CLOSE:
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(sign)
    return " ".join("".join(kept).split()), depth
