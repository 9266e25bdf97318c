"""Stock by location. Shopify makes each change once under its key, and only from the number that it was read at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import ident
from app.connectors.shopify.acts import Acts
from app.core.effects.stock import AdjustStock, GetStock, OfVariant, SetStock, SetTracking
from app.core.sentence import Json, because, either
from app.errors import Missing, Permanent, Temporary

_STALE = "CHANGE_FROM_QUANTITY_STALE"
_BUSY = frozenset({_STALE, "IDEMPOTENCY_CONCURRENT_REQUEST", "SERVICE_UNAVAILABLE"})
"""Refusals after which the same may be tried again."""
_REASON = "correction"


class StockActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_stock(self, effect: GetStock, key: str) -> Json:
        """``{"stock", "tracked"}`` at the place; no stock where the article is not kept there."""
        item, stock = await self._stock_item(effect, await self._stock_location(effect.location))
        return {"stock": stock, "tracked": item.get("tracked") is True}

    async def set_stock(self, effect: SetStock, key: str) -> Json:
        """``{"stock"}`` as it is now."""
        location = await self._stock_location(effect.location)
        item, stock = await self._stock_item(effect, location)
        unless_changed(effect, stock, effect.expected)
        if stock is None:
            await self._keep_stock_at(effect, item, location, effect.quantity, key)
        elif stock != effect.quantity:
            one = {
                "inventoryItemId": item["id"],
                "locationId": location,
                "quantity": effect.quantity,
                "changeFromQuantity": stock,
            }
            # what it is changed from belongs to the call, so a call from another number has another key
            await self._change_stock("inventorySetQuantities", effect, f"{key}:{stock}", quantities=[one])
        return {"stock": effect.quantity}

    async def adjust_stock(self, effect: AdjustStock, key: str) -> Json:
        """``{"by"}``: a number more or less is right from whatever number, so none is compared."""
        location = await self._stock_location(effect.location)
        item, stock = await self._stock_item(effect, location)
        if stock is None:
            await self._keep_stock_at(effect, item, location, 0, f"{key}:0")
        change = {
            "inventoryItemId": item["id"],
            "locationId": location,
            "delta": effect.by,
            "changeFromQuantity": None,
        }
        await self._change_stock("inventoryAdjustQuantities", effect, key, changes=[change])
        return {"by": effect.by}

    async def set_tracking(self, effect: SetTracking, key: str) -> Json:
        """``{"tracked"}`` as it is now."""
        item, _stock = await self._stock_item(effect, await self._stock_location(effect.location))
        if item.get("tracked") is not effect.tracked:
            await self.admin.mutate(
                "inventoryItemUpdate", effect.sentence(), id=item["id"], input={"tracked": effect.tracked}
            )
        return {"tracked": effect.tracked}

    async def _change_stock(self, mutation: str, effect: OfVariant, key: str, **what: Json) -> None:
        """Raises Temporary where the number had changed since it was read, Permanent where Shopify declines."""
        told = await self.admin.call(
            mutation, input={"name": "available", "reason": _REASON, **what}, key=key
        )
        errors = (told.get(mutation) or {}).get("userErrors") or []
        if not errors:
            return
        said = "; ".join(str(error.get("message", "")) for error in errors)[:500].rstrip(".")
        sentence = because(
            "Shopify declined: {said}. Nothing was changed ({what}).", said=said, what=effect.sentence()
        )
        if any(error.get("code") in _BUSY for error in errors):
            raise Temporary(sentence)
        raise Permanent(sentence)

    async def _keep_stock_at(
        self, effect: OfVariant, item: Mapping[str, Any], location: str, available: int, key: str
    ) -> None:
        """An article that was never kept at a place has no stock there until it is."""
        await self.admin.mutate(
            "inventoryActivate",
            effect.sentence(),
            item=item["id"],
            location=location,
            available=available,
            key=key,
        )

    async def _stock_item(self, effect: OfVariant, location: str) -> tuple[Mapping[str, Any], int | None]:
        """The article of a variant, and what can be sold of it at a place: None where it is not kept there."""
        gid = self.admin.gid("variant", effect.variant)
        found = (await self.admin.call("stock", id=gid, location=location)).get("productVariant")
        item = found.get("inventoryItem") if isinstance(found, dict) else None
        if not isinstance(item, dict):
            raise Missing(because("Shopify has no variant {name} any more.", name=effect.name))
        level = item.get("inventoryLevel")
        quantities = level.get("quantities") if isinstance(level, dict) else None
        return item, int(quantities[0]["quantity"]) if quantities else None

    async def _stock_location(self, name: str) -> str:
        """The global id of a place by its name or id; "": the shop's main one. Raises Permanent, naming those there
        are."""
        if not name:
            main = (await self.admin.call("mainLocation")).get("location")
            if not isinstance(main, dict):
                raise Permanent(because("The shop has no place that keeps stock."))
            return str(main["id"])
        known: dict[str, str] = {}
        names: list[str] = []
        after: str | None = None
        while True:
            page = (await self.admin.call("locations", after=after))["locations"]
            for one in page["nodes"]:
                names.append(str(one["name"]))
                known |= {str(one["name"]).strip().casefold(): one["id"], ident(one["id"]): one["id"]}
            if not page["pageInfo"].get("hasNextPage"):
                break
            after = page["pageInfo"]["endCursor"]
        found = known.get(name.strip().casefold())
        if found is None:
            raise Permanent(
                because("The shop has no place “{name}”. It has {places}.", name=name, places=either(names))
            )
        return found
