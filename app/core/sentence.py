"""Sentences as values: a message id with parameters, put into words only when shown.

The journal stores no prose, so a run made in English reads in Hindi a year later. Money, moments and
durations stay typed in the parameters, so that the reader's locale and the store's zone format them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

_NAME = re.compile(r"\{(\w+)\}")
_INNER = str.maketrans("“”", "‘’")

Json = Any
"""A value that JSON can hold. Raw payloads are the one place where its shape is not known."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``id`` is the English text with ``{names}``; ``plural`` its form for ``params["n"]`` other than one."""

    id: str
    params: Mapping[str, Json] = field(default_factory=dict)
    plural: str = ""

    def pack(self) -> list[Json]:
        """As JSON: ``[id, params]`` or ``[id, params, plural]``."""
        return [self.id, dict(self.params), self.plural] if self.plural else [self.id, dict(self.params)]

    @staticmethod
    def unpack(packed: Json) -> Sentence:
        """From JSON; a plain string, as another program may have written, is its own text."""
        if isinstance(packed, str):
            return Sentence("{text}", {"text": packed})
        return Sentence(packed[0], packed[1], packed[2] if len(packed) > 2 else "")

    def __str__(self) -> str:
        chosen = self.plural if self.plural and self.params.get("n") != 1 else self.id
        return fill(chosen, {name: plain(value) for name, value in self.params.items()})


def fill(template: str, shown: Mapping[str, str]) -> str:
    """Puts the shown values in place of ``{names}``. No format specs, no attributes: a value is only text, and a
    brace within a value stands for itself. Quotation marks within quotation marks become single ones."""

    def put(found: re.Match[str]) -> str:
        value = shown.get(found[1], found[0])
        quoted = template[: found.start()].endswith("“") and template[found.end() :].startswith("”")
        return value.translate(_INNER) if quoted else value

    return _NAME.sub(put, template)


def because(message: str, /, **params: Json) -> Sentence:
    """Why something happened: ``because("adds {tags} to order {order}", tags=[...], order="#1001")``."""
    return Sentence(message, {name: packed(value) for name, value in params.items()})


def because_n(singular: str, plural: str, n: int, /, **params: Json) -> Sentence:
    """The same with a number: ``because_n("{n} order", "{n} orders", 3)``."""
    return Sentence(singular, {"n": n, **{name: packed(value) for name, value in params.items()}}, plural)


def money(amount: Decimal | str, currency: str) -> Json:
    """An amount for a sentence, in major units (``"129.00"``), with its ISO 4217 currency."""
    return {"money": [str(amount), currency]}


def span(count: int | float, unit: str) -> Json:
    """A duration for a sentence: ``span(3, "days")``; minutes, hours, days or weeks."""
    return {"span": [count, unit]}


def term(title: str) -> Json:
    """The title of a field or a node ("Order total") inside a sentence: translated, and not begun with a capital."""
    return {"term": title}


def small(text: str) -> str:
    """The text without its capital, unless that belongs to a word like "SKU" or "ID"."""
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text


def either(values: Sequence[Json]) -> Json:
    """A list of which one is meant: "a, b or c". A plain list is "a, b and c"."""
    return {"either": packed(list(values))}


def packed(value: Json) -> Json:
    """A parameter as JSON: nested sentences, moments and decimals become tagged values."""
    if isinstance(value, Sentence):
        return {"said": value.pack()}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [packed(item) for item in value]
    return value


def plain(value: Json) -> str:
    """A parameter in plain English, for logs and command lines; pages use the reader's locale instead."""
    if isinstance(value, dict) and len(value) == 1:
        [(tag, inside)] = value.items()
        if tag == "said":
            return str(Sentence.unpack(inside))
        if tag == "money":
            return f"{inside[0]} {inside[1]}"
        if tag == "span":
            return f"{inside[0]} {inside[1] if inside[0] != 1 else inside[1].removesuffix('s')}"
        if tag == "at":
            return str(inside)
        if tag == "either":
            return " or ".join(plain(item) for item in inside)
        if tag == "term":
            return small(str(inside))
    if isinstance(value, list):
        return ", ".join(plain(item) for item in value)
    return "" if value is None else str(value)
