"""What is in an order, changed by Shopify's order editing: begin, change, commit."""

from __future__ import annotations

from typing import Any

from app.connectors.shopify.order_reading import OrderLooks
from app.core.effects.order_details import AddOrderLine, RemoveOrderLine
from app.core.sentence import Json, because
from app.errors import Missing


class OrderLineActs(OrderLooks):
    """Effects of this area, each by the method of its name. An edit that was begun and not committed is forgotten."""

    async def add_order_line(self, effect: AddOrderLine, key: str) -> Json:
        """Adds the variant of that SKU where the order does not hold it already."""
        edit, lines = await self._begin(effect)
        if any(line["quantity"] for line in lines):
            return {"added": 0}
        variant = await self._variant(effect.sku)
        what = effect.sentence()
        added = await self.admin.mutate(
            "orderEditAddVariant", what, edit=edit, variant=variant, quantity=effect.quantity
        )
        if effect.free:
            line = (added.get("calculatedLineItem") or {}).get("id")
            off = {"percentValue": 100.0, "description": effect.note or None}
            await self.admin.mutate("orderEditAddLineItemDiscount", what, edit=edit, line=line, discount=off)
        await self._commit(effect, edit)
        return {"added": effect.quantity}

    async def remove_order_line(self, effect: RemoveOrderLine, key: str) -> Json:
        """Takes out what has not been sent of that SKU."""
        edit, lines = await self._begin(effect)
        taken = 0
        for line in lines:
            if line["quantity"] and line["editableQuantity"]:
                taken += line["editableQuantity"]
                await self.admin.mutate(
                    "orderEditSetQuantity",
                    effect.sentence(),
                    edit=edit,
                    line=line["id"],
                    quantity=line["quantity"] - line["editableQuantity"],
                    restock=effect.restock,
                )
        if taken:
            await self._commit(effect, edit)
        return {"removed": taken}

    async def _begin(self, effect: AddOrderLine | RemoveOrderLine) -> tuple[str, list[dict[str, Any]]]:
        """The edit's id, and the lines of the article."""
        begun = await self.admin.mutate(
            "orderEditBegin", effect.sentence(), id=self.admin.gid("order", effect.id)
        )
        order = begun.get("calculatedOrder") or {}
        lines = (order.get("lineItems") or {}).get("nodes") or []
        wanted = effect.sku.casefold()
        return str(order.get("id")), [one for one in lines if (one.get("sku") or "").casefold() == wanted]

    async def _variant(self, sku: str) -> str:
        """The id of the variant with that SKU, exactly: Shopify's search also finds what begins like it."""
        quoted = sku.replace("\\", "\\\\").replace('"', '\\"')
        found = await self.admin.call("variantBySku", query=f'sku:"{quoted}"')
        for variant in (found.get("productVariants") or {}).get("nodes") or ():
            if (variant.get("sku") or "").casefold() == sku.casefold():
                return str(variant["id"])
        raise Missing(because("Your shop has no article with the SKU {sku}.", sku=sku))

    async def _commit(self, effect: AddOrderLine | RemoveOrderLine, edit: str) -> None:
        await self.admin.mutate(
            "orderEditCommit", effect.sentence(), edit=edit, notify=effect.notify, note=effect.note or None
        )
