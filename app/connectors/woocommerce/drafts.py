"""Drafts of orders, which in WooCommerce are orders that wait for their payment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.compared import unless_changed
from app.connectors.reading import ident, text, whole
from app.connectors.woocommerce.acts import going_on
from app.connectors.woocommerce.map_drafts import WAITING, draft
from app.connectors.woocommerce.order_lines import OrderLineActs
from app.connectors.woocommerce.payments import PaymentActs
from app.connectors.woocommerce.rest import Refusal
from app.connectors.woocommerce.tags import told
from app.core.effects.drafts import (
    CompleteDraft,
    CreateDraft,
    DeleteDraft,
    DraftLine,
    SendDraftInvoice,
    SetDraftNote,
)
from app.core.effects.payments import SendInvoice
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

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
_CENT = Decimal("0.01")


class DraftActs(PaymentActs, OrderLineActs):
    """Effects of this area, each by the method of its name."""

    async def create_draft(self, effect: CreateDraft, key: str) -> Json:
        """``{"draft_order": it}``. What is taken off is taken off the lines, once WooCommerce has reckoned them; so it
        may be only the second of these two calls that is tried again."""
        lines = [{**await self._sold(one), "quantity": one.quantity} for one in effect.lines]
        sent: dict[str, Json] = {"status": "pending", "line_items": lines, **await self._for_whom(effect)}
        if effect.note:
            sent["customer_note"] = effect.note
        if effect.tags:
            sent["meta_data"] = [told(effect.tags)]
        made = await self.made("order", key) if effect.percent else None
        made = made or await self.make("order", key, sent)
        if effect.percent and not _is_reduced(made):
            off = {"line_items": _reduced(made, Decimal(effect.percent))}
            with going_on(made, key):
                made = await self.rest.call("PUT", self.rest.place("order", ident(made.get("id"))), body=off)
        return {"draft_order": _fact(made)}

    async def send_draft_invoice(self, effect: SendDraftInvoice, key: str) -> Json:
        """WooCommerce's own mail with the order, and the link to pay."""
        return await self.send_invoice(SendInvoice(id=effect.id, label=effect.label, to=effect.to), key)

    async def complete_draft(self, effect: CompleteDraft, key: str) -> Json:
        """``{"order_id", "completed"}``: work on it begins, or it goes on waiting, but on hold."""
        node = await self.rest.get("order", effect.id)
        waits = text(node.get("status")) in WAITING
        if waits:
            body: Json = {"set_paid": True} if effect.paid else {"status": "on-hold"}
            await self.rest.call("PUT", self.rest.place("order", effect.id), body=body)
        return {"order_id": effect.id, "completed": waits}

    async def set_draft_note(self, effect: SetDraftNote, key: str) -> Json:
        """The customer's note: the one that is part of the order itself."""
        now = text((await self.rest.get("order", effect.id)).get("customer_note")) or ""
        if now != effect.note:
            unless_changed(effect, now, effect.expected)
            note = {"customer_note": effect.note}
            await self.rest.call("PUT", self.rest.place("order", effect.id), body=note)
        return {"note": effect.note}

    async def delete_draft(self, effect: DeleteDraft, key: str) -> Json:
        """``{"deleted"}``: whether there was one. It goes to the bin. Raises Permanent for one that became an order."""
        try:
            node = await self.rest.get("order", effect.id)
            if text(node.get("status")) == "trash":
                return {"deleted": False}
            if text(node.get("status")) not in WAITING:
                raise Permanent(because("{name} is an order already, so it is left alone.", name=effect.name))
            await self.rest.call("DELETE", self.rest.place("order", effect.id))
        except Missing:
            return {"deleted": False}
        except Refusal as refusal:
            if refusal.answer.get("code") != "woocommerce_rest_already_trashed":
                raise
            return {"deleted": False}
        return {"deleted": True}

    async def _sold(self, line: DraftLine) -> dict[str, Json]:
        """The product, and the variation of it, that a line means: by numbers, else by the SKU."""
        if line.product.isdecimal():
            both: dict[str, Json] = {"product_id": int(line.product)}
            if line.variant.isdecimal() and line.variant != line.product:
                both["variation_id"] = int(line.variant)
            return both
        return await self._article(line.sku)

    async def _for_whom(self, effect: CreateDraft) -> dict[str, Json]:
        """The customer's account with its addresses, or an address for the mail alone."""
        sent: dict[str, Json] = {"billing": {"email": effect.email}} if effect.email else {}
        if effect.customer:
            node = await self.rest.get("customer", effect.customer)
            billing = {name: value for name, value in (node.get("billing") or {}).items() if value}
            email = effect.email or billing.get("email") or node.get("email")
            sent = {"customer_id": int(effect.customer), "billing": {**billing, "email": email}}
            sent["shipping"] = node.get("shipping") or {}
        if address := {_ADDRESS[name]: value for name, value in effect.address.items() if name in _ADDRESS}:
            sent["shipping"] = address
        return sent


def _reduced(order: dict[str, Any], percent: Decimal) -> list[Json]:
    """The lines at so much less, before taxes, which WooCommerce reckons anew."""
    kept = 1 - percent / 100
    return [
        {
            "id": whole(line.get("id")),
            "total": format((Decimal(line["subtotal"]) * kept).quantize(_CENT), "f"),
        }
        for line in order.get("line_items") or ()
    ]


def _is_reduced(order: Mapping[str, Any]) -> bool:
    lines = order.get("line_items") or ()
    return any(line.get("total") not in (None, line.get("subtotal")) for line in lines)


def _fact(node: Mapping[str, Any]) -> Json:
    try:
        return draft(node)
    except Unreadable as error:
        raise Permanent(error.because) from error
