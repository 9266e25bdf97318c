"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger
from app.core.sentence import Sentence, because


class ProductOutOfStock(Trigger):
    """Starts when the last piece of a product is sold."""

    meta = Meta("Product sold out", icon="package", words="out of stock, inventory, zero, restock")
    listens = ("product.sold_out",)

    def gives(self) -> Mapping[str, str]:
        """The product with all its variants."""
        return {"product": "Product"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every product that sells out")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a product sells out")

    def decide(self, ctx: Context) -> Go:
        """Nothing to find out: the store's message brought the product."""
        return Go(
            because("{product} is sold out", product=ctx.find("product.title") or ctx.find("product.id"))
        )

    examples = (Example({}, because="Teapot is sold out", port="next"),)
