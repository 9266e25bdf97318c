"""Draft orders."""

from __future__ import annotations

from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.reading import ident, text
from app.connectors.shopify.acts import Acts, marked
from app.core.effects.drafts import (
    CompleteDraft,
    CreateDraft,
    DeleteDraft,
    DraftLine,
    OnDraft,
    SendDraftInvoice,
    SetDraftNote,
)
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

_ADDRESS = {
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


class DraftActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def create_draft(self, effect: CreateDraft, key: str) -> Json:
        """``{"draft_order": it}``, as Shopify has worked it out."""
        lines = [{"variantId": await self._sold(one), "quantity": one.quantity} for one in effect.lines]
        sent: dict[str, Json] = {"lineItems": lines}
        if effect.customer:
            sent["purchasingEntity"] = {"customerId": self.admin.gid("customer", effect.customer)}
            sent["useCustomerDefaultAddress"] = not effect.address
        told = {"email": effect.email, "note": effect.note, "tags": list(effect.tags)}
        sent |= {name: value for name, value in told.items() if value}
        if address := {_ADDRESS[name]: value for name, value in effect.address.items() if name in _ADDRESS}:
            sent["shippingAddress"] = address
        if effect.percent:
            off = {"value": float(effect.percent), "valueType": "PERCENTAGE"}
            sent["appliedDiscount"] = off
        sent["metafields"] = marked(key)

        async def make() -> dict[str, Any]:
            done = await self.admin.mutate("draftCreate", effect.sentence(), input=sent)
            return done.get("draftOrder") or {}

        made = await self.settled(make, lambda: self.made("newestDrafts", key))
        return {"draft_order": await self.admin.read("draft_order", ident(made.get("id")))}

    async def send_draft_invoice(self, effect: SendDraftInvoice, key: str) -> Json:
        """Shopify's own mail, with a link to pay."""
        email = {"to": effect.to, "subject": effect.subject, "customMessage": effect.message}
        told = {name: value for name, value in email.items() if value}
        id = self.admin.gid("draft_order", effect.id)
        before = await self._invoiced(id)

        async def send() -> Json:
            await self.admin.mutate("draftInvoice", effect.sentence(), id=id, email=told or None)
            return {"sent": True}

        async def look() -> Json:
            return {"sent": True} if await self._invoiced(id) != before else None

        return await self.settled(send, look)

    async def complete_draft(self, effect: CompleteDraft, key: str) -> Json:
        """``{"order_id", "completed"}``."""
        draft = await self._draft(effect)
        if draft.get("status") == "COMPLETED":
            return {"order_id": _order(draft), "completed": False}
        done = await self.admin.mutate(
            "draftComplete", effect.sentence(), id=draft["id"], pending=not effect.paid
        )
        return {"order_id": _order(done.get("draftOrder") or {}), "completed": True}

    async def set_draft_note(self, effect: SetDraftNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        draft = await self._draft(effect)
        now = text(draft.get("note")) or ""
        unless_changed(effect, now, effect.expected)
        if now != effect.note:
            note = {"note": effect.note}
            await self.admin.mutate("draftUpdate", effect.sentence(), id=draft["id"], input=note)
        return {"note": effect.note}

    async def delete_draft(self, effect: DeleteDraft, key: str) -> Json:
        """``{"deleted"}``: whether there was one. Raises Permanent for one that became an order."""
        try:
            draft = await self._draft(effect)
        except Missing:
            return {"deleted": False}
        if draft.get("status") == "COMPLETED":
            raise Permanent(because("{name} is an order already, so it is left alone.", name=effect.name))
        await self.admin.mutate("draftDelete", effect.sentence(), id=draft["id"])
        return {"deleted": True}

    async def _invoiced(self, id: str) -> Json:
        """When the last invoice was sent."""
        return ((await self.admin.call("draftInvoiced", id=id)).get("draftOrder") or {}).get("invoiceSentAt")

    async def _draft(self, effect: OnDraft) -> dict[str, Any]:
        """Raises Missing where there is none any more."""
        id = self.admin.gid("draft_order", effect.id)
        found = (await self.admin.call("draftState", id=id)).get("draftOrder")
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no draft {name} any more.", name=effect.name))
        return found

    async def _sold(self, line: DraftLine) -> str:
        """The id of the variant that a line means: by its number, else by its SKU."""
        if line.variant:
            return self.admin.gid("variant", line.variant)
        quoted = line.sku.replace("\\", "\\\\").replace('"', '\\"')
        found = await self.admin.call("variantBySku", query=f'sku:"{quoted}"')
        for variant in (found.get("productVariants") or {}).get("nodes") or ():
            if line.sku and (variant.get("sku") or "").casefold() == line.sku.casefold():
                return str(variant["id"])
        raise Missing(because("Your shop has no article with the SKU {sku}.", sku=line.sku))


def _order(draft: dict[str, Any]) -> str | None:
    found = (draft.get("order") or {}).get("id")
    return ident(found) if found else None
