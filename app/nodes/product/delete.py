"""An action on the product."""

from __future__ import annotations

from app.core.effects.products import DeleteProduct
from app.core.goods import EITHER, product_of
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.sentence import Sentence, because


class Delete(Action):
    """Deletes the product with all its variants. This can't be taken back: archive or hide what you may want again."""

    meta = Meta("Delete product", icon="trash-2", needs=EITHER, any_need=True, connection="shop",
                words="remove, destroy, discontinue, clean up")  # fmt: skip
    effects = (DeleteProduct,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("For good, with all variants")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("delete the product for good")

    def decide(self, ctx: Context) -> Ask:
        """The product, gone."""
        product, label = product_of(ctx)
        effect = DeleteProduct(id=product, label=label)
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="deletes the product Teapot", settled="next"),)
