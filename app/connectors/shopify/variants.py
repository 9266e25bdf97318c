"""A product's variants: reading them all; prices, selling without stock, codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import ident, text, whole
from app.connectors.shopify.acts import Acts
from app.core.effects.variants import (
    ChangeVariants,
    GetVariants,
    SetCodes,
    SetPrices,
    SetSelling,
    same,
)
from app.core.sentence import Json, because
from app.errors import Missing

AT_ONCE = 250
"""The most variants that Shopify takes in one call."""


class VariantActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_variants(self, effect: GetVariants, key: str) -> Json:
        """``{"variants": [...], "next": a cursor}``. Raises Missing."""
        if effect.variant:
            gid = self.admin.gid("variant", effect.variant)
            node = (await self.admin.call("goods_variant", id=gid)).get("productVariant")
            if not isinstance(node, dict):
                raise Missing(
                    because("Shopify has no variant {name} any more.", name=effect.label or effect.variant)
                )
            return {"variants": [_fact(node, effect.id)], "next": None}
        return await self._variants_page(effect.id, effect.label, effect.cursor)

    async def set_prices(self, effect: SetPrices, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def set_selling(self, effect: SetSelling, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def set_codes(self, effect: SetCodes, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def _variants_page(self, product: str, label: str, cursor: str) -> dict[str, Any]:
        gid = self.admin.gid("product", product)
        told = (await self.admin.call("variants", id=gid, after=cursor or None)).get("product")
        if not isinstance(told, dict):
            raise Missing(because("Shopify has no product {name} any more.", name=label or product))
        page = told["variants"]
        more = page["pageInfo"]
        return {
            "variants": [_fact(node, product) for node in page["nodes"]],
            "next": more["endCursor"] if more.get("hasNextPage") else None,
        }

    async def _change_variants(self, effect: ChangeVariants) -> Json:
        changes, stay = list(effect.changes), 0
        if effect.careful:
            now = await self._variants_now(effect)
            changes = [one for one in changes if one.id in now and not same(now[one.id], one.now)]
            asked, changes = changes, [one for one in changes if same(now[one.id], one.was)]
            stay = len(asked) - len(changes)
        for at in range(0, len(changes), AT_ONCE):
            await self.admin.mutate(
                "productVariantsBulkUpdate",
                effect.sentence(),
                id=self.admin.gid("product", effect.id),
                variants=[
                    {"id": self.admin.gid("variant", one.id), **_input(one.now)}
                    for one in changes[at : at + AT_ONCE]
                ],
            )
        if stay:
            unless_changed(effect, stay, 0)
        return {"changed": len(changes)}

    async def _variants_now(self, effect: ChangeVariants) -> Mapping[str, Mapping[str, Json]]:
        """The variants that are to be changed, as they are now, by id."""
        if len(effect.changes) == 1:
            gid = self.admin.gid("variant", effect.changes[0].id)
            node = (await self.admin.call("goods_variant", id=gid)).get("productVariant")
            found: Sequence[Mapping[str, Json]] = [_fact(node, effect.id)] if isinstance(node, dict) else []
            return {str(one["id"]): one for one in found}
        all_of_them: dict[str, Mapping[str, Json]] = {}
        cursor: str | None = ""
        while cursor is not None:
            page = await self._variants_page(effect.id, effect.label, cursor)
            all_of_them |= {one["id"]: one for one in page["variants"]}
            cursor = page["next"]
        return all_of_them


def _fact(node: Mapping[str, Any], product: str) -> dict[str, Any]:
    """A variant in the shop's language, as far as these effects need it."""
    item = node.get("inventoryItem") or {}
    return {
        "id": ident(node["id"]),
        "product_id": product,
        "inventory_id": ident(item["id"]) if item.get("id") else None,
        "title": text(node.get("title")),
        "sku": text(node.get("sku")),
        "barcode": text(node.get("barcode")),
        "price": text(node.get("price")),
        "compare_at_price": text(node.get("compare_at_price")),
        "stock": whole(node.get("inventory_quantity")) if item.get("tracked") is not False else None,
        "sells_when_out": node.get("inventory_policy") == "CONTINUE",
    }


def _input(new: Mapping[str, Json]) -> dict[str, Json]:
    """Fields as Shopify takes them."""
    sent: dict[str, Json] = {}
    for name, value in new.items():
        match name:
            case "price":
                sent["price"] = value
            case "compare_at_price":
                sent["compareAtPrice"] = value
            case "sells_when_out":
                sent["inventoryPolicy"] = "CONTINUE" if value else "DENY"
            case "barcode":
                sent["barcode"] = value
            case "sku":
                sent["inventoryItem"] = {"sku": value or ""}
    return sent
