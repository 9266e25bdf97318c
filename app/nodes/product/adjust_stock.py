"""An action on stock."""

from __future__ import annotations

from app.core.effects.stock import AdjustStock
from app.core.filling import quantity
from app.core.goods import EITHER, variant_of
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class AdjustTheStock(Action):
    """Adds pieces to a variant's stock, or takes some off: 5 is five more, -2 is two fewer."""

    meta = Meta("Adjust stock", icon="arrow-up-down", needs=EITHER, any_need=True, connection="shop",
                words="inventory, quantity, restock, add stock, remove stock, delivery, damaged")  # fmt: skip
    effects = (AdjustStock,)
    by: Text = setting(
        "By", "A whole number such as 5 or -2. May be a {{ value }}.", min_length=1, max_length=500
    )
    place: Text = setting("Place", "A location's name or number, for Shopify. Empty: the main one.", "",
                          max_length=500, pick="location")  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{by} at {place}" if self.place else "{by}", by=self.by, place=self.place)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("change the stock by {by}", by=self.summary())

    def decide(self, ctx: Context) -> Go | Ask:
        """The stock, more or less of it."""
        one, by = variant_of(ctx), quantity(ctx.text(self.by))
        if not by:
            return Go(because("there is nothing to add to the stock of {name}", name=one.name))
        effect = AdjustStock(
            variant=one.variant, product=one.product, inventory=one.inventory, label=one.label,
            location=ctx.text(self.place).strip(), by=by,
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"by": "5"}, because="adds 5 to the stock of Teapot", settled="next"),
        Example({"by": "-2"}, because="takes 2 off the stock of Teapot", settled="next"),
        Example({"by": "0"}, because="there is nothing to add to the stock of Teapot", port="next"),
    )
