"""Stock, which WooCommerce keeps at one place, of a product or of each of its variations.

WooCommerce knows no key of a change and no number that it must be made from: what is more or less is read, reckoned and
written together with the change's name, so that one that was cut off is not made twice.
"""

from __future__ import annotations

import hashlib
from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import whole
from app.connectors.woocommerce.variants import VariantActs
from app.core.effects.stock import AdjustStock, GetStock, OfVariant, SetStock, SetTracking
from app.core.sentence import Json, because
from app.errors import Permanent

DONE = "_storeflow_stock"
"""The meta field with the names of the latest changes."""
_REMEMBERED = 8


class StockActs(VariantActs):
    """Effects of this area, each by the method of its name."""

    async def get_stock(self, effect: GetStock, key: str) -> Json:
        """``{"stock", "tracked"}``."""
        _path, node = await self._stock_kept(effect)
        tracked = node.get("manage_stock") is True
        return {"stock": whole(node.get("stock_quantity")) if tracked else None, "tracked": tracked}

    async def set_stock(self, effect: SetStock, key: str) -> Json:
        """``{"stock"}`` as it is now; it is counted from now on."""
        path, node = await self._stock_kept(effect)
        tracked = node.get("manage_stock") is True
        now = whole(node.get("stock_quantity")) if tracked else None
        if now != effect.quantity:
            unless_changed(effect, now, effect.expected)
            new: dict[str, Json] = {"stock_quantity": effect.quantity}
            await self.rest.call("PUT", path, body=new if tracked else {"manage_stock": True, **new})
        return {"stock": effect.quantity}

    async def adjust_stock(self, effect: AdjustStock, key: str) -> Json:
        """``{"by", "stock"}``."""
        path, node = await self._stock_kept(effect)
        now = whole(node.get("stock_quantity"))
        if node.get("manage_stock") is not True or now is None:
            raise Permanent(
                because("The stock of {name} is not counted, so it can't be more or less.", name=effect.name)
            )
        name, done = hashlib.sha256(key.encode()).hexdigest()[:16], _done(node)
        if name not in done:
            now += effect.by
            latest = ",".join([*done, name][-_REMEMBERED:])
            meta: Json = [{"key": DONE, "value": latest}]
            await self.rest.call("PUT", path, body={"stock_quantity": now, "meta_data": meta})
        return {"by": effect.by, "stock": now}

    async def set_tracking(self, effect: SetTracking, key: str) -> Json:
        """``{"tracked"}`` as it is now."""
        path, node = await self._stock_kept(effect, inherited=not effect.tracked)
        if (node.get("manage_stock") is True) is not effect.tracked:
            await self.rest.call("PUT", path, body={"manage_stock": effect.tracked})
        return {"tracked": effect.tracked}

    async def _stock_kept(self, effect: OfVariant, *, inherited: bool = True) -> tuple[str, dict[str, Any]]:
        """Where the stock of a variant is kept: with it, or with its product for all variations together."""
        if effect.location:
            raise Permanent(
                because(
                    "WooCommerce keeps stock at one place only. Leave “{setting}” empty.",
                    setting=because("Place"),
                )
            )
        product = effect.product or effect.variant
        path = self.variant_path(product, effect.variant)
        node: dict[str, Any] = await self.rest.call("GET", path)
        if inherited and node.get("manage_stock") == "parent":
            path = self.rest.place("product", product)
            node = await self.rest.call("GET", path)
        return path, node


def _done(node: dict[str, Any]) -> list[str]:
    """The names of the latest changes."""
    for item in node.get("meta_data") or ():
        if isinstance(item, dict) and item.get("key") == DONE:
            return [one for one in str(item.get("value") or "").split(",") if one]
    return []
