"""An action on what is to be sent."""

from __future__ import annotations

from app.core.effects.fulfilment import FulfilOrder
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import EITHER, order_of, part_of
from app.core.sentence import Sentence, because


class Fulfil(Action):
    """Marks what is still open of the order as sent, with its tracking. WooCommerce sets it to “Completed”."""

    meta = Meta("Mark order as sent", icon="package-check", needs=EITHER, any_need=True, connection="shop",
                words="fulfil, fulfill, fulfillment, ship, complete, tracking number, dispatched")  # fmt: skip
    effects = (FulfilOrder,)
    tracking_number: Text = setting("Tracking number", "May be a {{ value }}.", "", max_length=200)
    carrier: Text = setting("Carrier", "Such as DHL. Shopify makes a link of the number for many.", "",
                            max_length=200)  # fmt: skip
    tracking_url: Text = setting(
        "Tracking link", "Where the customer can follow the parcel.", "", max_length=2000
    )
    notify: bool = setting("Tell the customer", "By your store's own e-mail.", True)

    def summary(self) -> Sentence:
        """For the canvas."""
        if self.tracking_number:
            return because("{carrier} {number}", carrier=self.carrier, number=self.tracking_number)
        return because("Without tracking")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("mark the order as sent")

    def decide(self, ctx: Context) -> Ask:
        """The parcel."""
        effect = FulfilOrder(
            **order_of(ctx), part=part_of(ctx), notify=self.notify, carrier=ctx.text(self.carrier).strip(),
            tracking_number=ctx.text(self.tracking_number).strip(), tracking_url=ctx.text(self.tracking_url).strip(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="marks #1001 as sent", settled="next"),
        Example({"tracking_number": "0034-1", "carrier": "DHL"}, settled="next",
                because="marks #1001 as sent, tracking number 0034-1"),
    )  # fmt: skip
