"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfDiscount
from app.core.node import Example, Meta
from app.core.sentence import because


class DiscountCreated(OfDiscount):
    """Starts when a discount is made: a code, a coupon, or one that comes by itself."""

    meta = Meta(
        "Discount created",
        icon="badge-percent",
        connection="shop",
        words="coupon, voucher, promotion, sale, code",
    )
    listens = ("discount.created",)
    every = because("Every new discount")
    when = because("a discount is made")
    happened = because("the discount {what} was made")
    examples = (
        Example({}, because="the discount SPRING5 was made", port="next"),
        Example({}, because="reads what it is about", names={"discount": {"id": "1401"}}, settled="next"),
    )
