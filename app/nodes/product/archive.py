"""An action on the product."""

from __future__ import annotations

from app.core.effects.products import ArchiveProduct
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta
from app.core.sentence import Sentence, because


class Archive(ForAWhile):
    """Puts the product into the archive: out of the shop and out of your lists, with all its data kept."""

    meta = Meta("Archive product", icon="archive", needs=EITHER, any_need=True, connection="shop",
                words="put away, discontinue, end of life, status archived")  # fmt: skip
    effects = (ArchiveProduct,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("Into the archive"))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("archive the product"))

    def decide(self, ctx: Context) -> Ask:
        """The product, put away."""
        product, label = product_of(ctx)
        return self.ask(ctx, ArchiveProduct(id=product, label=label))

    examples = (Example({}, because="sets the status of Teapot to “Archived”", settled="next"),)
