"""An action on the product."""

from __future__ import annotations

from app.core.effects.publishing import VISIBILITY, SetVisibility, Visibility
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class ProductVisibility(ForAWhile):
    """Sets where WooCommerce lists the product: in the shop, in search, in both or nowhere. Its link still works."""

    meta = Meta("Set catalogue visibility", icon="eye", needs=EITHER, any_need=True, connection="shop",
                words="catalog visibility, hide from search, hide from shop, listed")  # fmt: skip
    effects = (SetVisibility,)
    visibility: Visibility = setting("Listed in", "", choices=VISIBILITY)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because(VISIBILITY[self.visibility]))

    def told(self) -> Sentence:
        """For the paragraph."""
        where = because(VISIBILITY[self.visibility])
        return self.lasting(because("set where the product is listed to “{where}”", where=where))

    def decide(self, ctx: Context) -> Ask:
        """The product, listed elsewhere."""
        product, label = product_of(ctx)
        return self.ask(ctx, SetVisibility(id=product, label=label, visibility=self.visibility))

    examples = (
        Example({"visibility": "search"}, settled="next",
                because="sets where Teapot is listed to “Search only”"),
    )  # fmt: skip
