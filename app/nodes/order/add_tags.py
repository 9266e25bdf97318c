"""An action on the order."""

from __future__ import annotations

from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.tags import TagsForAWhile


class AddOrderTags(TagsForAWhile):
    """Adds tags to the order, so that you can filter for them in your shop. Tags already there stay."""

    meta = Meta("Add order tags", icon="tag", often=True, needs={"order"}, connection="shop",
                words="label, mark, flag, temporary tag, expire")  # fmt: skip
    tags: list[Text] = setting("Tags", "Shown in your shop's order list. Values can be inserted.", widget="tags",
                               pick="order_tag", min_length=1, max_length=50)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return self.lasting(because("add the tags {tags} to the order", tags=self.tags))
        return self.lasting(because("add the tag {tag} to the order", tag=self.tags[0]))

    def decide(self, ctx: Context) -> Ask:
        """The order's tags, changed."""
        return self.tagged(ctx, "order", "order.name")

    examples = (
        Example({"tags": ["vip"]}, because="adds vip to #1001", settled="next"),
        Example({"tags": ["{{ customer.language }}"]}, because="adds de to #1001", settled="next"),
        Example({"tags": ["new"], "off_after": 30}, settled="next",
                because="adds new to #1001, until 2026-12-23T09:00:00+00:00"),
    )  # fmt: skip
