"""An action on what is to be sent."""

from __future__ import annotations

from app.core.effects.fulfilment import HoldFulfilment
from app.core.ending import ForAWhile
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.orders import EITHER, order_of, part_of
from app.core.sentence import Sentence, because
from app.core.shop_choices import HOLD, HoldReason


class Hold(ForAWhile):
    """Keeps the order from being sent, until you let it go or for a while. WooCommerce sets it to “On hold”."""

    meta = Meta("Hold fulfilment", icon="circle-pause", needs=EITHER, any_need=True, connection="shop",
                words="on hold, do not ship, stop shipping, fraud, wait, freeze, wrong address")  # fmt: skip
    effects = (HoldFulfilment,)
    reason: HoldReason = setting("Reason", "", "other", choices=HOLD)
    note: Text = setting("Note for the staff", "Values can be inserted.", "", max_length=500)
    notify: bool = setting("Tell the shop", "For Shopify: a notice in your Shopify admin.", False)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because(HOLD[self.reason]))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("hold the order back from being sent"))

    def decide(self, ctx: Context) -> Ask:
        """What is still to be sent, held."""
        effect = HoldFulfilment(
            **order_of(ctx), part=part_of(ctx), reason=self.reason, note=ctx.text(self.note).strip(),
            notify=self.notify,
        )  # fmt: skip
        return self.ask(ctx, effect)

    examples = (
        Example({"reason": "high_risk_of_fraud"}, because="puts #1001 on hold", settled="next"),
        Example({"until": "after", "after": 2, "unit": "days"}, settled="next",
                because="puts #1001 on hold, until 2026-11-25T09:00:00+00:00"),
    )  # fmt: skip
