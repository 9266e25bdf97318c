"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.shop_choices import HOLD, HoldReason


class FulfilmentHeld(AboutPart):
    """Starts when the sending of an order is held."""

    meta = Meta(
        "Sending held",
        icon="circle-pause",
        connection="shop",
        words="fulfilment on hold, stopped, fraud, wrong address",
    )
    listens = ("fulfilment_order.held",)
    every = because("Everything whose sending is held")
    when = because("the sending of an order is held")
    happened = because("the sending of order {what} was held")
    reasons: list[HoldReason] = setting(
        "Only for these reasons", "None chosen: whatever the reason.", list, widget="several", choices=HOLD
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "fulfilment_order.hold_reason", self.reasons)

    examples = (
        Example(
            {"reasons": ["incorrect_address"]}, because="the sending of order #1001 was held", port="next"
        ),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
