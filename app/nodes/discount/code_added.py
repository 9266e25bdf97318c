"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfDiscount
from app.core.node import Example, Meta
from app.core.sentence import because


class DiscountCodeAdded(OfDiscount):
    """Starts when a discount gets one more code."""

    meta = Meta(
        "Discount code added",
        icon="badge-percent",
        connection="shop",
        words="coupon, voucher, promotion, sale, code",
    )
    listens = ("discount.code_added",)
    every = because("Every code that a discount gets")
    when = because("a discount gets one more code")
    happened = because("the code {what} was added")
    examples = (
        Example({}, because="the code SPRING5 was added", port="next"),
        Example({}, because="reads what it is about", names={"discount": {"id": "1401"}}, settled="next"),
    )
