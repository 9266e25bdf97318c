"""Texts with ``{{ values }}``: Liquid over mappings and lists, with a closed list of tags and filters.

Rule R1: no attribute is ever read, no file is ever opened, no clock is asked, and loops, work and output are
bounded. A value that is missing renders as nothing; ``paths`` lets the check of a drawing name it beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from liquid import BoundTemplate
from liquid.exceptions import LiquidError, ResourceLimitError, UnknownFilterError
from liquid.output import LimitedStringIO

from app.core.liquid import LONGEST, OUTPUT, Room, environment
from app.core.sentence import Json, Sentence, because
from app.errors import Permanent

Encoding = Literal["", "html", "url"]


def look_up(names: Mapping[str, Json], path: str) -> Json | None:
    """The value at ``order.customer.email`` or ``order.items.0.title``, over mappings and lists only; None if none."""
    value: Json = names
    if "[" in path:
        path = path.replace("[", ".").replace("]", "")
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            if part == "size":
                value = len(value)
                continue
            place = {"first": "0", "last": "-1"}.get(part, part)
            if not place.removeprefix("-").isdecimal() or not -len(value) <= int(place) < len(value):
                return None
            value = value[int(place)]
        else:
            return None
        if value is None:
            return None
    return value


def render(
    template: str,
    names: Mapping[str, Json],
    *,
    escape: bool = False,
    url: bool = False,
    zone: str = "UTC",
) -> str:
    """The text with its values filled in. Dates are shown in ``zone``.

    ``escape``: values become text of HTML. ``url``: values become text of an address, except one that begins it.
    Raises Permanent, with a sentence, for a text that can't be read or that grows beyond all measure.
    """
    if "{" not in template:
        return template
    try:
        parsed = _parsed(template, "html" if escape else "url" if url else "")
        out = LimitedStringIO(limit=OUTPUT)
        parsed.render_with_context(Room(parsed, globals=names, zone=zone), out)
    except (
        Exception
    ) as error:  # a template is an owner's text: whatever it causes is a sentence, never a crash
        raise Permanent(_told(error)) from error
    return out.getvalue()


def paths(template: str) -> frozenset[str]:
    """All names that a text reads, as paths. What it makes itself (loop variables, assigned names) is left out."""
    if "{" not in template:
        return frozenset()
    try:
        found = _parsed(template, "").global_variable_segments(include_partials=False)
    except Exception:  # ``problem`` says what is wrong with it
        return frozenset()
    return frozenset(path for path in map(_path, found) if path)


def problem(template: str) -> Sentence | None:
    """What is wrong with a text, and where; None where nothing is."""
    if "{" not in template:
        return None
    try:
        parsed = _parsed(template, "")
        for name, spans in parsed.analyze(include_partials=False).filters.items():
            if name not in parsed.env.filters:
                line, column = _place(template, spans[0].index)
                return because(
                    "line {line}, character {column}: there is no filter called {name}",
                    line=line,
                    column=column,
                    name=name,
                )
    except Exception as error:  # the same: any failure of reading is something to tell
        return _told(error)
    return None


@lru_cache(maxsize=2048)
def _parsed(template: str, encoding: Encoding) -> BoundTemplate:
    if len(template) > LONGEST:
        raise ResourceLimitError("the text is too long", token=None)
    return environment(encoding).from_string(template)


def _path(segments: Sequence[object]) -> str:
    """Segments as a path, as far as it is known beforehand. Liquid's own first, last and size are no fields."""
    parts: list[str] = []
    for segment in segments:
        if not isinstance(segment, (str, int)) or segment == "size":
            break
        parts.append({"first": "0", "last": "-1"}.get(str(segment), str(segment)))
    while parts and parts[-1] in ("0", "-1"):
        parts.pop()
    return ".".join(parts)


def _place(text: str, index: int) -> tuple[int, int]:
    before = text[: max(index, 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _told(error: Exception) -> Sentence:
    """A failure of Liquid in words, with its place where it is known."""
    if isinstance(error, ResourceLimitError):
        return because("the text is too long or does too much work to be filled in")
    if isinstance(error, RecursionError):
        return because("the text is nested too deeply")
    if not isinstance(error, LiquidError):
        return because("the text can't be filled in with these values")
    reason = str(error.message or "").strip()
    if error.token is None or error.token.start_index < 0:
        return because("the text can't be filled in: {reason}", reason=reason)
    line, column = _place(error.token.source, error.token.start_index)
    if isinstance(error, UnknownFilterError):
        name = reason.split("'")[1] if "'" in reason else reason
        return because(
            "line {line}, character {column}: there is no filter called {name}",
            line=line,
            column=column,
            name=name,
        )
    return because("line {line}, character {column}: {reason}", line=line, column=column, reason=reason)
