"""An action on the product."""

from __future__ import annotations

from app.core.effects.products import HideProduct
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta
from app.core.sentence import Sentence, because


class Hide(ForAWhile):
    """Takes the product out of your online shop, for good or for a while. Its stock and data stay as they are."""

    meta = Meta("Hide product", icon="eye-off", needs=EITHER, any_need=True, connection="shop",
                words="unpublish, take down, remove from shop, out of stock, private")  # fmt: skip
    effects = (HideProduct,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("Out of the online shop"))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("hide the product from the online shop"))

    def decide(self, ctx: Context) -> Ask:
        """The product, hidden."""
        product, label = product_of(ctx)
        return self.ask(ctx, HideProduct(id=product, label=label))

    examples = (
        Example({}, because="hides Teapot from the online shop", settled="next"),
        Example({"until": "after", "after": 2}, settled="next",
                because="hides Teapot from the online shop, until 2026-11-25T09:00:00+00:00"),
    )  # fmt: skip
