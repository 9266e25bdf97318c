"""A product's variations: reading them all; prices, selling without stock, codes.

A product without variations is its own only variant. WooCommerce keeps two prices: the regular one, which is crossed
out while there is a lower one for a sale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.compared import unless_changed
from app.connectors.reading import amount, ident, text, whole, words
from app.connectors.woocommerce.acts import Acts
from app.core.effects.variants import ChangeVariants, GetVariants, SetCodes, SetPrices, SetSelling, same
from app.core.sentence import Json, because
from app.errors import Permanent

AT_ONCE = 100
"""The most variations that WooCommerce tells or takes in one call."""


class VariantActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_variants(self, effect: GetVariants, key: str) -> Json:
        """``{"variants": [...], "next": the number of the next page}``. Raises Missing."""
        if effect.variant:
            node = await self.rest.call("GET", self.variant_path(effect.id, effect.variant))
            return {"variants": [_fact(node, effect.id)], "next": None}
        return await self._variations_page(effect.id, effect.cursor)

    async def set_prices(self, effect: SetPrices, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def set_selling(self, effect: SetSelling, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def set_codes(self, effect: SetCodes, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    def variant_path(self, product: str, variant: str) -> str:
        """The path of a variation, or of the product that is its own. Raises Permanent for what has none."""
        place = self.rest.place("product", product)
        if not variant or variant == product:
            return place
        if not variant.isdecimal():
            raise Permanent(
                because("WooCommerce can't be asked for the variant with the id {id}.", id=variant)
            )
        return f"{place}/variations/{variant}"

    async def _variations_page(self, product: str, cursor: str) -> dict[str, Any]:
        if not cursor:
            node = await self.rest.get("product", product)
            if not node.get("variations"):
                return {"variants": [_fact(node, product)], "next": None}
        page = int(cursor or 1)
        told = await self.rest.call(
            "GET",
            f"{self.rest.place('product', product)}/variations",
            {"per_page": str(AT_ONCE), "page": str(page), "orderby": "id", "order": "asc"},
        )
        full = len(told) == AT_ONCE
        return {"variants": [_fact(one, product) for one in told], "next": str(page + 1) if full else None}

    async def _change_variants(self, effect: ChangeVariants) -> Json:
        changes, stay = list(effect.changes), 0
        if effect.careful:
            now = await self._variations_now(effect)
            changes = [one for one in changes if one.id in now and not same(now[one.id], one.now)]
            asked, changes = changes, [one for one in changes if same(now[one.id], one.was)]
            stay = len(asked) - len(changes)
        if len(changes) == 1:
            path = self.variant_path(effect.id, changes[0].id)
            await self.rest.call("PUT", path, body=_input(changes[0].now))
        else:
            for at in range(0, len(changes), AT_ONCE):
                part = [{"id": int(one.id), **_input(one.now)} for one in changes[at : at + AT_ONCE]]
                await self._batch_variations(effect, part)
        if stay:
            unless_changed(effect, stay, 0)
        return {"changed": len(changes)}

    async def _batch_variations(self, effect: ChangeVariants, part: Sequence[Mapping[str, Json]]) -> None:
        """WooCommerce answers a batch with 200 and tells errors one by one."""
        path = f"{self.rest.place('product', effect.id)}/variations/batch"
        told = await self.rest.call("POST", path, body={"update": list(part)})
        errors = [one["error"] for one in told.get("update") or () if isinstance(one.get("error"), dict)]
        if errors:
            raise Permanent(
                because(
                    "{shop} refused {n} of {all} changes: {said}",
                    shop=self.rest.host,
                    n=len(errors),
                    all=len(part),
                    said=str(errors[0].get("message"))[:300],
                )
            )

    async def _variations_now(self, effect: ChangeVariants) -> Mapping[str, Mapping[str, Json]]:
        """The variants that are to be changed, as they are now, by id."""
        if len(effect.changes) == 1:
            path = self.variant_path(effect.id, effect.changes[0].id)
            one = _fact(await self.rest.call("GET", path), effect.id)
            return {one["id"]: one}
        found: dict[str, Mapping[str, Json]] = {}
        cursor: str | None = ""
        while cursor is not None:
            page = await self._variations_page(effect.id, cursor)
            found |= {one["id"]: one for one in page["variants"]}
            cursor = page["next"]
        return found


def _fact(node: Mapping[str, Any], product: str) -> dict[str, Any]:
    """A variant in the shop's language, as far as these effects need it. Raises Permanent."""
    try:
        price, regular = (
            amount(node.get("price"), "price"),
            amount(node.get("regular_price"), "regular_price"),
        )
        return {
            "id": ident(node.get("id")),
            "product_id": product,
            "inventory_id": None,
            "title": words(node.get("name")),
            "sku": text(node.get("sku")),
            "barcode": text(node.get("global_unique_id")),
            "price": price,
            "compare_at_price": regular if node.get("on_sale") is True else None,
            "stock": whole(node.get("stock_quantity")),
            "sells_when_out": node.get("backorders") in ("yes", "notify"),
        }
    except Unreadable as error:
        raise Permanent(error.because) from error


def _input(new: Mapping[str, Json]) -> dict[str, Json]:
    """Fields as WooCommerce takes them."""
    sent: dict[str, Json] = {}
    if "price" in new:
        crossed = new.get("compare_at_price")
        sent["regular_price"] = crossed or new["price"]
        sent["sale_price"] = new["price"] if crossed else ""
    if "sells_when_out" in new:
        sent["backorders"] = "yes" if new["sells_when_out"] else "no"
    if "sku" in new:
        sent["sku"] = new["sku"] or ""
    if "barcode" in new:
        sent["global_unique_id"] = new["barcode"] or ""
    return sent
