"""Sending the demo store's orders, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from app.connectors.compared import unless_changed
from app.connectors.demo.acts import Acts
from app.connectors.demo.catalogue import Fact
from app.core.effects.fulfilment import (
    CancelFulfilment,
    FulfilOrder,
    HoldFulfilment,
    ReleaseHold,
    UpdateTracking,
    parcel,
)
from app.core.effects.returns import (
    ApproveReturn,
    CancelReturn,
    CloseReturn,
    CreateReturn,
    DeclineReturn,
    ReopenReturn,
)
from app.core.fields import blank
from app.core.sentence import Json, because
from app.errors import Permanent

_SENT = ("fulfilled", "restocked")


class FulfilmentActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def hold_fulfilment(self, effect: HoldFulfilment, key: str) -> Json:
        """``{"held"}``: whether it is now."""

        def change(fact: Fact) -> Fact:
            if fact["fulfilment_status"] in _SENT or fact["cancelled_at"]:
                raise Permanent(because("{name}: nothing is left to be sent.", name=effect.name))
            return {"fulfilment_status": "on_hold"}

        await self.change("order", effect.id, change, "order.held")
        return {"held": 1}

    async def release_hold(self, effect: ReleaseHold, key: str) -> Json:
        """Back to where it was: some of it may have been sent before."""

        def change(fact: Fact) -> Fact:
            if fact["fulfilment_status"] != "on_hold":
                return {}
            sent = any(one["status"] != "cancelled" for one in fact["fulfilments"])
            return {"fulfilment_status": "partially_fulfilled" if sent else "unfulfilled"}

        await self.change("order", effect.id, change)
        return {"released": 1}

    async def fulfil_order(self, effect: FulfilOrder, key: str) -> Json:
        """``{"fulfilments"}``: the ids of the parcels. What was sent already is done."""
        now, made = datetime.now(UTC), list[Fact]()

        def change(fact: Fact) -> Fact:
            made.clear()
            if fact["fulfilment_status"] in _SENT:
                return {}
            if fact["fulfilment_status"] == "on_hold" or fact["cancelled_at"]:
                raise Permanent(
                    because("{name} is on hold or cancelled; it can't be sent.", name=effect.name)
                )
            number = len(fact["fulfilments"]) + 1
            made.append(
                {
                    **blank("Fulfilment"),
                    "id": f"{fact['id']}-{number}",
                    "order_id": fact["id"],
                    "name": f"{fact['name']}.{number}",
                    "status": "success",
                    "service": "manual",
                    **_tracking(effect),
                    "email": fact["email"],
                    "address": fact["shipping_address"],
                    "items": fact["line_items"],
                    "created_at": now.isoformat(),
                    "updated_at": now.isoformat(),
                }
            )
            return {**_sent(fact, "fulfilled"), "fulfilments": [*fact["fulfilments"], *made]}

        await self.change("order", effect.id, change, "order.fulfilled")
        for one in made:
            await self.report("fulfilment.created", "fulfilment", one, now)
        return {"fulfilments": [one["id"] for one in made]}

    async def cancel_fulfilment(self, effect: CancelFulfilment, key: str) -> Json:
        """``{"cancelled"}``: how many parcels."""
        now, cancelled = datetime.now(UTC), list[Fact]()

        def change(fact: Fact) -> Fact:
            cancelled.clear()
            parcels = []
            for one in fact["fulfilments"]:
                if one["status"] != "cancelled" and effect.fulfilment in ("", one["id"]):
                    one = {**one, "status": "cancelled", "updated_at": now.isoformat()}
                    cancelled.append(one)
                parcels.append(one)
            if not cancelled:
                return {}
            left = any(one["status"] != "cancelled" for one in parcels)
            status = {"fulfilment_status": "partially_fulfilled"} if left else _sent(fact, "unfulfilled")
            return {**status, "fulfilments": parcels}

        await self.change("order", effect.id, change)
        for one in cancelled:
            await self.report("fulfilment.cancelled", "fulfilment", one, now)
        return {"cancelled": len(cancelled)}

    async def update_tracking(self, effect: UpdateTracking, key: str) -> Json:
        """``{"fulfilment"}``: the parcel's id."""
        now, found = datetime.now(UTC), list[Fact]()

        def change(fact: Fact) -> Fact:
            one = parcel(fact, effect.fulfilment)
            if one is None:
                raise Permanent(
                    because("{name} has no parcel whose tracking could change.", name=effect.name)
                )
            unless_changed(effect, one["tracking_number"], effect.expected)
            new = {**one, **_tracking(effect)}
            found[:] = [new]
            return {"fulfilments": [new if old is one else old for old in fact["fulfilments"]]}

        await self.change("order", effect.id, change)
        await self.report("fulfilment.updated", "fulfilment", found[0], now)
        return {"fulfilment": found[0]["id"]}

    async def approve_return(self, effect: ApproveReturn, key: str) -> Json:
        """Only one that was asked for."""
        return await self._return(effect, "open", ("requested",))

    async def decline_return(self, effect: DeclineReturn, key: str) -> Json:
        """With its reason."""
        return await self._return(
            effect, "declined", ("requested",), decline_reason=effect.reason, decline_note=effect.note or None
        )

    async def close_return(self, effect: CloseReturn, key: str) -> Json:
        """Only an open one."""
        return await self._return(effect, "closed", ("open",), closed_at=datetime.now(UTC).isoformat())

    async def reopen_return(self, effect: ReopenReturn, key: str) -> Json:
        """Only a closed one."""
        return await self._return(effect, "open", ("closed",), closed_at=None)

    async def cancel_return(self, effect: CancelReturn, key: str) -> Json:
        """Before anything came back."""
        return await self._return(effect, "cancelled", ("requested", "open"))

    async def create_return(self, effect: CreateReturn, key: str) -> Json:
        """Of what was sent."""
        order = await self.doors.read("order", effect.id)
        if order is None or not any(one["status"] != "cancelled" for one in order["fulfilments"]):
            raise Permanent(because("{name}: nothing of it can be sent back.", name=effect.name))
        had = sum(1 for one in await self.doors.page("return", "", 1000) if one["order_id"] == effect.id)
        chosen, now = dict(effect.lines), datetime.now(UTC)
        items = [
            {
                **blank("ReturnItem"),
                **{field: line[field] for field in ("product_id", "variant_id", "title", "sku")},
                "id": line["id"],
                "line_id": line["id"],
                "quantity": min(line["quantity"], chosen.get(line["id"], line["quantity"])),
                "reason": effect.reason,
                "note": effect.note or None,
            }
            for line in order["line_items"]
            if not chosen or line["id"] in chosen
        ]

        def make(number: str) -> Fact:
            return {
                **blank("Return"),
                "id": number,
                "order_id": effect.id,
                "name": f"{order['name']}-R{had + 1}",
                "status": "open",
                "quantity": sum(item["quantity"] for item in items),
                "items": items,
                "created_at": now.isoformat(),
            }

        made = await self.doors.add("return", make)
        await self.report("return.approved", "return", made, now)
        return {"return": made}

    async def _return(
        self,
        effect: ApproveReturn | DeclineReturn | CloseReturn | ReopenReturn | CancelReturn,
        status: str,
        before: tuple[str, ...],
        **fields: Json,
    ) -> Json:
        """Changes a return's status. One that has it already stays; of another status it is refused."""

        def change(fact: Fact) -> Fact:
            if fact["status"] == status:
                return {}
            if fact["status"] not in before:
                raise Permanent(
                    because("{what}: it is “{status}”.", what=effect.sentence(), status=fact["status"])
                )
            return {"status": status, **fields}

        await self.change("return", effect.id, change, effect.event)
        return {"status": status}


def _tracking(effect: FulfilOrder | UpdateTracking) -> dict[str, Json]:
    number, url = effect.tracking_number or None, effect.tracking_url or None
    return {
        "carrier": effect.carrier or None,
        "tracking_number": number,
        "tracking_url": url,
        "tracking_numbers": [number] if number else [],
        "tracking_urls": [url] if url else [],
    }


def _sent(fact: Fact, status: str) -> Fact:
    """An order whose lines were all sent, or none of them."""
    left = status == "unfulfilled"
    lines = [
        {**line, "to_send": line["quantity"] if left else 0, "fulfilment_status": status}
        for line in fact["line_items"]
    ]
    return {"fulfilment_status": status, "line_items": lines}
