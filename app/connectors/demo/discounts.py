"""The demo store's discount codes. Store credit is a code for that amount, as in WooCommerce."""

from __future__ import annotations

from datetime import UTC, datetime

from app.connectors.demo.acts import Acts
from app.connectors.demo.catalogue import CURRENCY, Fact
from app.connectors.reading import when
from app.core.effects.customers import GiveStoreCredit, TakeStoreCredit
from app.core.effects.discounts import (
    CreateDiscountCode,
    GetDiscount,
    SwitchOffDiscount,
    SwitchOnDiscount,
)
from app.core.fields import blank
from app.core.sentence import Json, because
from app.errors import Missing, Permanent


class DiscountActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_discount(self, effect: GetDiscount, key: str) -> Json:
        """``{"discount": it, or None}``."""
        found = await self._code(effect.code)
        return {"discount": _now(found) if found else None}

    async def create_discount_code(self, effect: CreateDiscountCode, key: str) -> Json:
        """``{"discount", "created"}``; a code that is there already is left as it is."""
        known = await self._code(effect.code)
        if known is not None:
            return {"discount": _now(known), "created": False}
        now = datetime.now(UTC)
        at = {"created_at": now.isoformat(), "updated_at": now.isoformat()}
        told: Fact = {**blank("DiscountCode"), **effect.fact(), **at}
        fact = await self.doors.add("discount", lambda number: {**told, "id": number})
        await self.report("discount.created", "discount", fact, now)
        return {"discount": fact, "created": True}

    async def switch_off_discount(self, effect: SwitchOffDiscount, key: str) -> Json:
        """``{"changed"}``. Raises Missing where there is no such code."""
        found = await self._there(effect.code)
        if found["status"] == "expired":
            return {"changed": False}
        end = {"status": "expired", "ends_at": datetime.now(UTC).isoformat()}
        await self.change("discount", found["id"], lambda fact: end)
        return {"changed": True}

    async def switch_on_discount(self, effect: SwitchOnDiscount, key: str) -> Json:
        """``{"changed"}``. Raises Missing where there is no such code."""
        found = await self._there(effect.code)
        if found["status"] != "expired":
            return {"changed": False}
        on = {"status": "active", "ends_at": effect.ends_at or None}
        await self.change("discount", found["id"], lambda fact: on)
        return {"changed": True}

    async def give_store_credit(self, effect: GiveStoreCredit, key: str) -> Json:
        """``{"amount", "currency", "code"}``."""
        code = CreateDiscountCode(
            code=effect.code,
            worth="amount",
            value=effect.amount,
            currency=CURRENCY,
            email=effect.email,
            uses=1,
            alone=False,
            starts_at=effect.at,
            ends_at=effect.ends_at,
        )
        await self.create_discount_code(code, key)
        return {"amount": effect.amount, "currency": CURRENCY, "code": effect.code}

    async def take_store_credit(self, effect: TakeStoreCredit, key: str) -> Json:
        """Ends the code. Raises Permanent where it was used."""
        if (await self._there(effect.code))["usage_count"]:
            raise Permanent(because("{name} has spent the credit already.", name=effect.name))
        await self.switch_off_discount(SwitchOffDiscount(code=effect.code), key)
        return {"amount": effect.amount}

    async def _code(self, code: str) -> Fact | None:
        after = ""
        while page := await self.doors.page("discount", after, 100):
            for fact in page:
                if str(fact["code"]).casefold() == code.casefold():
                    return _now(fact)
            after = str(page[-1]["id"])
        return None

    async def _there(self, code: str) -> Fact:
        found = await self._code(code)
        if found is None:
            raise Missing(because("Your shop has no discount with the code {code}.", code=code))
        return found


def _now(fact: Fact) -> Fact:
    """The discount with the state that it is in by now."""
    end = when(fact["ends_at"])
    return {**fact, "status": "expired"} if end and end <= datetime.now(UTC) else fact
