"""Changing the demo store's products: status, texts, prices, collections; new ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from app.connectors.compared import unless_changed
from app.connectors.demo.acts import gone
from app.connectors.demo.catalogue import SHOP, SITE, Fact
from app.connectors.demo.stock import DONE, StockActs
from app.core.effects.collections import (
    AddToCollections,
    CreateCollection,
    GetCollections,
    RemoveFromCollections,
)
from app.core.effects.products import (
    ArchiveProduct,
    CreateProduct,
    DuplicateProduct,
    HideProduct,
    PublishProduct,
    SetProductStatus,
    SetProductTexts,
    SetProductVendor,
    UnlistProduct,
)
from app.core.effects.variants import (
    ChangeVariants,
    GetVariants,
    SetCodes,
    SetPrices,
    SetSelling,
    same,
)
from app.core.sentence import Json


class ProductActs(StockActs):
    """Effects of this area, each by the method of its name."""

    async def set_product_status(self, effect: SetProductStatus, key: str) -> Json:
        """``{"status"}`` as it is now."""

        def change(fact: Fact) -> Fact:
            unless_changed(effect, fact["status"], effect.expected or None)
            return {"status": effect.status}

        fact = await self.change("product", effect.id, change)
        return {"status": fact["status"]}

    async def archive_product(self, effect: ArchiveProduct, key: str) -> Json:
        """The same."""
        return await self.set_product_status(effect, key)

    async def unlist_product(self, effect: UnlistProduct, key: str) -> Json:
        """The same."""
        return await self.set_product_status(effect, key)

    async def publish_product(self, effect: PublishProduct, key: str) -> Json:
        """``{"published_at"}``."""
        now = datetime.now(UTC).isoformat()
        fact = await self.change(
            "product",
            effect.id,
            lambda fact: {
                "published_at": fact["published_at"] or now,
                "url": f"{SITE}/products/{fact['handle']}",
            },
        )
        return {"published_at": fact["published_at"]}

    async def hide_product(self, effect: HideProduct, key: str) -> Json:
        """``{"published_at": None}``."""
        await self.change("product", effect.id, lambda fact: {"published_at": None, "url": None})
        return {"published_at": None}

    async def set_product_texts(self, effect: SetProductTexts, key: str) -> Json:
        """The texts as they are now."""
        return await self._write_product_texts(effect)

    async def set_product_vendor(self, effect: SetProductVendor, key: str) -> Json:
        """Vendor and type as they are now."""
        return await self._write_product_texts(effect)

    async def create_product(self, effect: CreateProduct, key: str) -> Json:
        """``{"product": it}``."""
        now = datetime.now(UTC).isoformat()
        variant: Fact = {
            "inventory_id": None,
            "title": "Default Title",
            "sku": effect.sku or None,
            "barcode": None,
            "price": effect.price or "0.00",
            "compare_at_price": None,
            "stock": 0,
            "sells_when_out": False,
            "options": [],
        }
        product: Fact = {
            "title": effect.title,
            "product_type": None,
            "vendor": SHOP,
            "categories": [],
            "tags": list(effect.tags),
            "description": effect.description or None,
            "image": None,
        }
        return await self._new_product(product, [variant], now)

    async def duplicate_product(self, effect: DuplicateProduct, key: str) -> Json:
        """``{"product": the copy}``. Raises Permanent where the product is gone."""
        found = await self.doors.read("product", effect.id)
        if found is None:
            raise gone("product", effect.id)
        variants = [{**one, "stock": 0} for one in found["variants"]]
        copied = {name: value for name, value in found.items() if name != DONE}
        return await self._new_product(
            {**copied, "title": effect.title}, variants, datetime.now(UTC).isoformat()
        )

    async def get_variants(self, effect: GetVariants, key: str) -> Json:
        """``{"variants": [...], "next": None}``. Raises Permanent where the product is gone."""
        found = await self.doors.read("product", effect.id)
        variants = [one for one in (found or {}).get("variants", ()) if effect.variant in ("", one["id"])]
        if not variants:
            raise gone("variant" if found and effect.variant else "product", effect.variant or effect.id)
        return {"variants": variants, "next": None}

    async def set_prices(self, effect: SetPrices, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def set_selling(self, effect: SetSelling, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def set_codes(self, effect: SetCodes, key: str) -> Json:
        """``{"changed": how many}``."""
        return await self._change_variants(effect)

    async def add_to_collections(self, effect: AddToCollections, key: str) -> Json:
        """``{"collections"}`` in which it was not before. A collection is there as soon as something lies in it."""
        return await self._file_product(effect.id, lambda had: [*had, *_others(effect.collections, had)])

    async def remove_from_collections(self, effect: RemoveFromCollections, key: str) -> Json:
        """``{"collections"}`` that it was taken out of."""
        return await self._file_product(effect.id, lambda had: _others(had, effect.collections))

    async def get_collections(self, effect: GetCollections, key: str) -> Json:
        """``{"collections"}`` in which it lies, of those that were asked for. Raises Permanent where it is gone."""
        found = await self.doors.read("product", effect.id)
        if found is None:
            raise gone("product", effect.id)
        outside = _others(effect.collections, found["categories"])
        return {"collections": [one for one in effect.collections if one not in outside]}

    async def create_collection(self, effect: CreateCollection, key: str) -> Json:
        """``{"collection"}``: its name is all that there is to it."""
        return {"collection": {"id": effect.title, "title": effect.title}, "created": True}

    async def _write_product_texts(self, effect: SetProductTexts | SetProductVendor) -> Json:
        wanted = effect.wanted()

        def change(fact: Fact) -> Fact:
            now = {name: fact[name] for name in wanted}
            unless_changed(
                effect, now, {name: effect.expected[name] for name in wanted} if effect.expected else None
            )
            return {name: value or None for name, value in wanted.items()}

        await self.change("product", effect.id, change)
        return dict(wanted)

    async def _change_variants(self, effect: ChangeVariants) -> Json:
        done: list[str] = []
        stay: list[str] = []

        def change(fact: Fact) -> Fact:
            variants = []
            for one in fact["variants"]:
                wanted = next((found for found in effect.changes if found.id == one["id"]), None)
                if wanted is None or same(one, wanted.now):
                    variants.append(one)
                elif effect.careful and not same(one, wanted.was):
                    stay.append(one["id"])
                    variants.append(one)
                else:
                    done.append(one["id"])
                    variants.append({**one, **wanted.now})
            return {"variants": variants, **_whole(variants)}

        await self.change("product", effect.id, change)
        if stay:
            unless_changed(effect, len(stay), 0)
        return {"changed": len(done)}

    async def _file_product(self, product: str, fn: Callable[[list[str]], list[str]]) -> Json:
        before: list[str] = []

        def change(fact: Fact) -> Fact:
            before[:] = fact["categories"]
            return {"categories": fn(fact["categories"])}

        fact = await self.change("product", product, change)
        moved = [*_others(fact["categories"], before), *_others(before, fact["categories"])]
        return {"collections": moved}

    async def _new_product(self, product: Fact, variants: Sequence[Fact], now: str) -> Json:
        """A draft under the next number, hidden until it is published; nothing of it is there yet."""

        def make(number: str) -> Fact:
            handle = "-".join([*product["title"].lower().replace("&", "and").split(), number])
            made = [
                {
                    **one,
                    "id": f"{number}{at:02}",
                    "product_id": number,
                    "inventory_id": f"{number}{at:02}",
                    "created_at": now,
                    "updated_at": now,
                }
                for at, one in enumerate(variants, 1)
            ]
            return {
                **product,
                "id": number,
                "handle": handle,
                "status": "draft",
                **_whole(made),
                "stock": 0,
                "in_stock": False,
                "url": None,
                "variants": made,
                "created_at": now,
                "updated_at": now,
                "published_at": None,
            }

        fact = await self.doors.add("product", make)
        await self.report("product.created", "product", fact, datetime.fromisoformat(now))
        return {"product": fact}


def _others(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Those that are not among the known ones, case aside."""
    had = {one.casefold() for one in known}
    return [one for one in names if one.casefold() not in had]


def _whole(variants: Sequence[Fact]) -> Fact:
    """What follows from its variants for a product."""
    return {
        "sku": variants[0]["sku"],
        "price": min((one["price"] for one in variants), key=Decimal),
        "compare_at_price": variants[0]["compare_at_price"],
    }
