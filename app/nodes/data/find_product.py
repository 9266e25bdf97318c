"""An action that looks something up."""

from __future__ import annotations

from app.core.listing import GetOne
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class FindProduct(GetOne):
    """Looks a product up by its number or its title, and gives it to the steps behind “found”."""

    meta = Meta(
        "Find a product", icon="search", connection="shop", words="look up, title, id, search, get product"
    )
    thing = "product"
    id: Text = setting("Product ID", "Such as {{ item.product_id }}.", "", max_length=300)
    name: Text = setting("Or a part of its title", "", "", max_length=200, pick="product")

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{by}", by=self.id or self.name)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("look up the product {by}", by=self.id or self.name)

    def decide(self, ctx: Context) -> Ask:
        """The newest that fits."""
        return self.asked(
            ctx, Where(ids=tuple(filter(None, [ctx.text(self.id).strip()])), name=ctx.text(self.name))
        )

    examples = (Example({"id": "{{ item.product_id }}"}, names={"item": {"product_id": "301"}}, settled="not_found",
                        because="reads products with the ID 301"),)  # fmt: skip
