"""Where a product is to be seen: the online shop and other sales channels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from app.connectors.shopify.acts import Acts
from app.core.effects.products import HideProduct, OnProduct, PublishProduct
from app.core.effects.publishing import GetChannels, HideOnChannels, PublishOnChannels
from app.core.sentence import Json, because, either
from app.errors import Missing, Permanent

ONLINE = "Online Store"
"""The sales channel that is the shop's own website: its name in English, and its handle as Shopify has it."""


class PublishingActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def publish_product(self, effect: PublishProduct, key: str) -> Json:
        """``{"channels"}`` on which it was not before."""
        return await self._show_on(effect, (ONLINE,))

    async def hide_product(self, effect: HideProduct, key: str) -> Json:
        """``{"channels"}`` that it was taken off."""
        return await self._take_off(effect, (ONLINE,))

    async def publish_on_channels(self, effect: PublishOnChannels, key: str) -> Json:
        """``{"channels"}`` on which it was not before."""
        return await self._show_on(effect, effect.channels)

    async def hide_on_channels(self, effect: HideOnChannels, key: str) -> Json:
        """``{"channels"}`` that it was taken off."""
        return await self._take_off(effect, effect.channels)

    async def get_channels(self, effect: GetChannels, key: str) -> Json:
        """``{"channels"}`` on which it is, of those that were asked for."""
        places = await self._publications(effect.channels)
        on = await self._published_on(effect.id, effect.id)
        return {"channels": [name for name in effect.channels if places[name] in on]}

    async def _show_on(self, effect: OnProduct, channels: Sequence[str]) -> Json:
        places, on = await self._publications(channels), await self._published_on(effect.id, effect.name)
        return await self._put_on_channels(
            effect, "publishablePublish", places, [n for n in channels if places[n] not in on]
        )

    async def _take_off(self, effect: OnProduct, channels: Sequence[str]) -> Json:
        places, on = await self._publications(channels), await self._published_on(effect.id, effect.name)
        return await self._put_on_channels(
            effect, "publishableUnpublish", places, [n for n in channels if places[n] in on]
        )

    async def _put_on_channels(
        self, effect: OnProduct, mutation: str, places: dict[str, str], channels: Sequence[str]
    ) -> Json:
        if channels:
            await self.admin.mutate(
                mutation,
                effect.sentence(),
                id=self.admin.gid("product", effect.id),
                input=[{"publicationId": places[name]} for name in channels],
            )
        return {"channels": list(channels)}

    async def _published_on(self, product: str, label: str) -> frozenset[str]:
        """The publications on which it is."""
        gid = self.admin.gid("product", product)
        found = (await self.admin.call("published", id=gid)).get("product")
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no product {name} any more.", name=label))
        nodes = (found.get("resourcePublicationsV2") or {}).get("nodes") or []
        return frozenset(one["publication"]["id"] for one in nodes if one.get("isPublished"))

    async def _publications(self, channels: Iterable[str]) -> dict[str, str]:
        """The publication of each channel. Raises Permanent, which names those that there are."""
        known: dict[str, str] = {}
        shown: list[str] = []
        after: str | None = None
        while True:
            page = (await self.admin.call("channels", after=after))["publications"]
            for one in page["nodes"]:
                names = list(_names(one))
                shown += names[:1]
                known |= {_plain(name): one["id"] for name in names}
            if not page["pageInfo"].get("hasNextPage"):
                break
            after = page["pageInfo"]["endCursor"]
        found: dict[str, str] = {}
        for name in channels:
            if _plain(name) not in known:
                raise Permanent(
                    because(
                        "The shop has no sales channel “{name}”. It has {channels}.",
                        name=name,
                        channels=either(shown),
                    )
                )
            found[name] = known[_plain(name)]
        return found


def _names(publication: dict[str, Any]) -> Iterable[str]:
    """What a sales channel may be called."""
    title = (publication.get("catalog") or {}).get("title")
    channels = (publication.get("channels") or {}).get("nodes") or []
    for name in (*(one.get("name") for one in channels), title, *(one.get("handle") for one in channels)):
        if name:
            yield str(name)


def _plain(name: str) -> str:
    """``Online Store``, ``online-store`` and ``online_store`` are one."""
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()
