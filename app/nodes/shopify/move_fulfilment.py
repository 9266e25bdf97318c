"""An action on what is to be sent."""

from __future__ import annotations

from app.core.effects.fulfilment import MoveFulfilment
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import EITHER, order_of, part_of
from app.core.sentence import Sentence, because


class Move(Action):
    """Lets another of your locations send what is still open of the order."""

    meta = Meta("Move fulfilment", icon="corner-up-right", needs=EITHER, any_need=True, connection="shop",
                words="location, warehouse, routing, ship from, fulfillment order")  # fmt: skip
    effects = (MoveFulfilment,)
    location: Text = setting("Location", "Its name or its number in Shopify. May be a {{ value }}.", min_length=1,
                             max_length=200, pick="location")  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("To {location}", location=self.location)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("let {location} send the order", location=self.location)

    def decide(self, ctx: Context) -> Ask:
        """What is open, moved."""
        location = required(ctx.text(self.location), because("Location"))
        effect = MoveFulfilment(**order_of(ctx), part=part_of(ctx), location=location)
        return Ask(effect.sentence(), effect)

    examples = (Example({"location": "Berlin"}, because="lets Berlin send #1001", settled="next"),)
