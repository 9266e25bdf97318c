"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class DiscountDeleted(Told):
    """Starts when a discount is deleted. Only its number is left of it."""

    meta = Meta("Discount deleted", icon="badge-x", words="coupon, voucher, promotion, removed")
    listens = ("discount.deleted",)
    fact = "discount"
    named = ("code", "title")
    every = because("Every discount that is deleted")
    when = because("a discount is deleted")
    happened = because("the discount {what} was deleted")
    examples = (Example({}, because="the discount SPRING5 was deleted", port="next"),)
