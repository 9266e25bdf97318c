"""Returns: approved, declined, closed, opened again, called off, made."""

from __future__ import annotations

from typing import Any

from app.connectors.reading import ident
from app.connectors.shopify.acts import Acts
from app.core.effects.base import Effect
from app.core.effects.returns import (
    ApproveReturn,
    CancelReturn,
    CloseReturn,
    CreateReturn,
    DeclineReturn,
    ReopenReturn,
)
from app.core.sentence import Json, because
from app.errors import Missing, Permanent


class ReturnActs(Acts):
    """Effects of this area, each by the method of its name. A return that is so already is left as it is."""

    async def approve_return(self, effect: ApproveReturn, key: str) -> Json:
        """Only a return that was asked for can be approved."""
        id = self.admin.gid("return", effect.id)
        if await self._status(effect, id) == "OPEN":
            return {"status": "open"}
        sent = {"id": id, "notifyCustomer": effect.notify}
        await self.admin.mutate("returnApproveRequest", effect.sentence(), input=sent)
        return {"status": "open"}

    async def decline_return(self, effect: DeclineReturn, key: str) -> Json:
        """With its reason."""
        id = self.admin.gid("return", effect.id)
        if await self._status(effect, id) != "DECLINED":
            sent = {
                "id": id,
                "declineReason": effect.reason.upper(),
                "declineNote": effect.note or None,
                "notifyCustomer": effect.notify,
            }
            await self.admin.mutate("returnDeclineRequest", effect.sentence(), input=sent)
        return {"status": "declined"}

    async def close_return(self, effect: CloseReturn, key: str) -> Json:
        """Closes it."""
        id = self.admin.gid("return", effect.id)
        if await self._status(effect, id) != "CLOSED":
            await self.admin.mutate("returnClose", effect.sentence(), id=id)
        return {"status": "closed"}

    async def reopen_return(self, effect: ReopenReturn, key: str) -> Json:
        """Opens it."""
        id = self.admin.gid("return", effect.id)
        if await self._status(effect, id) != "OPEN":
            await self.admin.mutate("returnReopen", effect.sentence(), id=id)
        return {"status": "open"}

    async def cancel_return(self, effect: CancelReturn, key: str) -> Json:
        """Calls it off."""
        id = self.admin.gid("return", effect.id)
        if await self._status(effect, id) != "CANCELED":
            await self.admin.mutate("returnCancel", effect.sentence(), id=id, notify=effect.notify)
        return {"status": "cancelled"}

    async def create_return(self, effect: CreateReturn, key: str) -> Json:
        """Of what was sent and is in no return yet. Raises Permanent where that is nothing."""
        order = self.admin.gid("order", effect.id)
        told = await self.admin.call("returnable", order=order)
        lines, chosen = list[dict[str, Any]](), dict(effect.lines)
        for parcel in (told.get("returnableFulfillments") or {}).get("nodes") or ():
            for one in (parcel.get("returnableFulfillmentLineItems") or {}).get("nodes") or ():
                line = one["fulfillmentLineItem"]
                of = ident(line["lineItem"]["id"])
                pieces = min(one["quantity"], chosen.get(of, 0)) if effect.lines else one["quantity"]
                if pieces > 0:
                    chosen[of] = chosen.get(of, 0) - pieces
                    lines.append(
                        {
                            "fulfillmentLineItemId": line["id"],
                            "quantity": pieces,
                            "returnReason": effect.reason.upper(),
                            "returnReasonNote": effect.note[:255] or None,
                        }
                    )
        if not lines:
            raise Permanent(because("{name}: nothing of it can be sent back.", name=effect.name))
        sent = {"orderId": order, "returnLineItems": lines}
        before = {one["id"] for one in await self._returns_of(order)}

        async def make() -> Json:
            return (await self.admin.mutate("returnCreate", effect.sentence(), input=sent)).get(
                "return"
            ) or {}

        async def look() -> Json:
            return next((one for one in await self._returns_of(order) if one["id"] not in before), None)

        made = await self.settled(make, look)
        id = ident(made.get("id"))
        return {"return": {"id": id, "order_id": effect.id, "name": made.get("name"), "status": "open"}}

    async def _returns_of(self, order: str) -> list[dict[str, Any]]:
        found = (await self.admin.call("returnsOf", order=order)).get("order") or {}
        return list((found.get("returns") or {}).get("nodes") or ())

    async def _status(self, effect: Effect, id: str) -> str:
        found = (await self.admin.call("returnStatus", id=id)).get("return")
        if not isinstance(found, dict):
            raise Missing(because("{what}: the return is not there any more.", what=effect.sentence()))
        return str(found.get("status"))
