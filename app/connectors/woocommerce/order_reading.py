"""Looking at an order before it is changed, and its notes, which WooCommerce keeps as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.reading import ident, text, words
from app.connectors.woocommerce.acts import Acts
from app.core.effects.orders import OnOrder
from app.core.sentence import Json

LAST = "_storeflow_last"
"""The meta field of an order with the key of our latest change of its status: one that is tried again goes on."""


class OrderLooks(Acts):
    """What all effects on orders begin with."""

    async def order(self, effect: OnOrder) -> dict[str, Any]:
        """The order as WooCommerce tells it. Raises Missing where it is gone."""
        return await self.rest.get("order", effect.id)

    async def put_order(self, effect: OnOrder, **fields: Json) -> dict[str, Any]:
        """The order with fields changed."""
        answer = await self.rest.call("PUT", self.rest.place("order", effect.id), body=fields)
        return answer if isinstance(answer, dict) else {}

    async def noted(self, effect: OnOrder, note: str, *, to_customer: bool = False) -> bool:
        """Adds a note where no such note is there, and says whether it did."""
        if not note or await self.notes(effect, note):
            return False
        place = f"{self.rest.place('order', effect.id)}/notes"
        await self.rest.call("POST", place, body={"note": note, "customer_note": to_customer})
        return True

    async def notes(self, effect: OnOrder, note: str) -> list[Mapping[str, Any]]:
        """The notes with that text."""
        wanted = _plain(note)
        return [one for one in await self.all_notes(effect) if _plain(words(one.get("note")) or "") == wanted]

    async def all_notes(self, effect: OnOrder) -> list[Mapping[str, Any]]:
        """Everybody's notes, the newest first."""
        found = await self.rest.call("GET", f"{self.rest.place('order', effect.id)}/notes")
        return [one for one in (found if isinstance(found, list) else ()) if isinstance(one, dict)]

    async def forget_notes(self, effect: OnOrder, note: str) -> int:
        """Deletes the notes with that text, save what the customer was told."""
        found = [one for one in await self.notes(effect, note) if one.get("customer_note") is not True]
        for one in found:
            place = f"{self.rest.place('order', effect.id)}/notes/{ident(one.get('id'))}"
            await self.rest.call("DELETE", place, {"force": "true"})
        return len(found)


def meta(order: Mapping[str, Any], key: str) -> str:
    """The text of a meta field; "" where there is none."""
    for one in order.get("meta_data") or ():
        if isinstance(one, dict) and one.get("key") == key:
            return text(one.get("value")) or ""
    return ""


def last(key: str) -> Json:
    """The entry of an order's meta data that says which change was the latest."""
    return {"key": LAST, "value": key}


def _plain(note: str) -> str:
    return " ".join(note.split())
