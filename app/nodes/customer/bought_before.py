"""A condition on the customer's past."""

from __future__ import annotations

from app.core.comparing import fold
from app.core.effects import Answer
from app.core.filling import required
from app.core.history import SOMEBODY, OnHistory
from app.core.node import Context, Example, Go, Meta, Text, setting
from app.core.people import email_of
from app.core.sentence import Sentence, because

KNOWN_BY = ("product_id", "variant_id", "sku", "title")


class BoughtBefore(OnHistory):
    """Checks whether the customer has bought a product before; what is in this order does not count."""

    meta = Meta("Customer has bought a product", icon="shopping-bag", needs=SOMEBODY, any_need=True, connection="shop",
                words="purchased, bought before, owns, product history, reorder, cross-sell")  # fmt: skip
    product: Text = setting("Product", "Its name, SKU or number. Values can be inserted.", min_length=1,
                            max_length=300, pick="product")  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{product}”{span}", product=self.product, span=self.span())

    def told(self) -> Sentence:
        """For the paragraph."""
        return because(
            "the customer has bought “{product}” before{span}", product=self.product, span=self.span()
        )

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """In which order, if in any."""
        product = required(ctx.text(self.product), because("Product"))
        wanted, email, span = fold(product), email_of(ctx), self.span()
        for order in self.earlier(ctx, answer):
            if any(
                fold(line.get(name) or "") == wanted
                for line in order.get("line_items") or ()
                for name in KNOWN_BY
            ):
                number = order.get("name") or order.get("id")
                said = because(
                    "{email} bought “{product}” in {order}", email=email, product=product, order=number
                )
                return Go(said, "then")
        said = because("{email} has not bought “{product}”{span}", email=email, product=product, span=span)
        return Go(said, "otherwise")

    examples = (
        Example({"product": "VASE-BLUE"}, because="reads orders of anna@example.com", settled="then",
                answer={"items": [{"id": "1", "name": "#990", "line_items": [{"sku": "vase-blue"}]}]}),
        Example({"product": "VASE-BLUE"}, because="reads orders of anna@example.com", settled="otherwise"),
    )  # fmt: skip
