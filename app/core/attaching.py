"""Lists as tables: which columns, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core import lists
from app.core.effects.message import Sheet
from app.core.node import Context
from app.core.sentence import Json, because
from app.errors import Permanent

MOST = 5000
"""Rows of a file that a mail carries."""
COLUMNS = 30
CELL = 2000


def table(ctx: Context, path: str, columns: Mapping[str, str], name: str) -> Sheet:
    """The list at a path as a table. ``columns``: the name of each, and the entry's field in it; none: every plain
    field of the entries. Raises Permanent for what is no list, and for more than a mail should carry."""
    entries = lists.entries(ctx, path)
    if len(entries) > MOST:
        raise Permanent(
            because("the list has {n} entries; a mail carries at most {most}", n=len(entries), most=MOST)
        )
    fields = dict(columns) or {field: field for field in _plain_fields(entries)} or {"": ""}
    rows = tuple(tuple(cell(lists.value(entry, field)) for field in fields.values()) for entry in entries)
    return Sheet(name=name, columns=tuple(fields), rows=rows)


def cell(value: Json) -> str:
    """A value as text: nothing is empty, a list's texts stand side by side."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(cell(one) for one in value if not isinstance(one, (dict, list)))[:CELL]
    return "" if isinstance(value, dict) else str(value)[:CELL]


def _plain_fields(entries: Sequence[Json]) -> list[str]:
    """The fields that hold a text, a number or yes and no in any entry, in the order met."""
    found: dict[str, None] = {}
    for entry in entries:
        if isinstance(entry, Mapping):
            found.update(
                (key, None)
                for key, value in entry.items()
                if not isinstance(value, (dict, list)) and value is not None
            )
    return list(found)[:COLUMNS]
