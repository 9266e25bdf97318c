"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfDiscount
from app.core.node import Example, Meta
from app.core.sentence import because


class DiscountChanged(OfDiscount):
    """Starts when a discount is changed, begins or ends."""

    meta = Meta(
        "Discount changed",
        icon="badge-percent",
        connection="shop",
        words="coupon, voucher, promotion, sale, code",
    )
    listens = ("discount.updated",)
    every = because("Every discount that changes")
    when = because("a discount changes")
    happened = because("the discount {what} changed")
    examples = (
        Example({}, because="the discount SPRING5 changed", port="next"),
        Example({}, because="reads what it is about", names={"discount": {"id": "1401"}}, settled="next"),
    )
