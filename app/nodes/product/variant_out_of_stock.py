"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.effects import Answer, GetFact
from app.core.node import Ask, Context, Example, Go, Meta, Trigger
from app.core.sentence import Sentence, because


class VariantOutOfStock(Trigger):
    """Starts when one kind of a product, such as a size or a colour, is sold out; others may still be there."""

    meta = Meta(
        "Variant sold out", icon="package", connection="shop", words="out of stock, inventory, size, colour"
    )
    effects = (GetFact,)
    listens = ("variant.sold_out",)

    def gives(self) -> Mapping[str, str]:
        """The variant and the product that it belongs to."""
        return {"variant": "Variant", "product": "Product"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every variant that sells out")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a variant of a product sells out")

    def _sold_out(self, ctx: Context) -> Sentence:
        return because(
            "the variant {variant} is sold out", variant=ctx.find("variant.title") or ctx.find("variant.id")
        )

    def decide(self, ctx: Context) -> Go | Ask:
        """Not every shop sends the product along; where it is missing, it is read."""
        product = str(ctx.find("variant.product_id") or "")
        if ctx.find("product.id") or not product:
            return Go(self._sold_out(ctx))
        return Ask(because("reads the product of the variant"), GetFact(thing="product", id=product))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Goes on with the product that was read, or with no more than its number where it is gone."""
        found = answer.value or {"id": ctx.get("variant.product_id")}
        return Go(self._sold_out(ctx), output={"product": dict(found)})

    examples = (
        Example({}, because="the variant Blue is sold out", port="next"),
        Example({}, because="reads the product of the variant", names={"product": None}, settled="next"),
    )
