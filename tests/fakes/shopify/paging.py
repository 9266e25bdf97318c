"""Connections: sorted, cut into pages by cursors that hold while things change, as nodes and as edges."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from graphql import GraphQLError

from tests.fakes.shopify.store import number

Key = Callable[[Any], tuple[Any, ...]]
MOST = 250

_SORTED_BY = {
    "CREATED_AT": "createdAt",
    "UPDATED_AT": "updatedAt",
    "PROCESSED_AT": "processedAt",
    "PUBLISHED_AT": "publishedAt",
    "TITLE": "title",
    "NAME": "name",
    "ORDER_NUMBER": "number",
    "VENDOR": "vendor",
    "SKU": "sku",
    "CREATION_DATE": "createdAt",
}


def sort_key(name: str | None) -> Key:
    """Things by a field, and by their number where that is the same."""
    field = _SORTED_BY.get(name or "ID", "")

    def key(thing: Any) -> tuple[Any, ...]:
        value = thing.get(field) if field else ""
        return ("" if value is None else value, int(number(thing["id"])))

    return key


def page(
    items: Sequence[Any], args: dict[str, Any], key: Key | None, *, endless: bool = False
) -> dict[str, Any]:
    """A connection. ``key``: what items are sorted by, None where they are in order. ``endless``: all of them, as a
    bulk operation reads. Raises GraphQLError."""
    keys: list[tuple[Any, ...]] = (
        [key(item) for item in items] if key else [(at,) for at in range(len(items))]
    )
    rows = sorted(zip(keys, items, strict=True), key=lambda row: row[0])
    if args.get("reverse"):
        rows.reverse()
    first, last = args.get("first"), args.get("last")
    if endless:
        first = first or len(rows)
    elif first is None and last is None:
        raise _bad("you must provide one of first or last")
    for size in (first, last):
        if size is not None and not endless and not 0 <= size <= MOST:
            raise _bad(f"Limit must be between 0 and {MOST}")
    total = len(rows)
    skipped = 0
    if after := args.get("after"):
        at = _key(after)
        kept = [row for row in rows if (row[0] < at if args.get("reverse") else row[0] > at)]
        skipped, rows = total - len(kept), kept
    if before := args.get("before"):
        at = _key(before)
        rows = [row for row in rows if (row[0] > at if args.get("reverse") else row[0] < at)]
    shown = rows[:first] if first is not None else rows[max(0, len(rows) - (last or 0)) :]
    edges = [{"cursor": _cursor(row[0]), "node": row[1]} for row in shown]
    return {
        "nodes": [row[1] for row in shown],
        "edges": edges,
        "pageInfo": {
            "hasNextPage": first is not None and len(rows) > len(shown),
            "hasPreviousPage": skipped > 0 or (first is None and len(rows) > len(shown)),
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _cursor(key: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode()


def _key(cursor: str) -> tuple[Any, ...]:
    try:
        return tuple(orjson.loads(base64.urlsafe_b64decode(cursor)))
    except ValueError as error:
        raise _bad(f"Invalid cursor for current pagination sort: {cursor}.") from error


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})
