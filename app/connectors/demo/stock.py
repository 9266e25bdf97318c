"""The demo store's stock, which lies at one place. What is sold out or there again is told, as real stores do."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from app.connectors.compared import unless_changed
from app.connectors.demo.acts import Acts, delivery, gone
from app.connectors.demo.catalogue import Fact
from app.connectors.demo.state import Message
from app.core.effects.stock import AdjustStock, GetStock, OfVariant, SetStock
from app.core.sentence import Json, because
from app.errors import AppError, Permanent

log = logging.getLogger(__name__)
DONE = "stock_changes"
"""The names of a product's latest changes of stock, so that one that was cut off is not made twice."""
_REMEMBERED = 8


class StockActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_stock(self, effect: GetStock, key: str) -> Json:
        """``{"stock", "tracked"}``. Raises Permanent where the variant is gone."""
        found = await self.doors.read("product", await self._stock_product(effect))
        for one in (found or {}).get("variants", ()):
            if one["id"] == effect.variant:
                return {"stock": one["stock"], "tracked": True}
        raise gone("variant", effect.variant)

    async def set_stock(self, effect: SetStock, key: str) -> Json:
        """``{"stock"}`` as it is now."""

        def new(stock: int) -> int:
            unless_changed(effect, stock, effect.expected)
            return effect.quantity

        return {"stock": await self._change_stock(effect, new)}

    async def adjust_stock(self, effect: AdjustStock, key: str) -> Json:
        """``{"by", "stock"}``."""
        name = hashlib.sha256(key.encode()).hexdigest()[:16]
        return {
            "by": effect.by,
            "stock": await self._change_stock(effect, lambda stock: stock + effect.by, name),
        }

    async def _change_stock(self, effect: OfVariant, new: Callable[[int], int], name: str = "") -> int:
        """Changes a variant's stock, once under a name, and tells of it. Raises Permanent where it is gone."""
        was: dict[str, int] = {}

        def change(fact: Fact) -> Fact:
            was.clear()
            was.update({one["id"]: one["stock"] for one in fact["variants"]})
            done = fact.get(DONE, [])
            if effect.variant not in was:
                raise gone("variant", effect.variant)
            if name and name in done:
                return {}
            variants = [
                {**one, "stock": new(one["stock"])} if one["id"] == effect.variant else one
                for one in fact["variants"]
            ]
            stock = sum(one["stock"] for one in variants)
            changed: Fact = {"variants": variants, "stock": stock, "in_stock": stock > 0}
            return {**changed, DONE: [*done, name][-_REMEMBERED:]} if name else changed

        product = await self.change("product", await self._stock_product(effect), change)
        [variant] = [one for one in product["variants"] if one["id"] == effect.variant]
        await self._tell_of_stock(product, variant, was)
        return int(variant["stock"])

    async def _stock_product(self, effect: OfVariant) -> str:
        """The id of the variant's product, which is looked for where it is not known."""
        if effect.location:
            raise Permanent(
                because(
                    "The demo store keeps stock at one place only. Leave “{setting}” empty.",
                    setting=because("Place"),
                )
            )
        if effect.product:
            return effect.product
        for product in await self.doors.page("product", "", 1000):
            if any(one["id"] == effect.variant for one in product["variants"]):
                return str(product["id"])
        raise gone("variant", effect.variant)

    async def _tell_of_stock(self, product: Fact, variant: Fact, was: dict[str, int]) -> None:
        now = datetime.now(UTC)
        both: dict[str, Json] = {"variant": variant, "product": product}
        before = was[variant["id"]]
        told = []
        if before > 0 >= variant["stock"]:
            told.append(Message("variant.sold_out", now, both))
        if before <= 0 < variant["stock"]:
            told.append(Message("variant.restocked", now, both))
        if sum(was.values()) > 0 >= product["stock"]:
            told.append(Message("product.sold_out", now, {"product": product}))
        for message in told:
            try:
                await self.doors.tell(*delivery(self._secret, message, str(uuid4())))
            except AppError as error:
                log.warning("the demo store's message about %s was not taken: %s", product["id"], error)
