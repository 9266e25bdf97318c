"""An action on what was sent."""

from __future__ import annotations

from app.core.effects.fulfilment import UpdateTracking as Tracking
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import PARCEL, order_of, parcel_of
from app.core.sentence import Sentence, because


class UpdateTracking(Action):
    """Changes the tracking of a parcel: of the one that this is about, or the order's last one. WooCommerce keeps it
    as a note."""

    meta = Meta("Update tracking", icon="truck", needs=PARCEL, any_need=True, connection="shop",
                words="tracking number, carrier, link, parcel, shipment, label")  # fmt: skip
    effects = (Tracking,)
    tracking_number: Text = setting("Tracking number", "May be a {{ value }}.", min_length=1, max_length=200)
    carrier: Text = setting("Carrier", "Such as DHL. Shopify makes a link of the number for many.", "",
                            max_length=200)  # fmt: skip
    tracking_url: Text = setting(
        "Tracking link", "Where the customer can follow the parcel.", "", max_length=2000
    )
    notify: bool = setting("Tell the customer", "By your store's own e-mail.", True)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{carrier} {number}", carrier=self.carrier, number=self.tracking_number)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("set the parcel's tracking number to {number}", number=self.tracking_number)

    def decide(self, ctx: Context) -> Ask:
        """The parcel's tracking."""
        effect = Tracking(
            **order_of(ctx), fulfilment=parcel_of(ctx), carrier=ctx.text(self.carrier).strip(), notify=self.notify,
            tracking_number=required(ctx.text(self.tracking_number), because("Tracking number")),
            tracking_url=ctx.text(self.tracking_url).strip(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example(
            {"tracking_number": "0034-1"},
            because="sets the tracking number of #1001 to 0034-1",
            settled="next",
        ),
    )
