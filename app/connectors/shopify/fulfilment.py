"""What is to be sent, which Shopify keeps as fulfilment orders (parts), and what was sent."""

from __future__ import annotations

from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import ident, text
from app.connectors.shopify.order_reading import OrderLooks
from app.connectors.shopify.returns import ReturnActs
from app.core.effects.fulfilment import (
    CancelFulfilment,
    FulfilOrder,
    HoldFulfilment,
    MoveFulfilment,
    ReleaseHold,
    RequestFulfilment,
    RescheduleFulfilment,
    UpdateTracking,
)
from app.core.effects.orders import OnOrder
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

Part = dict[str, Any]
_OPEN = frozenset({"OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD"})
_ASKED = frozenset({"SUBMITTED", "ACCEPTED"})


class FulfilmentActs(ReturnActs, OrderLooks):
    """Effects of this area, each by the method of its name."""

    async def hold_fulfilment(self, effect: HoldFulfilment, key: str) -> Json:
        """Puts every open part on hold; a hold of ours for the same reason is there already."""
        handle = f"storeflow-{effect.reason}"
        parts, held = await self._parts(effect), 0
        for part in parts:
            if handle in _ours(part) or part["status"] not in _OPEN:
                continue
            hold = {
                "reason": effect.reason.upper(),
                "reasonNotes": effect.note or None,
                "notifyMerchant": effect.notify,
                "handle": handle,
            }
            await self.admin.mutate("fulfillmentOrderHold", effect.sentence(), id=part["id"], hold=hold)
            held += 1
        if not any(part["status"] in _OPEN for part in parts):
            raise _nothing(effect)
        return {"held": held}

    async def release_hold(self, effect: ReleaseHold, key: str) -> Json:
        """Releases ours for that reason, or every hold of every part."""
        released = 0
        for part in await self._parts(effect):
            ours, all_ = _ours(part), [hold["id"] for hold in part.get("fulfillmentHolds") or ()]
            holds = [ours[handle] for handle in ours if handle == f"storeflow-{effect.reason}"]
            wanted = holds if effect.reason else all_
            if wanted:
                await self.admin.mutate(
                    "fulfillmentOrderReleaseHold", effect.sentence(), id=part["id"], holds=wanted
                )
                released += len(wanted)
        return {"released": released}

    async def move_fulfilment(self, effect: MoveFulfilment, key: str) -> Json:
        """Moves the open parts that lie elsewhere."""
        location = await self._location(effect.location)
        parts = [part for part in await self._parts(effect) if part["status"] in _OPEN]
        if not parts:
            raise _nothing(effect)
        moved = [part for part in parts if _place(part) != location]
        for part in moved:
            await self.admin.mutate(
                "fulfillmentOrderMove", effect.sentence(), id=part["id"], location=location
            )
        return {"moved": len(moved), "location": ident(location)}

    async def fulfil_order(self, effect: FulfilOrder, key: str) -> Json:
        """One parcel for each place that something is sent from. What was sent already is done."""
        parts = await self._parts(effect)
        places: dict[str, list[Part]] = {}
        for part in parts:
            if part["status"] in ("OPEN", "IN_PROGRESS"):
                places.setdefault(_place(part), []).append(part)
        if not places and any(part["status"] in _OPEN for part in parts):
            raise Permanent(
                because("{name} is on hold or scheduled for later; release it first.", name=effect.name)
            )
        made = []
        for here in places.values():
            sent = {
                "notifyCustomer": effect.notify,
                "trackingInfo": _tracking(effect),
                "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": part["id"]} for part in here],
            }
            done = await self.admin.mutate("fulfillmentCreate", effect.sentence(), fulfillment=sent)
            made.append(ident((done.get("fulfillment") or {}).get("id")))
        return {"fulfilments": made}

    async def request_fulfilment(self, effect: RequestFulfilment, key: str) -> Json:
        """Asks the service of each part that has one."""
        parts = [part for part in await self._parts(effect) if part["status"] in _OPEN]
        wanted = [part for part in parts if _can(part, "REQUEST_FULFILLMENT")]
        asked = [part for part in parts if part.get("requestStatus") in _ASKED]
        if (not wanted and not asked) or (effect.strict and len(wanted) + len(asked) < len(parts)):
            raise Permanent(
                because("{name}: no fulfilment service can be asked to send all of it.", name=effect.name)
            )
        for part in wanted:
            await self.admin.mutate(
                "fulfillmentOrderSubmitFulfillmentRequest",
                effect.sentence(),
                id=part["id"],
                message=effect.message or None,
                notify=effect.notify,
            )
        return {"requested": len(wanted)}

    async def reschedule_fulfilment(self, effect: RescheduleFulfilment, key: str) -> Json:
        """Only what is scheduled has a date."""
        parts = [part for part in await self._parts(effect) if part["status"] == "SCHEDULED"]
        if not parts:
            raise Permanent(because("{name} is not scheduled for later.", name=effect.name))
        for part in parts:
            await self.admin.mutate(
                "fulfillmentOrderReschedule", effect.sentence(), id=part["id"], at=effect.at
            )
        return {"rescheduled": len(parts)}

    async def cancel_fulfilment(self, effect: CancelFulfilment, key: str) -> Json:
        """Cancels the parcels that are not cancelled."""
        cancelled = 0
        for parcel in await self._parcels(effect, effect.fulfilment):
            await self.admin.mutate("fulfillmentCancel", effect.sentence(), id=parcel["id"])
            cancelled += 1
        return {"cancelled": cancelled}

    async def update_tracking(self, effect: UpdateTracking, key: str) -> Json:
        """The tracking of one parcel, the last one where none is named."""
        parcels = await self._parcels(effect, effect.fulfilment)
        if not parcels:
            raise Permanent(because("{name} has no parcel whose tracking could change.", name=effect.name))
        parcel = max(parcels, key=lambda one: one.get("createdAt") or "")
        had: dict[str, Any] = next(iter(parcel.get("trackingInfo") or ()), {})
        now = [text(had.get(field)) or "" for field in ("company", "number", "url")]
        unless_changed(effect, now[1], effect.expected)
        if now != [effect.carrier, effect.tracking_number, effect.tracking_url]:
            await self.admin.mutate(
                "fulfillmentTrackingInfoUpdate",
                effect.sentence(),
                id=parcel["id"],
                tracking=_tracking(effect) or {},
                notify=effect.notify,
            )
        return {"fulfilment": ident(parcel["id"])}

    async def _parts(self, effect: HoldFulfilment | ReleaseHold | MoveFulfilment | FulfilOrder
                     | RequestFulfilment | RescheduleFulfilment) -> list[Part]:  # fmt: skip
        """The order's parts, or the one that is named. Raises Missing where that is gone."""
        found: list[Part] = (await self.order(effect, "parts"))["fulfillmentOrders"]["nodes"]
        if not effect.part:
            return found
        one = [part for part in found if ident(part["id"]) == effect.part]
        if not one:
            raise Missing(because("{name} has no such part to be sent any more.", name=effect.name))
        return one

    async def _parcels(self, effect: OnOrder, fulfilment: str) -> list[dict[str, Any]]:
        found = (await self.order(effect, "parcels")).get("fulfillments") or []
        return [one for one in found if one["status"] != "CANCELLED" and fulfilment in ("", ident(one["id"]))]

    async def _location(self, wanted: str) -> str:
        """The location's id, of its id or its name. Raises Missing."""
        if wanted.isdecimal():
            return self.admin.gid("location", wanted)
        after: str | None = None
        while True:
            page = (await self.admin.call("locationNames", after=after)).get("locations") or {}
            for one in page.get("nodes") or ():
                if str(one.get("name") or "").strip().casefold() == wanted.strip().casefold():
                    return str(one["id"])
            info = page.get("pageInfo") or {}
            after = info.get("endCursor")
            if not info.get("hasNextPage") or not after:
                raise Missing(because("Your shop has no location “{location}”.", location=wanted))


def _ours(part: Part) -> dict[str, str]:
    """Storeflow's holds on a part: handle -> id."""
    return {
        hold.get("handle") or "": hold["id"]
        for hold in part.get("fulfillmentHolds") or ()
        if hold.get("heldByRequestingApp")
    }


def _can(part: Part, action: str) -> bool:
    return any(one.get("action") == action for one in part.get("supportedActions") or ())


def _place(part: Part) -> str:
    return ((part.get("assignedLocation") or {}).get("location") or {}).get("id") or ""


def _tracking(effect: FulfilOrder | UpdateTracking) -> dict[str, str] | None:
    """Only what was said: an empty address is none that Shopify takes."""
    told = {"company": effect.carrier, "number": effect.tracking_number, "url": effect.tracking_url}
    return {name: value for name, value in told.items() if value} or None


def _nothing(effect: OnOrder) -> Permanent:
    return Permanent(because("{name}: nothing is left to be sent.", name=effect.name))
