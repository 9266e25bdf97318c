"""An action that reads."""

from __future__ import annotations

from collections.abc import Callable

from app.core.listing import GetList
from app.core.node import Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because
from app.core.shop_choices import PRODUCT_STATUS, ProductStatus


class GetProducts(GetList):
    """Reads the products that fit, for a loop, a sale or a list in a mail."""

    meta = Meta(
        "Get products",
        icon="package",
        connection="shop",
        words="find products, search, list, catalogue, tag, query",
    )
    thing = "product"
    status: ProductStatus | None = setting("State", "", None, choices=PRODUCT_STATUS)
    tag: Text = setting("With the tag", "", "", max_length=200, pick="product_tag")
    without_tag: Text = setting("Without the tag", "", "", max_length=200, pick="product_tag")
    name: Text = setting("With this in the title", "", "", max_length=200)
    stock_below: int | None = setting("With fewer pieces than", "", None, ge=0, le=1_000_000)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("get the products ({which})", which=self.summary())

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant."""
        return Where(
            product_status=self.status,
            tag=fill(self.tag),
            without_tag=fill(self.without_tag),
            name=fill(self.name),
            stock_below=self.stock_below,
        )

    examples = (
        Example(
            {"tag": "sale", "status": "active"},
            because="reads products whose state is active, with the tag sale",
            settled="next",
        ),
    )
