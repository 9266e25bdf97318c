"""An action that reads."""

from __future__ import annotations

from collections.abc import Callable

from app.core.listing import GetList
from app.core.node import Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class GetVariants(GetList):
    """Reads the variants that fit, such as all that are running low."""

    meta = Meta(
        "Get variants",
        icon="boxes",
        connection="shop",
        words="find variants, low stock, inventory, sku, digest, query",
    )
    thing = "variant"
    stock_below: int | None = setting("With fewer pieces than", "", None, ge=0, le=1_000_000)
    name: Text = setting("With the SKU", "", "", max_length=200)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("get the variants ({which})", which=self.summary())

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant."""
        return Where(stock_below=self.stock_below, name=fill(self.name))

    examples = (
        Example({"stock_below": 5}, because="reads variants with fewer than 5 pieces", settled="next"),
    )
