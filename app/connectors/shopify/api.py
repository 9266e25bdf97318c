"""Shopify's Admin API, as an owner asks it: the address is the connection's, and only the variables hold values."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts
from app.core.effects.api import AskShopifyApi, ChangeByShopifyApi
from app.core.sentence import Json


class ApiActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def ask_shopify_api(self, effect: AskShopifyApi, key: str) -> Json:
        """``{"data"}``."""
        return {"data": await self.admin.ask(effect.text, effect.variables)}

    async def change_by_shopify_api(self, effect: ChangeByShopifyApi, key: str) -> Json:
        """``{"data"}``. Raises Permanent, in Shopify's own words, for what it declines."""
        data = await self.admin.ask(effect.text, effect.variables)
        self.admin.done(data, effect.sentence())
        return {"data": data}
