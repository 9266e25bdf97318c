"""Changing orders: notes, closing, cancelling, money."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

from app.connectors.compared import unless_changed
from app.connectors.reading import Body, text
from app.connectors.shopify.order_lines import OrderLineActs
from app.connectors.shopify.payments import PaymentActs
from app.core.effects.order_details import SetOrderAddress, SetOrderAttributes, SetOrderContact
from app.core.effects.orders import (
    AddOrderNote,
    ArchiveOrder,
    CancelOrder,
    OnOrder,
    RemoveOrderNote,
    SetOrderNote,
    UnarchiveOrder,
    with_line,
    without_line,
)
from app.core.sentence import Json, because
from app.errors import Permanent, Temporary

_ADDRESS: Mapping[str, str] = {
    "first_name": "firstName",
    "last_name": "lastName",
    "company": "company",
    "line1": "address1",
    "line2": "address2",
    "city": "city",
    "postcode": "zip",
    "region_code": "provinceCode",
    "country_code": "countryCode",
    "phone": "phone",
}
"""Shopify's name of each field of an address."""


class OrderActs(PaymentActs, OrderLineActs):
    """Effects of this area, each by the method of its name."""

    looks: ClassVar[tuple[float, ...]] = (0.3, 0.7, 1.5, 3.0, 6.0)
    """Seconds between the looks at an order whose cancelling Shopify does in its own time."""

    async def set_order_note(self, effect: SetOrderNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        now = text((await self.order(effect, "orderDetails")).get("note")) or ""
        unless_changed(effect, now, effect.expected)
        return await self._note(effect, now, effect.note)

    async def add_order_note(self, effect: AddOrderNote, key: str) -> Json:
        """Below what is there: Shopify keeps one note."""
        now = text((await self.order(effect, "orderDetails")).get("note")) or ""
        return await self._note(effect, now, with_line(now, effect.note))

    async def remove_order_note(self, effect: RemoveOrderNote, key: str) -> Json:
        """Takes the line out."""
        now = text((await self.order(effect, "orderDetails")).get("note")) or ""
        return await self._note(effect, now, without_line(now, effect.note) or "")

    async def set_order_address(self, effect: SetOrderAddress, key: str) -> Json:
        """Shopify takes an address as a whole, so the other fields are sent as they are."""
        found = (await self.order(effect, "orderDetails")).get("shippingAddress") or {}
        now = {name: text(found.get(field)) or "" for name, field in _ADDRESS.items()}
        wanted = {name: value for name, value in effect.address.items() if name in _ADDRESS}
        unless_changed(effect, {name: now[name] for name in wanted}, effect.expected)
        whole = {**now, **wanted}
        if whole != now:
            sent = {_ADDRESS[name]: value or None for name, value in whole.items()}
            await self._update(effect, shippingAddress=sent)
        return {"address": whole}

    async def set_order_contact(self, effect: SetOrderContact, key: str) -> Json:
        """E-mail address and phone number."""
        found = await self.order(effect, "orderDetails")
        now = {name: text(found.get(name)) or "" for name in effect.wanted}
        unless_changed(effect, now, effect.expected)
        if now != effect.wanted:
            await self._update(effect, **{name: value or None for name, value in effect.wanted.items()})
        return dict(effect.wanted)

    async def set_order_attributes(self, effect: SetOrderAttributes, key: str) -> Json:
        """Shopify takes all of them at once, so the others are sent as they are."""
        found = await self.order(effect, "orderDetails")
        now = {str(one["key"]): text(one.get("value")) or "" for one in found.get("customAttributes") or ()}
        unless_changed(effect, {name: now.get(name, "") for name in effect.attributes}, effect.expected)
        wanted = {name: value for name, value in {**now, **effect.attributes}.items() if value}
        if wanted != now:
            listed = [{"key": name, "value": value} for name, value in wanted.items()]
            await self._update(effect, customAttributes=listed)
        return {"attributes": wanted}

    async def archive_order(self, effect: ArchiveOrder, key: str) -> Json:
        """Closes it."""
        order = await self.order(effect, "orderDetails")
        if not order.get("closedAt"):
            await self.admin.mutate("orderClose", effect.sentence(), id=order["id"])
        return {}

    async def unarchive_order(self, effect: UnarchiveOrder, key: str) -> Json:
        """Opens it."""
        order = await self.order(effect, "orderDetails")
        if order.get("closedAt"):
            await self.admin.mutate("orderOpen", effect.sentence(), id=order["id"])
        return {}

    async def cancel_order(self, effect: CancelOrder, key: str) -> Json:
        """Shopify cancels in a job of its own: this is done when the order is cancelled."""
        order = await self.order(effect, "orderDetails")
        if order.get("cancelledAt"):
            return {"cancelled": False}
        done = await self.admin.mutate(
            "orderCancel",
            effect.sentence(),
            id=order["id"],
            reason=effect.reason.upper(),
            refund=effect.refund,
            restock=effect.restock,
            notify=effect.notify,
            note=effect.note[:255] or None,
        )
        await self._cancelled(effect, order["id"], done.get("job") or {})
        return {"cancelled": True}

    async def _cancelled(self, effect: CancelOrder, id: str, job: Body) -> None:
        """Waits for the job. Raises Temporary where it takes longer, Permanent where it came to nothing."""
        for pause in (0.0, *self.looks):
            await asyncio.sleep(pause)
            now = await self.admin.call("orderCancelled", id=id, job=job.get("id"))
            if (now.get("order") or {}).get("cancelledAt"):
                return
            if (now.get("job") or {}).get("done"):
                raise Permanent(
                    because(
                        "Shopify could not cancel {name}. Open the order in your Shopify admin to see why.",
                        name=effect.name,
                    )
                )
        raise Temporary(because("Shopify is still cancelling {name}.", name=effect.name), 15.0)

    async def _note(self, effect: OnOrder, now: str, wanted: str) -> Json:
        if wanted != now:
            await self._update(effect, note=wanted)
        return {"note": wanted}

    async def _update(self, effect: OnOrder, **fields: Any) -> None:
        sent = {"id": self.admin.gid("order", effect.id), **fields}
        await self.admin.mutate("orderUpdate", effect.sentence(), input=sent)
