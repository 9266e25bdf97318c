"""Products: status, texts, making and deleting them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import ident, text
from app.connectors.shopify.acts import marked
from app.connectors.shopify.collections import CollectionActs
from app.connectors.shopify.redirects import RedirectActs
from app.connectors.shopify.variants import VariantActs
from app.core.effects.products import (
    ArchiveProduct,
    CreateProduct,
    DeleteProduct,
    DeleteVariant,
    DuplicateProduct,
    OnProduct,
    SetProductStatus,
    SetProductTexts,
    SetProductVendor,
    UnlistProduct,
)
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

_FIELDS: Mapping[str, str] = {
    "title": "title",
    "description": "descriptionHtml",
    "vendor": "vendor",
    "product_type": "productType",
}
"""Shopify's name of each text."""


class ProductActs(VariantActs, CollectionActs, RedirectActs):
    """Effects of this area, each by the method of its name."""

    async def set_product_status(self, effect: SetProductStatus, key: str) -> Json:
        """``{"status"}`` as it is now."""
        now = str((await self._product_details(effect))["status"]).lower()
        unless_changed(effect, now, effect.expected or None)
        if now != effect.status:
            await self._update_product(effect, status=effect.status.upper())
        return {"status": effect.status}

    async def archive_product(self, effect: ArchiveProduct, key: str) -> Json:
        """The same."""
        return await self.set_product_status(effect, key)

    async def unlist_product(self, effect: UnlistProduct, key: str) -> Json:
        """The same."""
        return await self.set_product_status(effect, key)

    async def set_product_texts(self, effect: SetProductTexts, key: str) -> Json:
        """The texts as they are now."""
        return await self._write_product_texts(effect, effect.wanted(), effect.expected)

    async def set_product_vendor(self, effect: SetProductVendor, key: str) -> Json:
        """Vendor and type as they are now."""
        return await self._write_product_texts(effect, effect.wanted(), effect.expected)

    async def create_product(self, effect: CreateProduct, key: str) -> Json:
        """``{"product": it}``. Its price and SKU are those of the one variant that it comes with."""
        new: dict[str, Json] = {"title": effect.title, "status": "DRAFT", "tags": list(effect.tags)}
        if effect.description:
            new["descriptionHtml"] = effect.description
        new["metafields"] = marked(key)

        async def make() -> Json:
            return (await self.admin.mutate("productCreate", effect.sentence(), product=new)).get("product")

        made = await self.settled(make, lambda: self.made("newestProducts", key))
        found = _id_of(made)
        variants = (made.get("variants") or {}).get("nodes") if isinstance(made, dict) else None
        first: dict[str, Json] = {"price": effect.price} if effect.price else {}
        if effect.sku:
            first["inventoryItem"] = {"sku": effect.sku}
        if first and variants:
            try:
                await self.admin.mutate(
                    "productVariantsBulkUpdate",
                    effect.sentence(),
                    id=self.admin.gid("product", found),
                    variants=[{"id": variants[0]["id"], **first}],
                )
            except Permanent as error:
                why = error.sentence
                raise Permanent(because("The product was made, but without price: {why}", why=why)) from error
        return {"product": await self.admin.read("product", found)}

    async def duplicate_product(self, effect: DuplicateProduct, key: str) -> Json:
        """``{"product": the copy}``."""
        gid = self.admin.gid("product", effect.id)
        before = {one["id"] for one in await self._newest_products()}

        async def make() -> Json:
            what = effect.sentence()
            done = await self.admin.mutate("productDuplicate", what, id=gid, title=effect.title)
            return done.get("newProduct")

        async def look() -> Json:
            new = [one for one in await self._newest_products() if one["id"] not in before]
            return next((one for one in new if one.get("title") == effect.title), None)

        return {"product": await self.admin.read("product", _id_of(await self.settled(make, look)))}

    async def delete_product(self, effect: DeleteProduct, key: str) -> Json:
        """``{"deleted"}``: whether there was one."""
        gid = self.admin.gid("product", effect.id)
        if not (await self.admin.call("productDetails", id=gid)).get("product"):
            return {"deleted": False}
        await self.admin.mutate("productDelete", effect.sentence(), id=gid)
        return {"deleted": True}

    async def delete_variant(self, effect: DeleteVariant, key: str) -> Json:
        """``{"deleted"}``: whether there was one."""
        variant = self.admin.gid("variant", effect.variant)
        if not (await self.admin.call("goods_variant", id=variant)).get("productVariant"):
            return {"deleted": False}
        await self.admin.mutate(
            "productVariantsBulkDelete",
            effect.sentence(),
            id=self.admin.gid("product", effect.id),
            variants=[variant],
        )
        return {"deleted": True}

    async def _newest_products(self) -> list[dict[str, Any]]:
        return list(((await self.admin.call("newestProducts")).get("products") or {}).get("nodes") or ())

    async def _product_details(self, effect: OnProduct) -> Mapping[str, Any]:
        gid = self.admin.gid("product", effect.id)
        found = (await self.admin.call("productDetails", id=gid)).get("product")
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no product {name} any more.", name=effect.name))
        return found

    async def _update_product(self, effect: OnProduct, **fields: Json) -> None:
        gid = self.admin.gid("product", effect.id)
        await self.admin.mutate("productUpdate", effect.sentence(), product={"id": gid, **fields})

    async def _write_product_texts(
        self, effect: OnProduct, wanted: Mapping[str, str], expected: Mapping[str, str | None]
    ) -> Json:
        told = await self._product_details(effect)
        now = {name: text(told.get(name)) or "" for name in wanted}
        unless_changed(effect, now, {name: expected[name] or "" for name in wanted} if expected else None)
        if now != wanted:
            await self._update_product(effect, **{_FIELDS[name]: value for name, value in wanted.items()})
        return dict(wanted)


def _id_of(made: Json) -> str:
    """The id of a new product. Raises Permanent where Shopify tells of none."""
    if not isinstance(made, dict) or not made.get("id"):
        raise Permanent(because("Shopify made no product, and said no word about why."))
    return ident(made["id"])
