"""An action on the product."""

from __future__ import annotations

from app.core.effects.products import PublishProduct
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta
from app.core.sentence import Sentence, because


class Publish(ForAWhile):
    """Shows the product in your online shop, for good or for a while. A draft stays a draft: set its status too."""

    meta = Meta("Publish product", icon="eye", needs=EITHER, any_need=True, connection="shop",
                words="show, release, launch, back in stock, unhide, drop")  # fmt: skip
    effects = (PublishProduct,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("Into the online shop"))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("show the product in the online shop"))

    def decide(self, ctx: Context) -> Ask:
        """The product, to be seen."""
        product, label = product_of(ctx)
        return self.ask(ctx, PublishProduct(id=product, label=label, at=ctx.now.isoformat()))

    examples = (Example({}, because="shows Teapot in the online shop", settled="next"),)
