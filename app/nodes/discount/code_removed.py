"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfDiscount
from app.core.node import Example, Meta
from app.core.sentence import because


class DiscountCodeRemoved(OfDiscount):
    """Starts when a code of a discount is removed."""

    meta = Meta(
        "Discount code removed",
        icon="badge-x",
        connection="shop",
        words="coupon, voucher, promotion, sale, code",
    )
    listens = ("discount.code_removed",)
    every = because("Every code that a discount loses")
    when = because("a code of a discount is removed")
    happened = because("the code {what} was removed")
    examples = (
        Example({}, because="the code SPRING5 was removed", port="next"),
        Example({}, because="reads what it is about", names={"discount": {"id": "1401"}}, settled="next"),
    )
