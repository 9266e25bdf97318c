"""An action on the product."""

from __future__ import annotations

from app.core.effects.products import UnlistProduct
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta
from app.core.sentence import Sentence, because


class Unlist(ForAWhile):
    """Leaves the product on sale only for those who have its link: no search and no collection shows it."""

    meta = Meta("Unlist product", icon="link", needs=EITHER, any_need=True, connection="shop",
                words="unlisted, secret, vip only, hidden link, early access")  # fmt: skip
    effects = (UnlistProduct,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("Only by its link"))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("show the product only to those who have its link"))

    def decide(self, ctx: Context) -> Ask:
        """The product, only by its link."""
        product, label = product_of(ctx)
        return self.ask(ctx, UnlistProduct(id=product, label=label))

    examples = (Example({}, because="sets the status of Teapot to “Only by link”", settled="next"),)
