"""Coupons. A code is found by its letters, upper and lower case aside; its end is a date, so switching it off is an end
in the past. Dates are sent with their zone: without it WooCommerce takes them for the shop's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.reading import ident, text, when, whole
from app.connectors.woocommerce import map_goods as to
from app.connectors.woocommerce.acts import Acts, is_marked, marked
from app.core.effects.customers import GiveStoreCredit, TakeStoreCredit
from app.core.effects.discounts import (
    CreateDiscountCode,
    GetDiscount,
    SwitchOffDiscount,
    SwitchOnDiscount,
)
from app.core.sentence import Json, because
from app.errors import Missing, Permanent, Temporary


class CouponActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_discount(self, effect: GetDiscount, key: str) -> Json:
        """``{"discount": it, or None}``."""
        found = await self._coupon(effect.code)
        return {"discount": _fact(found) if found else None}

    async def create_discount_code(self, effect: CreateDiscountCode, key: str) -> Json:
        """``{"discount", "created"}``; a code that is there already is left as it is."""
        shipping = effect.worth == "shipping"
        sent: dict[str, Json] = {
            "code": effect.code,
            "description": effect.title,
            "discount_type": "percent" if effect.worth == "percent" else "fixed_cart",
            "amount": "0" if shipping else effect.value,
            "free_shipping": shipping,
            "individual_use": effect.alone,
        }
        told = {
            "usage_limit": effect.uses,
            "usage_limit_per_user": 1 if effect.once_each else 0,
            "minimum_amount": effect.minimum,
            "email_restrictions": [effect.email] if effect.email else [],
            "date_expires": _zoned(effect.ends_at),
        }
        sent |= {name: one for name, one in told.items() if one}
        found, created = await self._make_coupon(sent, key)
        return {"discount": {**_fact(found), "code": effect.code}, "created": created}

    async def switch_off_discount(self, effect: SwitchOffDiscount, key: str) -> Json:
        """``{"changed"}``. Raises Missing where there is no such code."""
        found = await self._there(effect.code)
        if _ended(found):
            return {"changed": False}
        await self._end_coupon(found)
        return {"changed": True}

    async def switch_on_discount(self, effect: SwitchOnDiscount, key: str) -> Json:
        """``{"changed"}``. Raises Missing where there is no such code."""
        found = await self._there(effect.code)
        if not _ended(found):
            return {"changed": False}
        await self._put_coupon(found, date_expires=_zoned(effect.ends_at))
        return {"changed": True}

    async def give_store_credit(self, effect: GiveStoreCredit, key: str) -> Json:
        """``{"amount", "currency", "code"}``: a coupon for that amount, once, for the customer's address only."""
        if not effect.email:
            raise Permanent(
                because("{name} has no e-mail address, to which a coupon could belong.", name=effect.name)
            )
        sent: dict[str, Json] = {
            "code": effect.code,
            "discount_type": "fixed_cart",
            "amount": effect.amount,
            "usage_limit": 1,
            "email_restrictions": [effect.email],
        }
        if effect.ends_at:
            sent["date_expires"] = _zoned(effect.ends_at)
        await self._make_coupon(sent, key)
        return {"amount": effect.amount, "currency": effect.currency, "code": effect.code}

    async def take_store_credit(self, effect: TakeStoreCredit, key: str) -> Json:
        """Ends the coupon. Raises Permanent where it was used."""
        found = await self._there(effect.code)
        if whole(found.get("usage_count")):
            raise Permanent(because("{name} has spent the credit already.", name=effect.name))
        if not _ended(found):
            try:
                await self._end_coupon(found)
            except Temporary as error:
                if not error.unclear or not _ended(await self._there(effect.code)):
                    raise
        return {"amount": effect.amount}

    async def _coupon(self, code: str) -> dict[str, Any] | None:
        found = await self.rest.call("GET", "coupons", {"code": code})
        for one in found if isinstance(found, list) else ():
            if (text(one.get("code")) or "").casefold() == code.casefold():
                return dict(one)
        return None

    async def _there(self, code: str) -> dict[str, Any]:
        found = await self._coupon(code)
        if found is None:
            raise Missing(because("Your shop has no discount with the code {code}.", code=code))
        return found

    async def _make_coupon(self, sent: dict[str, Json], key: str) -> tuple[dict[str, Any], bool]:
        """The coupon, and whether it is this step's own. Where no answer comes, its code tells whether it was made."""
        code = str(sent["code"])
        known = await self._coupon(code)
        if known is None:
            try:
                return dict(await self.rest.call("POST", "coupons", body=marked(sent, key))), True
            except Temporary as error:
                if not error.unclear or (known := await self._coupon(code)) is None:
                    raise
        return known, is_marked(known, key)

    async def _end_coupon(self, coupon: dict[str, Any]) -> None:
        """The end lies a minute back, for shops whose clock is slow."""
        past = datetime.now(UTC) - timedelta(minutes=1)
        await self._put_coupon(coupon, date_expires=_zoned(past.isoformat()))

    async def _put_coupon(self, coupon: dict[str, Any], **fields: Json) -> None:
        await self.rest.call("PUT", self.rest.place("discount", ident(coupon.get("id"))), body=fields)


def _ended(coupon: dict[str, Any]) -> bool:
    end = when(_fact(coupon)["ends_at"])
    return end is not None and end <= datetime.now(UTC)


def _zoned(at: str) -> str:
    """A time as WooCommerce reads it with its zone; "" takes an end away."""
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _fact(node: dict[str, Any]) -> dict[str, Json]:
    try:
        fact = to.discount(node)
    except Unreadable as error:
        raise Permanent(error.because) from error
    end = when(fact["ends_at"])
    return {**fact, "status": "expired"} if end and end <= datetime.now(UTC) else fact
