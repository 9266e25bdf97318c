"""An action on stock."""

from __future__ import annotations

from app.core.effects.stock import SetStock
from app.core.filling import quantity
from app.core.goods import EITHER, variant_of
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class SetTheStock(Action):
    """Sets how many pieces of a variant can be sold."""

    meta = Meta("Set stock", icon="boxes", needs=EITHER, any_need=True, connection="shop",
                words="inventory, quantity, count, restock, zero, warehouse")  # fmt: skip
    effects = (SetStock,)
    to: Text = setting(
        "Pieces", "A whole number such as 25. May be a {{ value }}.", min_length=1, max_length=500
    )
    place: Text = setting("Place", "A location's name or number, for Shopify. Empty: the main one.", "",
                          max_length=500, pick="location")  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{to} at {place}" if self.place else "{to}", to=self.to, place=self.place)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("set the stock to {to}", to=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The stock, as it is to be."""
        one = variant_of(ctx)
        effect = SetStock(
            variant=one.variant, product=one.product, inventory=one.inventory, label=one.label,
            location=ctx.text(self.place).strip(), quantity=quantity(ctx.text(self.to)),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"to": "25"}, because="sets the stock of Teapot to 25", settled="next"),
        Example(
            {"to": "0", "place": "Berlin"}, because="sets the stock of Teapot at Berlin to 0", settled="next"
        ),
    )
