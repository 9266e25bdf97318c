"""Tags in WooCommerce: products have real ones; orders and customers have none, so ours stand in a meta field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.reading import ident, things, words
from app.connectors.woocommerce.map import TAGS, own_tags
from app.connectors.woocommerce.rest import Refusal, Rest
from app.core.sentence import Json, because
from app.errors import Permanent, Temporary


def told(tags: Sequence[str]) -> Json:
    """The tags of an order or a customer, as the entry of its meta data that holds them. Raises Permanent."""
    _no_commas(tags)
    return {"key": TAGS, "value": ", ".join(_changed([], tags, ()))}


async def product_tags(rest: Rest, tags: Sequence[str]) -> list[Json]:
    """Tags of a product as it is told them, made where there were none. Raises Temporary or Permanent."""
    _no_commas(tags)
    return [{"id": int(await _tag(rest, name))} for name in _changed([], tags, ())]


async def change(
    rest: Rest, kind: str, id: str, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> list[str]:
    """The tags as they are afterwards. Nothing is written where nothing would change: each write comes back to us
    as an update. Raises Temporary or Permanent."""
    _no_commas(add)
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
        await rest.call("PUT", rest.place(kind, id), body={"meta_data": [told(wanted)]})
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


async def _tag(rest: Rest, name: str, *, again: bool = False) -> str:
    """The id of a product tag, made where there was none; where no answer comes, asking once more tells its id."""
    try:
        made = await rest.call("POST", "products/tags", body={"name": name})
        return ident(made.get("id"))
    except Temporary as error:
        if not error.unclear or again:
            raise
        return await _tag(rest, name, again=True)
    except Refusal as refusal:
        data = refusal.answer.get("data")
        if refusal.answer.get("code") == "term_exists" and isinstance(data, dict):
            return ident(data.get("resource_id"), "resource_id")
        raise


def _no_commas(tags: Sequence[str]) -> None:
    for tag in tags:
        if "," in tag:
            raise Permanent(because("A tag can't hold a comma: “{tag}”.", tag=tag))


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
