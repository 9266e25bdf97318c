"""An action that makes a product."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.effects.products import DuplicateProduct
from app.core.filling import required
from app.core.goods import EITHER, product_of
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class Duplicate(Action):
    """Copies the product under another title, as a draft. Steps after it are about the copy."""

    meta = Meta("Duplicate product", icon="copy", needs=EITHER, any_need=True, connection="shop",
                words="copy, clone, template, variation of a product")  # fmt: skip
    effects = (DuplicateProduct,)
    title: Text = setting("Title of the copy", "Values can be inserted.", "{{ product.title }} (copy)", min_length=1,
                          max_length=500)  # fmt: skip

    def gives(self) -> Mapping[str, str]:
        """The copy."""
        return {"product": "Product"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{title}", title=self.title)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("copy the product as “{title}”", title=self.title)

    def decide(self, ctx: Context) -> Ask:
        """A copy."""
        product, label = product_of(ctx)
        title = required(ctx.text(self.title), because("Title of the copy"))
        effect = DuplicateProduct(id=product, label=label, title=title)
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="copies Teapot as “Teapot (copy)”", settled="next"),)
