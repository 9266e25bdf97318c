"""Looking at an order before it is changed."""

from __future__ import annotations

from typing import Any

from app.connectors.shopify.acts import Acts
from app.core.effects.orders import OnOrder
from app.core.sentence import because
from app.errors import Missing


class OrderLooks(Acts):
    """What all effects on orders begin with."""

    async def order(self, effect: OnOrder, document: str, **variables: Any) -> dict[str, Any]:
        """The order as a document asks for it. Raises Missing where it is gone."""
        told = await self.admin.call(document, id=self.admin.gid("order", effect.id), **variables)
        found = told.get("order")
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no order {name} any more.", name=effect.name))
        return found
