"""Changing orders: notes, details, status; WooCommerce sends mails about a new status by its own settings."""

from __future__ import annotations

from collections.abc import Mapping

from app.connectors.compared import unless_changed
from app.connectors.reading import text, whole
from app.connectors.woocommerce.order_lines import OrderLineActs
from app.connectors.woocommerce.order_reading import LAST, last, meta
from app.connectors.woocommerce.payments import PaymentActs
from app.core.effects.fulfilment import (
    CancelFulfilment,
    FulfilOrder,
    HoldFulfilment,
    ReleaseHold,
    UpdateTracking,
)
from app.core.effects.order_details import SetOrderAddress, SetOrderAttributes, SetOrderContact
from app.core.effects.orders import (
    AddOrderNote,
    CancelOrder,
    RemoveOrderNote,
    SetOrderNote,
    SetOrderStatus,
)
from app.core.effects.payments import RefundOrder
from app.core.sentence import Json, because
from app.errors import Permanent

HELD_FROM = "storeflow_held_from"
"""The meta field that keeps the status an order had before it was put on hold."""
_OPEN = ("pending", "processing")
_ADDRESS: Mapping[str, str] = {
    "first_name": "first_name",
    "last_name": "last_name",
    "company": "company",
    "line1": "address_1",
    "line2": "address_2",
    "city": "city",
    "postcode": "postcode",
    "region_code": "state",
    "country_code": "country",
    "phone": "phone",
}
"""WooCommerce's name of each field of an address."""


class OrderActs(PaymentActs, OrderLineActs):
    """Effects of this area, each by the method of its name."""

    async def set_order_note(self, effect: SetOrderNote, key: str) -> Json:
        """The customer's note: the one that is part of the order itself."""
        now = text((await self.order(effect)).get("customer_note")) or ""
        if now != effect.note:
            unless_changed(effect, now, effect.expected)
            await self.put_order(effect, customer_note=effect.note)
        return {"note": effect.note}

    async def add_order_note(self, effect: AddOrderNote, key: str) -> Json:
        """A note of its own, beside the others."""
        await self.order(effect)
        return {"added": await self.noted(effect, effect.note, to_customer=effect.to_customer)}

    async def remove_order_note(self, effect: RemoveOrderNote, key: str) -> Json:
        """Deletes it."""
        return {"removed": await self.forget_notes(effect, effect.note)}

    async def set_order_address(self, effect: SetOrderAddress, key: str) -> Json:
        """The shipping address."""
        found = (await self.order(effect)).get("shipping") or {}
        wanted = {name: value for name, value in effect.address.items() if name in _ADDRESS}
        now = {name: text(found.get(_ADDRESS[name])) or "" for name in wanted}
        if now != wanted:
            unless_changed(effect, now, effect.expected)
            await self.put_order(effect, shipping={_ADDRESS[name]: value for name, value in wanted.items()})
        return {"address": wanted}

    async def set_order_contact(self, effect: SetOrderContact, key: str) -> Json:
        """They belong to the billing address."""
        found = (await self.order(effect)).get("billing") or {}
        now = {name: text(found.get(name)) or "" for name in effect.wanted}
        if now != effect.wanted:
            unless_changed(effect, now, effect.expected)
            await self.put_order(effect, billing=dict(effect.wanted))
        return dict(effect.wanted)

    async def set_order_attributes(self, effect: SetOrderAttributes, key: str) -> Json:
        """Meta fields; an empty value deletes one."""
        order = await self.order(effect)
        now = {name: meta(order, name) for name in effect.attributes}
        if now != effect.attributes:
            unless_changed(effect, now, effect.expected)
        ids = {one.get("key"): one.get("id") for one in order.get("meta_data") or () if isinstance(one, dict)}
        changed: list[Json] = []
        for name, value in effect.attributes.items():
            if now[name] != value:
                known = {"id": ids[name]} if name in ids else {}
                changed.append({**known, "key": name, "value": value or None})
        if changed:
            await self.put_order(effect, meta_data=changed)
        return {"attributes": dict(effect.attributes)}

    async def set_order_status(self, effect: SetOrderStatus, key: str) -> Json:
        """WooCommerce refuses a status that it does not know."""
        now = text((await self.order(effect)).get("status")) or ""
        if now != effect.status:
            unless_changed(effect, now, effect.expected or None)
            await self.put_order(effect, status=effect.status)
        await self.noted(effect, effect.note)
        return {"status": effect.status, "before": now}

    async def cancel_order(self, effect: CancelOrder, key: str) -> Json:
        """The money first: an order whose refund is refused stays as it is. The goods go back on the shelf by
        WooCommerce's own doing."""
        order = await self.order(effect)
        if order.get("status") == "cancelled" and meta(order, LAST) != key:
            return {"cancelled": False}
        if order.get("status") != "cancelled":
            if effect.refund and order.get("date_paid_gmt") and await self.refundable(effect, order) > 0:
                back = RefundOrder(id=effect.id, label=effect.label, restock=False, reason=effect.note)
                await self.refund_order(back, key)
            await self.put_order(effect, status="cancelled", meta_data=[last(key)])
        await self.noted(effect, effect.note)
        return {"cancelled": True}

    async def hold_fulfilment(self, effect: HoldFulfilment, key: str) -> Json:
        """On hold, and the status that it had beside it."""
        order = await self.order(effect)
        status = text(order.get("status")) or ""
        if status == "on-hold" and meta(order, LAST) != key:
            return {"held": 0}
        if status != "on-hold":
            if status not in _OPEN:
                raise Permanent(because("{name}: nothing is left to be sent.", name=effect.name))
            held = {"key": HELD_FROM, "value": status}
            await self.put_order(effect, status="on-hold", meta_data=[held, last(key)])
        await self.noted(effect, effect.note)
        return {"held": 1}

    async def release_hold(self, effect: ReleaseHold, key: str) -> Json:
        """Back to the status that it had; without a ``reason`` also where somebody else held it."""
        order = await self.order(effect)
        had = meta(order, HELD_FROM)
        if order.get("status") != "on-hold" or (effect.reason and not had):
            return {"released": 0}
        await self.put_order(
            effect, status=had or "processing", meta_data=[{"key": HELD_FROM, "value": ""}] if had else []
        )
        return {"released": 1}

    async def fulfil_order(self, effect: FulfilOrder, key: str) -> Json:
        """WooCommerce knows no parcels: the order is completed, and its tracking is a note."""
        order = await self.order(effect)
        status = text(order.get("status")) or ""
        if status not in (*_OPEN, "on-hold", "completed"):
            raise Permanent(
                because("{name} is “{status}”, so it can't be sent.", name=effect.name, status=status)
            )
        if status == "on-hold" and meta(order, HELD_FROM):
            raise Permanent(
                because("{name} is on hold or scheduled for later; release it first.", name=effect.name)
            )
        await self.noted(effect, _tracking(effect), to_customer=effect.notify)
        if status != "completed":
            await self.put_order(effect, status="completed")
        return {"fulfilments": []}

    async def cancel_fulfilment(self, effect: CancelFulfilment, key: str) -> Json:
        """Back to work."""
        if (await self.order(effect)).get("status") != "completed":
            return {"cancelled": 0}
        await self.put_order(effect, status="processing")
        return {"cancelled": 1}

    async def update_tracking(self, effect: UpdateTracking, key: str) -> Json:
        """A note."""
        order = await self.order(effect)
        await self.noted(effect, _tracking(effect), to_customer=effect.notify)
        return {"fulfilment": str(whole(order.get("id")) or effect.id)}


def _tracking(effect: FulfilOrder | UpdateTracking) -> str:
    """The carrier, the number and the address on one line, which needs no language."""
    return " ".join(filter(None, (effect.carrier, effect.tracking_number, effect.tracking_url)))
