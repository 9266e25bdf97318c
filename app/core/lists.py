"""Reckoning with lists: the numbers in them, groups by a field, the first few by a field. Pure and exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.core.comparing import decimal, fold
from app.core.node import Context
from app.core.sentence import Json, because
from app.core.text import look_up
from app.errors import Permanent


def entries(ctx: Context, path: str) -> list[Json]:
    """The list at a path; an empty one where nothing is there. Raises Permanent where it is no list."""
    found = ctx.find(path)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Permanent(because("{path} is no list, so there is nothing to go through", path=path))
    return found


def value(entry: Json, field: str) -> Json:
    """A field of an entry; the entry itself where no field is named."""
    if not field:
        return entry
    return look_up(entry, field) if isinstance(entry, Mapping) else None


def numbers(items: Sequence[Json], field: str) -> list[Decimal]:
    """The numbers of a field; what holds none is left out."""
    return [number for item in items if (number := decimal(value(item, field))) is not None]


def plain(number: Decimal) -> Json:
    """A number as JSON: whole where it is whole, else a decimal text, exactly."""
    whole = number == number.to_integral_value() and abs(number) < 10**15
    return int(number) if whole else format(number.normalize(), "f")


def groups(items: Sequence[Json], field: str, amount: str = "") -> list[dict[str, Json]]:
    """The entries by a field: ``{"key", "count", "sum", "items"}``, the largest group first."""
    found: dict[str, dict[str, Json]] = {}
    for item in items:
        key = value(item, field)
        group = found.setdefault(fold(key) if key is not None else "", {"key": key, "items": []})
        group["items"].append(item)
    for group in found.values():
        group["count"] = len(group["items"])
        group["sum"] = plain(sum(numbers(group["items"], amount), Decimal(0))) if amount else None
    return sorted(found.values(), key=lambda group: (-group["count"], fold(group["key"] or "")))


def ordered(items: Sequence[Json], field: str, *, highest: bool, most: int) -> list[Json]:
    """The first ``most`` entries by a field; numbers as numbers, all else as text; what holds none comes last."""

    def rank(item: Json) -> tuple[int, Decimal, str]:
        found = value(item, field)
        number = decimal(found)
        return (0, number, "") if number is not None else (1, Decimal(0), fold(found or ""))

    having = [item for item in items if value(item, field) is not None]
    without = [item for item in items if value(item, field) is None]
    return [*sorted(having, key=rank, reverse=highest), *without][:most]
