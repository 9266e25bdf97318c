"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfProduct
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductVariantBackInStock(OfProduct):
    """Starts when your store says that a variant which was sold out is there again."""

    meta = Meta(
        "Variant available again",
        icon="package-check",
        connection="shop",
        words="back in stock, restocked, size, colour, inventory",
    )
    listens = ("variant.restocked",)
    every = because("Every variant that is there again")
    when = because("a variant that was sold out is there again")
    happened = because("the variant {what} is there again")
    examples = (
        Example({}, because="the variant Blue is there again", port="next"),
        Example({}, because="reads the product of the variant", names={"product": None}, settled="next"),
    )
