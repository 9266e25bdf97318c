"""Tags in WooCommerce: products have real ones; orders and customers have none, so ours stand in a meta field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.reading import ident, things, words
from app.connectors.woocommerce.map import TAGS, own_tags
from app.connectors.woocommerce.rest import Refusal, Rest
from app.core.sentence import Json, because
from app.errors import Permanent


async def change(
    rest: Rest, kind: str, id: str, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> list[str]:
    """The tags as they are afterwards. Nothing is written where nothing would change: each write comes back to us
    as an update. Raises Temporary or Permanent."""
    for tag in add:
        if "," in tag:
            raise Permanent(because("A tag can't hold a comma: “{tag}”.", tag=tag))
    node = await rest.get(kind, id)
    try:
        return await _written(rest, kind, id, node, add, remove)
    except Unreadable as error:
        raise Permanent(error.because) from error


async def _written(
    rest: Rest, kind: str, id: str, node: dict[str, Any], add: Sequence[str], remove: Sequence[str]
) -> list[str]:
    if kind == "product":
        return await _product(rest, id, node, add, remove)
    now = own_tags(node) or []
    wanted = _changed(now, add, remove)
    if wanted != now:
        await rest.call(
            "PUT", rest.place(kind, id), body={"meta_data": [{"key": TAGS, "value": ", ".join(wanted)}]}
        )
    return wanted


async def _product(
    rest: Rest, id: str, node: dict[str, Any], add: Sequence[str], remove: Sequence[str]
) -> list[str]:
    ids = {
        name: ident(item.get("id"))
        for item in things(node.get("tags"), "tags")
        if (name := words(item.get("name")))
    }
    wanted = _changed(list(ids), add, remove)
    if wanted != list(ids):
        for name in wanted:
            if name not in ids:
                ids[name] = await _tag(rest, name)
        entries: list[Json] = [{"id": int(ids[name])} for name in wanted]
        await rest.call("PUT", rest.place("product", id), body={"tags": entries})
    return wanted


async def _tag(rest: Rest, name: str) -> str:
    """The id of a product tag, made where there was none."""
    try:
        return ident((await rest.call("POST", "products/tags", body={"name": name})).get("id"))
    except Refusal as refusal:
        data = refusal.answer.get("data")
        if refusal.answer.get("code") == "term_exists" and isinstance(data, dict):
            return ident(data.get("resource_id"), "resource_id")
        raise


def _changed(now: list[str], add: Sequence[str], remove: Sequence[str]) -> list[str]:
    """Upper and lower case are the same tag, as in the stores."""
    gone = {tag.casefold() for tag in remove}
    kept = [tag for tag in now if tag.casefold() not in gone]
    had = {tag.casefold() for tag in kept}
    for tag in add:
        if tag.casefold() not in had:
            had.add(tag.casefold())
            kept.append(tag)
    return kept
