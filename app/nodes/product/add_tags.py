"""An action on the product."""

from __future__ import annotations

from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.tags import TagsForAWhile


class AddProductTags(TagsForAWhile):
    """Adds tags to the product, for good or for a while. Tags already there stay."""

    meta = Meta("Add product tags", icon="tag", needs=EITHER, any_need=True, connection="shop",
                words="label, mark, new arrival, bestseller, temporary tag, expire")  # fmt: skip
    tags: list[Text] = setting("Tags", "Shown in your shop's product list. Values can be inserted.", widget="tags",
                               pick="product_tag", min_length=1, max_length=50)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return self.lasting(because("add the tags {tags} to the product", tags=self.tags))
        return self.lasting(because("add the tag {tag} to the product", tag=self.tags[0]))

    def decide(self, ctx: Context) -> Ask:
        """The product's tags, changed."""
        return self.tagged(ctx, "product", "product.title", product_of(ctx)[0])

    examples = (
        Example({"tags": ["summer"]}, because="adds summer to Teapot", settled="next"),
        Example({"tags": ["new"], "off_after": 30}, settled="next",
                because="adds new to Teapot, until 2026-12-23T09:00:00+00:00"),
    )  # fmt: skip
