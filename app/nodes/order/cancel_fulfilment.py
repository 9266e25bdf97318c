"""An action on what was sent."""

from __future__ import annotations

from app.core.effects.fulfilment import CancelFulfilment as Cancelling
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.orders import PARCEL, order_of, parcel_of
from app.core.sentence import Sentence, because


class CancelFulfilment(Action):
    """Takes back that the order was marked as sent: the parcel that this is about, or all of the order."""

    meta = Meta("Cancel fulfilment", icon="package-x", needs=PARCEL, any_need=True, connection="shop",
                words="fulfillment, not sent, undo shipping, parcel, wrong label")  # fmt: skip
    effects = (Cancelling,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Not sent after all")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("cancel the order's fulfilment")

    def decide(self, ctx: Context) -> Ask:
        """The parcel, or all of them."""
        effect = Cancelling(**order_of(ctx), fulfilment=parcel_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="cancels the fulfilment of #1001", settled="next"),)
