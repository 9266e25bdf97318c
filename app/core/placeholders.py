"""``{{ values }}`` in words: what stands in an owner's text as Liquid is read as the field's plain name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.core.condition_words import known, plainly
from app.core.fields import FACTS, SHAPES
from app.core.sentence import Json, Sentence, because, packed, term

VALUE = re.compile(r"\{\{-?\s*([A-Za-z_][\w-]*(?:(?:\.[\w-]+)|(?:\[-?\d+\]))*)\s*((?:\|[^{}]*)?)-?\}\}")
"""One value in a text: its path, and its filters from the first ``|`` on."""


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


COMMON: Mapping[str, tuple[str, str]] = {
    "shop.name": (_("Shop's name"), "text"),
    "shop.currency": (_("Shop's currency"), "text"),
    "event.at": (_("When it happened"), "moment"),
    "event.subject": (_("What it is about"), "text"),
    "now": (_("This moment"), "moment"),
}
"""What is there in every run besides the facts: path -> (title, type)."""


def title_of(path: str, item: str = "") -> Sentence:
    """The plain name of a path: "Customer's e-mail", "City (Shipping address)". ``item``: a loop's item's shape."""
    if path in COMMON:
        return because(COMMON[path][0])
    info = known(path, item)
    if info is not None and info.path != path.split(".")[0]:
        if not info.within or _says_whose(info.title, info.within[-1]):
            return because(info.title)
        return because("{field} ({of})", field=because(info.title), of=because(info.within[-1]))
    name, _dot, rest = path.partition(".")
    if name == "steps" and rest:
        step, _dot, inner = rest.partition(".")
        return (
            because("{value} of step “{step}”", value=plainly(inner), step=step)
            if inner
            else because("{text}", text=step)
        )
    if rest and name == "item":
        return because("{value} of the item", value=plainly(rest))
    if not rest and name in FACTS and FACTS[name] in SHAPES:
        return because(name.replace("_", " ").capitalize())
    return because("{text}", text=plainly(path))


def _says_whose(title: str, of: str) -> bool:
    """Whether a title such as "Customer's e-mail" names already what it lies in."""
    return title.casefold().startswith(of.casefold())


def spoken(sentence: Sentence) -> Sentence:
    """The sentence with the ``{{ values }}`` inside its parameters in words: "e-mail “Thank you, [first name]”"."""
    return Sentence(
        sentence.id, {name: _spoken(value) for name, value in sentence.params.items()}, sentence.plural
    )


def in_words(text: str) -> Json:
    """An owner's text as a sentence's parameter, with its ``{{ values }}`` in words."""
    if "{{" not in text:
        return text
    parts: list[Json] = []
    at = 0
    for found in VALUE.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        parts.append(packed(because("[{field}]", field=_term(found[1]))))
        at = found.end()
    if not parts:
        return text
    if at < len(text):
        parts.append(text[at:])
    names = {f"p{n}": part for n, part in enumerate(parts)}
    return packed(Sentence("".join("{" + name + "}" for name in names), names))


def _term(path: str) -> Json:
    """A title within a sentence begins small."""
    title = title_of(path)
    return term(title.id) if not title.params else packed(title)


def _spoken(value: Json) -> Json:
    if isinstance(value, str):
        return in_words(value)
    if isinstance(value, list):
        return [_spoken(item) for item in value]
    if isinstance(value, dict) and len(value) == 1:
        [(tag, inside)] = value.items()
        if tag == "said":
            return packed(spoken(Sentence.unpack(inside)))
        if tag == "either":
            return {tag: _spoken(inside)}
    return value
