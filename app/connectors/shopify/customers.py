"""Customers: notes, details, consent, store credit, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.compared import unless_changed
from app.connectors.reading import text
from app.connectors.shopify import graphql
from app.connectors.shopify.companies import CompanyActs
from app.core.effects.customers import (
    AddCustomerNote,
    CreateCustomer,
    DeleteCustomer,
    GiveStoreCredit,
    IsInSegment,
    OnCustomer,
    RemoveCustomerNote,
    SendAccountInvite,
    SetCustomerDetails,
    SetCustomerNote,
    SetEmailConsent,
    SetSmsConsent,
    TakeStoreCredit,
)
from app.core.effects.orders import with_line, without_line
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

_DETAILS: Mapping[str, str] = {
    "first_name": "firstName",
    "last_name": "lastName",
    "phone": "phone",
    "language": "locale",
    "email": "email",
    "note": "note",
}
"""Shopify's name of each field."""
_EMAIL = ("defaultEmailAddress", "emailMarketingConsent", "customerEmailConsent")
_SMS = ("defaultPhoneNumber", "smsMarketingConsent", "customerSmsConsent")


class CustomerActs(CompanyActs):
    """Effects of this area, each by the method of its name."""

    async def set_customer_note(self, effect: SetCustomerNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        now = text((await self._customer(effect)).get("note")) or ""
        unless_changed(effect, now, effect.expected)
        return await self._write_customer_note(effect, now, effect.note)

    async def add_customer_note(self, effect: AddCustomerNote, key: str) -> Json:
        """Below what is there."""
        now = text((await self._customer(effect)).get("note")) or ""
        return await self._write_customer_note(effect, now, with_line(now, effect.note))

    async def remove_customer_note(self, effect: RemoveCustomerNote, key: str) -> Json:
        """Takes the line out."""
        now = text((await self._customer(effect)).get("note")) or ""
        return await self._write_customer_note(effect, now, without_line(now, effect.note) or "")

    async def set_customer_details(self, effect: SetCustomerDetails, key: str) -> Json:
        """The details as they are now."""
        found = await self._customer(effect)
        phone = (found.get("defaultPhoneNumber") or {}).get("phoneNumber")
        told = {**found, "phone": phone}
        now = {name: text(told.get(_DETAILS[name])) or "" for name in effect.details}
        unless_changed(effect, now, effect.expected)
        if now != effect.details:
            changed = {_DETAILS[name]: value for name, value in effect.details.items()}
            await self._update_customer(effect, **changed)
        return dict(effect.details)

    async def create_customer(self, effect: CreateCustomer, key: str) -> Json:
        """``{"customer", "created"}``; whoever has that address already is left as is."""
        known = (await self.admin.call("customerByEmail", email=effect.email)).get("customerByIdentifier")
        if known:
            return {"customer": _fact(known), "created": False}
        told = effect.model_dump(include=set(_DETAILS))
        sent: dict[str, Json] = {_DETAILS[name]: value for name, value in told.items() if value}
        if effect.tags:
            sent["tags"] = list(effect.tags)
        done = await self.admin.mutate("customerCreate", effect.sentence(), input=sent)
        return {"customer": _fact(done.get("customer") or {}), "created": True}

    async def set_email_consent(self, effect: SetEmailConsent, key: str) -> Json:
        """``{"consent"}`` as it is now."""
        return await self._consent(effect, *_EMAIL)

    async def set_sms_consent(self, effect: SetSmsConsent, key: str) -> Json:
        """``{"consent"}`` as it is now."""
        return await self._consent(effect, *_SMS)

    async def give_store_credit(self, effect: GiveStoreCredit, key: str) -> Json:
        """``{"amount", "currency", "code"}``: Shopify needs no code."""
        credit: dict[str, Json] = {
            "creditAmount": {"amount": effect.amount, "currencyCode": effect.currency},
            "notify": effect.notify,
        }
        if effect.ends_at:
            credit["expiresAt"] = effect.ends_at
        await self._moves_credit(effect, "storeCreditGive", credit=credit)
        return {"amount": effect.amount, "currency": effect.currency, "code": ""}

    async def take_store_credit(self, effect: TakeStoreCredit, key: str) -> Json:
        """Shopify refuses where less than that is left."""
        debit = {"debitAmount": {"amount": effect.amount, "currencyCode": effect.currency}}
        await self._moves_credit(effect, "storeCreditTake", debit=debit)
        return {"amount": effect.amount}

    async def send_account_invite(self, effect: SendAccountInvite, key: str) -> Json:
        """Shopify's own mail, where the shop has accounts with a password."""
        email = {"subject": effect.subject, "customMessage": effect.message}
        told = {name: value for name, value in email.items() if value}
        id = self.admin.gid("customer", effect.id)
        before = await self._account(id)

        async def send() -> Json:
            await self.admin.mutate("customerInvite", effect.sentence(), id=id, email=told or None)
            return {"sent": True}

        async def look() -> Json:
            now = await self._account(id)
            return {"sent": True} if now == "INVITED" and before != now else None

        return await self.settled(send, look)

    async def delete_customer(self, effect: DeleteCustomer, key: str) -> Json:
        """``{"deleted"}``: whether there was one. Raises Permanent for one who has ordered."""
        try:
            found = await self._customer(effect)
        except Missing:
            return {"deleted": False}
        if found.get("canDelete") is False:
            raise Permanent(
                because("{name} has ordered, and Shopify keeps customers who have.", name=effect.name)
            )
        await self.admin.mutate("customerDelete", effect.sentence(), id=found["id"])
        return {"deleted": True}

    async def is_in_segment(self, effect: IsInSegment, key: str) -> Json:
        """``{"member"}``. Raises Missing where there is no such segment."""
        customer, segment = self.admin.gid("customer", effect.id), await self._segment(effect.segment)
        told = await self.admin.call("segmentMembership", customer=customer, segments=[segment])
        found = (told.get("customerSegmentMembership") or {}).get("memberships") or []
        return {"member": any(one.get("isMember") is True for one in found)}

    async def _account(self, id: str) -> Json:
        """How far a customer has come with an account of the shop."""
        return ((await self.admin.call("customerInvited", id=id)).get("customer") or {}).get("state")

    async def _moves_credit(
        self, effect: GiveStoreCredit | TakeStoreCredit, document: str, **what: Json
    ) -> None:
        """Gives or takes store credit; a movement of that size that was not there before is what got no answer."""
        id = self.admin.gid("customer", effect.id)
        before = await self._credits(id, effect)

        async def move() -> bool:
            await self.admin.mutate(document, effect.sentence(), id=id, **what)
            return True

        async def look() -> bool | None:
            return True if await self._credits(id, effect) - before else None

        await self.settled(move, look)

    async def _credits(
        self, id: str, effect: GiveStoreCredit | TakeStoreCredit
    ) -> frozenset[tuple[str, str]]:
        """The last movements of that size: which way, and when."""
        told = (await self.admin.call("storeCredits", id=id)).get("customer") or {}
        accounts = (told.get("storeCreditAccounts") or {}).get("nodes") or ()
        moved = [one for each in accounts for one in (each.get("transactions") or {}).get("nodes") or ()]
        size = abs(Decimal(effect.amount))
        return frozenset(
            (str(one.get("__typename")), str(one.get("createdAt")))
            for one in moved
            if (money := one.get("amount"))
            and money.get("currencyCode") == effect.currency
            and abs(Decimal(str(money.get("amount")))) == size
        )

    async def _segment(self, name: str) -> str:
        """The id of the segment with that number or, exactly, that name."""
        if name.isdecimal():
            return self.admin.gid("segment", name)
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        told = await self.admin.call("segmentsByName", query=f'name:"{quoted}"')
        for one in (told.get("segments") or {}).get("nodes") or ():
            if (one.get("name") or "").casefold() == name.casefold():
                return str(one["id"])
        raise Missing(because("Your shop has no segment called “{segment}”.", segment=name))

    async def _consent(
        self, effect: SetEmailConsent | SetSmsConsent, where: str, field: str, document: str
    ) -> Json:
        found = (await self._customer(effect)).get(where) or {}
        now = (text(found.get("marketingState")) or "").lower()
        unless_changed(effect, now, effect.expected or None)
        if now != effect.state:
            consent: dict[str, Json] = {"marketingState": effect.state.upper()}
            if effect.state == "subscribed":
                consent["marketingOptInLevel"] = "SINGLE_OPT_IN"
            if effect.at:
                consent["consentUpdatedAt"] = effect.at
            sent = {"customerId": self.admin.gid("customer", effect.id), field: consent}
            await self.admin.mutate(document, effect.sentence(), input=sent)
        return {"consent": effect.state}

    async def _customer(self, effect: OnCustomer) -> dict[str, Any]:
        """Raises Missing where there is none any more."""
        id = self.admin.gid("customer", effect.id)
        found = (await self.admin.call("customerDetails", id=id)).get("customer")
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no customer {name} any more.", name=effect.name))
        return found

    async def _write_customer_note(self, effect: OnCustomer, now: str, note: str) -> Json:
        if note != now:
            await self._update_customer(effect, note=note)
        return {"note": note}

    async def _update_customer(self, effect: OnCustomer, **fields: Json) -> None:
        sent = {"id": self.admin.gid("customer", effect.id), **fields}
        await self.admin.mutate("customerUpdate", effect.sentence(), input=sent)


def _fact(node: Mapping[str, Any]) -> Json:
    try:
        return graphql.customer(node)
    except Unreadable as error:
        raise Permanent(error.because) from error
