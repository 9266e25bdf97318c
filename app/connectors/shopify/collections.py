"""Collections: which of them a product lies in, and new ones. What an automatic collection holds, its rules decide."""

from __future__ import annotations

from collections.abc import Iterable

from app.connectors.reading import ident, text
from app.connectors.shopify.publishing import ONLINE, PublishingActs
from app.core.effects.collections import (
    AddToCollections,
    CreateCollection,
    GetCollections,
    RemoveFromCollections,
)
from app.core.sentence import Json, because
from app.errors import Missing, Permanent


class CollectionActs(PublishingActs):
    """Effects of this area, each by the method of its name."""

    async def add_to_collections(self, effect: AddToCollections, key: str) -> Json:
        """``{"collections"}`` in which it was not before."""
        new = [one for one, (gid, inside) in (await self._lies_in(effect)).items() if not inside and gid]
        return await self._change_collections(effect, "collectionsToJoin", new)

    async def remove_from_collections(self, effect: RemoveFromCollections, key: str) -> Json:
        """``{"collections"}`` that it was taken out of."""
        gone = [one for one, (gid, inside) in (await self._lies_in(effect)).items() if inside and gid]
        return await self._change_collections(effect, "collectionsToLeave", gone)

    async def get_collections(self, effect: GetCollections, key: str) -> Json:
        """``{"collections"}`` in which it lies, of those that were asked for."""
        return {
            "collections": [one for one, (_gid, inside) in (await self._lies_in(effect)).items() if inside]
        }

    async def create_collection(self, effect: CreateCollection, key: str) -> Json:
        """``{"collection", "created"}``; a new one is shown in the online shop."""
        found = await self._collection_titled(effect.title)
        if found is not None:
            if await self._unfinished(found):
                await self._show_collection(effect, found)
            return {"collection": {"id": ident(found), "title": effect.title}, "created": False}
        new = {"title": effect.title}
        if effect.description:
            new["descriptionHtml"] = effect.description
        done = await self.admin.mutate("collectionCreate", effect.sentence(), collection=new)
        made = done.get("collection")
        if not isinstance(made, dict) or not made.get("id"):
            raise Permanent(because("Shopify made no collection, and said no word about why."))
        await self._show_collection(effect, made["id"])
        return {
            "collection": {"id": ident(made["id"]), "title": text(made.get("title"))},
            "created": True,
        }

    async def _show_collection(self, effect: CreateCollection, gid: str) -> None:
        places = await self._publications((ONLINE,))
        shown = [{"publicationId": places[ONLINE]}]
        await self.admin.mutate("publishablePublish", effect.sentence(), id=gid, input=shown)

    async def _unfinished(self, gid: str) -> bool:
        """Whether a collection holds nothing and is to be seen nowhere: so one is left whose making was broken off."""
        told = (await self.admin.call("collectionShown", id=gid)).get("collection") or {}
        shown = (told.get("resourcePublicationsV2") or {}).get("nodes")
        return not shown and (told.get("productsCount") or {}).get("count") == 0

    async def _lies_in(
        self, effect: AddToCollections | RemoveFromCollections | GetCollections
    ) -> dict[str, tuple[str, bool]]:
        """Each collection's global id, and whether the product lies in it."""
        product = self.admin.gid("product", effect.id)
        found: dict[str, tuple[str, bool]] = {}
        for one in effect.collections:
            gid = await self._collection_gid(one)
            told = (await self.admin.call("inCollection", id=product, collection=gid)).get("product")
            if not isinstance(told, dict):
                raise Missing(because("Shopify has no product with the id {id} any more.", id=effect.id))
            found[one] = (gid, told.get("inside") is True)
        return found

    async def _change_collections(
        self, effect: AddToCollections | RemoveFromCollections, field: str, names: Iterable[str]
    ) -> Json:
        names = list(names)
        if names:
            ids = [await self._collection_gid(name) for name in names]
            product = {"id": self.admin.gid("product", effect.id), field: ids}
            await self.admin.mutate("productUpdate", effect.sentence(), product=product)
        return {"collections": names}

    async def _collection_gid(self, name: str) -> str:
        """The global id of a collection by its title or id. Raises Permanent where there is none."""
        if name.isdecimal():
            gid = self.admin.gid("collection", name)
            if (await self.admin.call("goods_collection", id=gid)).get("collection"):
                return gid
        found = await self._collection_titled(name)
        if found is None:
            raise Permanent(because("The shop has no collection “{name}”.", name=name))
        return found

    async def _collection_titled(self, title: str) -> str | None:
        quoted = title.replace("\\", "\\\\").replace("'", "\\'")
        told = await self.admin.call("collections", query=f"title:'{quoted}'")
        nodes = (told.get("collections") or {}).get("nodes") or []
        wanted = title.strip().casefold()
        same = [one["id"] for one in nodes if str(one.get("title", "")).strip().casefold() == wanted]
        return same[0] if same else None
