"""Products: status, texts, whether customers see them; making and deleting them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.compared import unless_changed
from app.connectors.reading import ident, text, words
from app.connectors.woocommerce import map_goods as to
from app.connectors.woocommerce.acts import going_on
from app.connectors.woocommerce.categories import CategoryActs
from app.connectors.woocommerce.rest import Refusal
from app.connectors.woocommerce.stock import StockActs
from app.connectors.woocommerce.tags import product_tags
from app.core.effects.products import (
    CreateProduct,
    DeleteProduct,
    DeleteVariant,
    DuplicateProduct,
    HideProduct,
    OnProduct,
    PublishProduct,
    SetProductStatus,
    SetProductTexts,
)
from app.core.effects.publishing import GetWooProduct, SetPostStatus, SetVisibility
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

_STATUS: Mapping[str, str] = {"active": "publish", "draft": "draft", "unlisted": "private"}
"""WordPress's name of each status; it keeps no archive."""
_FIELDS: Mapping[str, str] = {"title": "name", "description": "description"}


class ProductActs(StockActs, CategoryActs):
    """Effects of this area, each by the method of its name."""

    async def set_product_status(self, effect: SetProductStatus, key: str) -> Json:
        """``{"status"}`` as it is now. Raises Permanent for one that WooCommerce has not."""
        if effect.status not in _STATUS:
            raise Permanent(because("WooCommerce keeps no archive. Make the product a draft or hide it."))
        expected = _STATUS.get(effect.expected)
        await self._set_on_product(effect, "status", _STATUS[effect.status], expected)
        return {"status": effect.status}

    async def set_post_status(self, effect: SetPostStatus, key: str) -> Json:
        """``{"post_status"}`` as it is now."""
        await self._set_on_product(effect, "status", effect.status, effect.expected or None)
        return {"post_status": effect.status}

    async def set_visibility(self, effect: SetVisibility, key: str) -> Json:
        """``{"visibility"}`` as it is now."""
        await self._set_on_product(effect, "catalog_visibility", effect.visibility, effect.expected or None)
        return {"visibility": effect.visibility}

    async def get_woo_product(self, effect: GetWooProduct, key: str) -> Json:
        """``{"post_status", "visibility"}``."""
        node = await self.rest.get("product", effect.id)
        return {"post_status": node.get("status"), "visibility": node.get("catalog_visibility")}

    async def publish_product(self, effect: PublishProduct, key: str) -> Json:
        """``{"changed"}``. A product that its catalogue hid is listed there again."""
        node = await self.rest.get("product", effect.id)
        new: dict[str, Json] = {} if node.get("status") == "publish" else {"status": "publish"}
        if node.get("catalog_visibility") == "hidden":
            new["catalog_visibility"] = "visible"
        return await self._put_product(effect, new)

    async def hide_product(self, effect: HideProduct, key: str) -> Json:
        """``{"changed"}``. What WordPress calls private is to be seen by the shop's own people only."""
        node = await self.rest.get("product", effect.id)
        return await self._put_product(
            effect, {"status": "private"} if node.get("status") == "publish" else {}
        )

    async def set_product_texts(self, effect: SetProductTexts, key: str) -> Json:
        """The texts as they are now."""
        node = await self.rest.get("product", effect.id)
        wanted = effect.wanted()
        now = {name: _text(node, _FIELDS[name]) for name in wanted}
        expected = {name: effect.expected[name] or "" for name in wanted} if effect.expected else None
        if now != wanted:
            unless_changed(effect, now, expected)
            await self._put_product(effect, {_FIELDS[name]: value for name, value in wanted.items()})
        return dict(wanted)

    async def create_product(self, effect: CreateProduct, key: str) -> Json:
        """``{"product": it}``."""
        new: dict[str, Json] = {"name": effect.title, "type": "simple", "status": "draft"}
        told = {"description": effect.description, "regular_price": effect.price, "sku": effect.sku}
        new |= {name: value for name, value in told.items() if value}
        if effect.tags:
            new["tags"] = await product_tags(self.rest, effect.tags)
        return {"product": _fact(await self.make("product", key, new))}

    async def duplicate_product(self, effect: DuplicateProduct, key: str) -> Json:
        """``{"product": the copy}``, which WooCommerce makes as a draft and calls a copy until it is named; so it may
        be only the naming that is tried again."""
        path = f"{self.rest.place('product', effect.id)}/duplicate"
        made = await self.made("product", key) or await self.make("product", key, {}, path=path)
        place = self.rest.place("product", ident(made.get("id")))
        with going_on(made, key):
            named = await self.rest.call("PUT", place, body={"name": effect.title, "status": "draft"})
        return {"product": _fact(named)}

    async def delete_product(self, effect: DeleteProduct, key: str) -> Json:
        """``{"deleted"}``: whether there was one. It goes to the bin."""
        try:
            await self.rest.call("DELETE", self.rest.place("product", effect.id))
        except Missing:
            return {"deleted": False}
        except Refusal as refusal:
            if refusal.answer.get("code") != "woocommerce_rest_already_trashed":
                raise
            return {"deleted": False}
        return {"deleted": True}

    async def delete_variant(self, effect: DeleteVariant, key: str) -> Json:
        """``{"deleted"}``: whether there was one. Variations have no bin."""
        path = self.variant_path(effect.id, effect.variant)
        if path == self.rest.place("product", effect.id):
            raise Permanent(
                because("{name} has no variants of its own; delete the product instead.", name=effect.name)
            )
        try:
            await self.rest.call("DELETE", path, {"force": "true"})
        except Missing:
            return {"deleted": False}
        return {"deleted": True}

    async def _set_on_product(self, effect: OnProduct, field: str, value: str, expected: str | None) -> None:
        now = (await self.rest.get("product", effect.id)).get(field)
        if now != value:
            unless_changed(effect, now, expected)
            await self._put_product(effect, {field: value})

    async def _put_product(self, effect: OnProduct, new: Mapping[str, Json]) -> Json:
        if new:
            await self.rest.call("PUT", self.rest.place("product", effect.id), body=dict(new))
        return {"changed": bool(new)}


def _text(node: Mapping[str, Any], field: str) -> str:
    found = words(node.get(field)) if field == "name" else text(node.get(field))
    return (found or "").strip()


def _fact(node: Mapping[str, Any]) -> Json:
    try:
        return to.product(node)
    except Unreadable as error:
        raise Permanent(error.because) from error
