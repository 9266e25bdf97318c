"""WooCommerce's REST API, as an owner asks it: the address is the connection's, the path lies below ``wc/v3``."""

from __future__ import annotations

from app.connectors.woocommerce.acts import Acts
from app.core.api_calls import is_path
from app.core.effects.api import AskWooCommerceApi, ChangeByWooCommerceApi
from app.core.sentence import Json, because
from app.errors import Permanent


class ApiActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def ask_woo_commerce_api(self, effect: AskWooCommerceApi, key: str) -> Json:
        """``{"data"}``."""
        return {"data": await self.rest.call("GET", _path(effect), effect.query)}

    async def change_by_woo_commerce_api(self, effect: ChangeByWooCommerceApi, key: str) -> Json:
        """``{"data"}``."""
        return {"data": await self.rest.call(effect.method, _path(effect), effect.query, effect.body)}


def _path(effect: AskWooCommerceApi) -> str:
    """Looked at once more: an intent on disk may be older than the rule."""
    if not is_path(effect.path):
        raise Permanent(because("“{text}” is no path below wc/v3", text=effect.path[:100]))
    return effect.path
