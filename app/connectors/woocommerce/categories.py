"""Categories, which other shops call collections: which of them a product lies in, and new ones."""

from __future__ import annotations

from typing import Any

from app.connectors.reading import ident, words
from app.connectors.woocommerce.rest import Refusal
from app.connectors.woocommerce.variants import VariantActs
from app.core.effects.collections import (
    AddToCollections,
    CreateCollection,
    GetCollections,
    RemoveFromCollections,
)
from app.core.sentence import Json, because
from app.errors import Missing, Permanent


class CategoryActs(VariantActs):
    """Effects of this area, each by the method of its name."""

    async def add_to_collections(self, effect: AddToCollections, key: str) -> Json:
        """``{"collections"}`` in which it was not before."""
        now = await self._categories_of(effect.id)
        new = {one: found for one in effect.collections if (found := await self._category_id(one)) not in now}
        return await self._put_categories(effect.id, [*now, *new.values()] if new else [], list(new))

    async def remove_from_collections(self, effect: RemoveFromCollections, key: str) -> Json:
        """``{"collections"}`` that it was taken out of."""
        now = await self._categories_of(effect.id)
        gone = {one: found for one in effect.collections if (found := await self._category_id(one)) in now}
        return await self._put_categories(
            effect.id, [one for one in now if one not in gone.values()], list(gone)
        )

    async def get_collections(self, effect: GetCollections, key: str) -> Json:
        """``{"collections"}`` in which it lies, of those that were asked for."""
        now = await self._categories_of(effect.id)
        return {"collections": [one for one in effect.collections if await self._category_id(one) in now]}

    async def create_collection(self, effect: CreateCollection, key: str) -> Json:
        """``{"collection", "created"}``."""
        found = await self._category_named(effect.title)
        if found is not None:
            return {"collection": {"id": found, "title": effect.title}, "created": False}
        new: dict[str, Json] = {"name": effect.title}
        if effect.description:
            new["description"] = effect.description
        try:
            made = await self.rest.call("POST", "products/categories", body=new)
        except Refusal as refusal:
            data = refusal.answer.get("data")
            if refusal.answer.get("code") != "term_exists" or not isinstance(data, dict):
                raise
            found = ident(data.get("resource_id"), "resource_id")
            return {"collection": {"id": found, "title": effect.title}, "created": False}
        return {
            "collection": {"id": ident(made.get("id")), "title": words(made.get("name"))},
            "created": True,
        }

    async def _categories_of(self, product: str) -> list[str]:
        """The ids of the categories that it lies in."""
        node = await self.rest.get("product", product)
        return [ident(one.get("id")) for one in node.get("categories") or ()]

    async def _put_categories(self, product: str, ids: list[str], changed: list[str]) -> Json:
        if changed:
            body: Json = {"categories": [{"id": int(one)} for one in dict.fromkeys(ids)]}
            await self.rest.call("PUT", self.rest.place("product", product), body=body)
        return {"collections": changed}

    async def _category_id(self, name: str) -> str:
        """The id of a category by its name or id. Raises Permanent where there is none."""
        if name.isdecimal():
            try:
                return ident((await self.rest.call("GET", f"products/categories/{name}")).get("id"))
            except Missing:
                pass
        found = await self._category_named(name)
        if found is None:
            raise Permanent(because("The shop has no category “{name}”.", name=name))
        return found

    async def _category_named(self, name: str) -> str | None:
        told: list[dict[str, Any]] = await self.rest.call(
            "GET", "products/categories", {"search": name, "per_page": "100"}
        )
        wanted = name.strip().casefold()
        return next(
            (ident(one["id"]) for one in told if (words(one.get("name")) or "").strip().casefold() == wanted),
            None,
        )
