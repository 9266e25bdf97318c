"""An action that looks something up."""

from __future__ import annotations

from app.core.listing import GetOne
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class FindOrder(GetOne):
    """Looks an order up by its number, and gives it to the steps behind “found”."""

    meta = Meta(
        "Find an order", icon="search", connection="shop", words="look up, order number, search, get order"
    )
    thing = "order"
    name: Text = setting("Order number", "Such as #1001, or {{ values }}.", min_length=1, max_length=200)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{by}", by=self.name)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("look up the order {by}", by=self.name)

    def decide(self, ctx: Context) -> Ask:
        """The newest that fits."""
        return self.asked(ctx, Where(name=ctx.text(self.name)))

    examples = (
        Example({"name": "#{{ order.number }}"}, because="reads orders called #1001", settled="not_found"),
    )
