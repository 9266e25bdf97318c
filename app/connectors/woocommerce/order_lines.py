"""What is in an order. WooCommerce reckons its totals anew; stock that was taken stays taken.

With each change its key is written into the order, so that one that is tried again knows what it did.
"""

from __future__ import annotations

from typing import Any

from app.connectors.reading import text, whole
from app.connectors.woocommerce.order_reading import OrderLooks, meta
from app.core.effects.order_details import AddOrderLine, RemoveOrderLine
from app.core.sentence import Json, because
from app.errors import Missing

DONE = "_storeflow_lines"
"""The meta field of an order with the key of the latest change to its lines, and of how many pieces it was."""


class OrderLineActs(OrderLooks):
    """Effects of this area, each by the method of its name."""

    async def add_order_line(self, effect: AddOrderLine, key: str) -> Json:
        """Adds the product or variation of that SKU where the order does not hold it already."""
        order = await self.order(effect)
        if _pieces(order, key) is None:
            if _lines(order, effect.sku):
                return {"added": 0}
            line: dict[str, Json] = {**await self._article(effect.sku), "quantity": effect.quantity}
            if effect.free:
                line |= {"subtotal": "0", "total": "0"}
            await self.put_order(effect, line_items=[line], meta_data=[_told(key, effect.quantity)])
        await self.noted(effect, effect.note)
        return {"added": effect.quantity}

    async def remove_order_line(self, effect: RemoveOrderLine, key: str) -> Json:
        """A line of no pieces is taken out."""
        order = await self.order(effect)
        lines, done = _lines(order, effect.sku), _pieces(order, key)
        pieces = sum(whole(line.get("quantity")) or 0 for line in lines)
        if lines:
            gone: Json = [{"id": line["id"], "quantity": 0} for line in lines]
            await self.put_order(effect, line_items=gone, meta_data=[_told(key, pieces)])
        if lines or done:
            await self.noted(effect, effect.note)
        return {"removed": pieces or done or 0}

    async def _article(self, sku: str) -> dict[str, Json]:
        found = await self.rest.call("GET", "products", {"sku": sku, "status": "any"})
        for one in found if isinstance(found, list) else ():
            if (text(one.get("sku")) or "").casefold() == sku.casefold():
                if one.get("type") == "variation":
                    return {"product_id": one.get("parent_id"), "variation_id": one.get("id")}
                return {"product_id": one.get("id")}
        raise Missing(because("Your shop has no article with the SKU {sku}.", sku=sku))


def _told(key: str, pieces: int) -> Json:
    return {"key": DONE, "value": f"{key} {pieces}"}


def _pieces(order: dict[str, Any], key: str) -> int | None:
    """How many pieces the change of this key was about; None where it was not made, or not as the latest."""
    made, _, pieces = meta(order, DONE).rpartition(" ")
    return int(pieces) if made == key and pieces.isdecimal() else None


def _lines(order: dict[str, Any], sku: str) -> list[dict[str, Any]]:
    wanted = sku.casefold()
    return [
        line
        for line in order.get("line_items") or ()
        if isinstance(line, dict) and (text(line.get("sku")) or "").casefold() == wanted
    ]
