"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfDiscount
from app.core.node import Example, Meta
from app.core.sentence import because


class DiscountRestored(OfDiscount):
    """Starts when a coupon is taken out of the bin again."""

    meta = Meta(
        "Discount restored", icon="undo-2", connection="shop", words="coupon, voucher, promotion, sale, code"
    )
    listens = ("discount.restored",)
    every = because("Every discount that is restored")
    when = because("a discount is taken out of the bin")
    happened = because("the discount {what} was taken out of the bin")
    examples = (
        Example({}, because="the discount SPRING5 was taken out of the bin", port="next"),
        Example({}, because="reads what it is about", names={"discount": {"id": "1401"}}, settled="next"),
    )
