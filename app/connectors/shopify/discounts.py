"""Discount codes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.shopify import facts
from app.connectors.shopify.acts import Acts
from app.core.effects.discounts import CreateDiscountCode, GetDiscount, SwitchOffDiscount, SwitchOnDiscount
from app.core.sentence import Json, because
from app.errors import Missing, Permanent


class DiscountActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_discount(self, effect: GetDiscount, key: str) -> Json:
        """``{"discount": it, or None}``."""
        found = await self._code(effect.code)
        return {"discount": _fact(found) if found else None}

    async def create_discount_code(self, effect: CreateDiscountCode, key: str) -> Json:
        """``{"discount", "created"}``; a code that is there already is left as it is."""
        if effect.email and not effect.customer:
            raise Permanent(
                because("The customer ordered as a guest; Shopify makes codes only for customers it knows.")
            )
        known = await self._code(effect.code)
        if known:
            return {"discount": _fact(known), "created": False}
        shipping = effect.worth == "shipping"
        document = "discountCreateShipping" if shipping else "discountCreate"
        done = await self.admin.mutate(document, effect.sentence(), input=self._input(effect))
        found = _fact(done.get("codeDiscountNode") or {})
        return {"discount": {**found, "emails": [effect.email] if effect.email else []}, "created": True}

    async def switch_off_discount(self, effect: SwitchOffDiscount, key: str) -> Json:
        """``{"changed"}``. Raises Missing where there is no such code."""
        found = await self._there(effect.code)
        if (found.get("discount") or {}).get("status") == "EXPIRED":
            return {"changed": False}
        await self.admin.mutate("discountDeactivate", effect.sentence(), id=found["id"])
        return {"changed": True}

    async def switch_on_discount(self, effect: SwitchOnDiscount, key: str) -> Json:
        """``{"changed"}``. Shopify forgets the end when it switches a code on, so that is set again: also where a code
        counts without one, as after an answer that never came."""
        found = await self._there(effect.code)
        discount = found.get("discount") or {}
        if discount.get("status") != "EXPIRED":
            if not effect.ends_at or discount.get("ends_at"):
                return {"changed": False}
        else:
            await self.admin.mutate("discountActivate", effect.sentence(), id=found["id"])
        kind = str(discount.get("__typename"))
        if effect.ends_at and kind != "DiscountCodeApp":
            end = {"endsAt": effect.ends_at}
            await self.admin.mutate(f"discountEnd{kind}", effect.sentence(), id=found["id"], input=end)
        return {"changed": True}

    async def _code(self, code: str) -> dict[str, Any] | None:
        found = (await self.admin.call("discountByCode", code=code)).get("codeDiscountNodeByCode")
        return found if isinstance(found, dict) else None

    async def _there(self, code: str) -> dict[str, Any]:
        found = await self._code(code)
        if found is None:
            raise Missing(because("Your shop has no discount with the code {code}.", code=code))
        return found

    def _input(self, effect: CreateDiscountCode) -> dict[str, Json]:
        others = not effect.alone
        sent: dict[str, Json] = {
            "title": effect.title or effect.code,
            "code": effect.code,
            "startsAt": effect.starts_at,
            "endsAt": effect.ends_at or None,
            "appliesOncePerCustomer": effect.once_each,
            "usageLimit": effect.uses or None,
            "context": {"customers": {"add": [self.admin.gid("customer", effect.customer)]}}
            if effect.customer
            else {"all": "ALL"},
        }
        if effect.minimum:
            least = {"greaterThanOrEqualToSubtotal": effect.minimum}
            sent["minimumRequirement"] = {"subtotal": least}
        if effect.worth == "shipping":
            combines = {"orderDiscounts": others, "productDiscounts": others}
            return {**sent, "destination": {"all": True}, "combinesWith": combines}
        share = {"percentage": float(Decimal(effect.value) / 100)}
        flat = {"discountAmount": {"amount": effect.value, "appliesOnEachItem": False}}
        return {
            **sent,
            "combinesWith": dict.fromkeys(
                ("orderDiscounts", "productDiscounts", "shippingDiscounts"), others
            ),
            "customerGets": {"value": share if effect.worth == "percent" else flat, "items": {"all": True}},
        }


def _fact(node: dict[str, Any]) -> dict[str, Json]:
    try:
        return facts.discount(node)
    except Unreadable as error:
        raise Permanent(error.because) from error
