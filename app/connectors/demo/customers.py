"""Changing the demo store's customers."""

from __future__ import annotations

from datetime import UTC, datetime

from app.connectors.compared import unless_changed
from app.connectors.demo.catalogue import CURRENCY, Fact
from app.connectors.demo.discounts import DiscountActs
from app.connectors.demo.drafts import DraftActs
from app.core.effects.customers import (
    AddCustomerNote,
    CreateCustomer,
    RemoveCustomerNote,
    SetCustomerDetails,
    SetCustomerNote,
    SetEmailConsent,
    SetSmsConsent,
)
from app.core.effects.orders import with_line, without_line
from app.core.fields import blank
from app.core.sentence import Json


class CustomerActs(DraftActs, DiscountActs):
    """Effects of this area, each by the method of its name."""

    async def set_customer_note(self, effect: SetCustomerNote, key: str) -> Json:
        """``{"note"}`` as it is now."""

        def change(fact: Fact) -> Fact:
            unless_changed(effect, fact["note"], effect.expected)
            return {"note": effect.note or None}

        return {"note": (await self.change("customer", effect.id, change))["note"]}

    async def add_customer_note(self, effect: AddCustomerNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        done = await self.change(
            "customer", effect.id, lambda fact: {"note": with_line(fact["note"], effect.note)}
        )
        return {"note": done["note"]}

    async def remove_customer_note(self, effect: RemoveCustomerNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        done = await self.change(
            "customer", effect.id, lambda fact: {"note": without_line(fact["note"], effect.note)}
        )
        return {"note": done["note"]}

    async def set_customer_details(self, effect: SetCustomerDetails, key: str) -> Json:
        """The details as they are now."""

        def change(fact: Fact) -> Fact:
            unless_changed(effect, {name: fact[name] for name in effect.details}, effect.expected)
            new = {name: value or None for name, value in effect.details.items()}
            both = [({**fact, **new})[part] for part in ("first_name", "last_name")]
            return {**new, "name": " ".join(filter(None, both)) or None}

        await self.change("customer", effect.id, change)
        return dict(effect.details)

    async def create_customer(self, effect: CreateCustomer, key: str) -> Json:
        """``{"customer", "created"}``; whoever has that address already is left as is."""
        after = ""
        while page := await self.doors.page("customer", after, 100):
            for fact in page:
                if str(fact["email"] or "").casefold() == effect.email.casefold():
                    return {"customer": fact, "created": False}
            after = str(page[-1]["id"])
        now = datetime.now(UTC)
        told: Fact = {
            **blank("Customer"),
            **effect.fact(),
            "state": "disabled",
            "accepts_marketing": False,
            "email_consent": "not_subscribed",
            "accepts_sms": False,
            "sms_consent": "not_subscribed",
            "verified_email": False,
            "has_bought": False,
            "tax_exempt": False,
            "orders_count": 0,
            "total_spent": "0.00",
            "currency": CURRENCY,
            "created_at": now.isoformat(),
            "updated_at": now.isoformat(),
        }
        fact = await self.doors.add("customer", lambda number: {**told, "id": number})
        await self.report("customer.created", "customer", fact, now)
        return {"customer": fact, "created": True}

    async def set_email_consent(self, effect: SetEmailConsent, key: str) -> Json:
        """``{"consent"}`` as it is now."""
        return await self._consent(effect, "accepts_marketing")

    async def set_sms_consent(self, effect: SetSmsConsent, key: str) -> Json:
        """``{"consent"}`` as it is now."""
        return await self._consent(effect, "accepts_sms")

    async def _consent(self, effect: SetEmailConsent | SetSmsConsent, agreed: str) -> Json:
        field, past = f"{effect.channel}_consent", "given" if effect.state == "subscribed" else "withdrawn"
        at = effect.at or datetime.now(UTC).isoformat()

        def change(fact: Fact) -> Fact:
            unless_changed(effect, fact[field], effect.expected or None)
            if fact[field] == effect.state:
                return {}
            return {field: effect.state, f"{field}_at": at, agreed: effect.state == "subscribed"}

        done = await self.change("customer", effect.id, change, f"customer.{field}_{past}")
        return {"consent": done[field]}
