"""An action on the draft order."""

from __future__ import annotations

from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.people import draft_of
from app.core.sentence import Sentence, because
from app.core.tags import TagsForAWhile


class AddDraftTags(TagsForAWhile):
    """Adds tags to the draft order, for good or for a while. Tags already there stay."""

    meta = Meta("Add draft order tags", icon="tag", needs={"draft_order"}, connection="shop",
                words="label, mark, flag, quote, temporary tag, expire")  # fmt: skip
    tags: list[Text] = setting("Tags", "Shown in your shop's list of drafts. Values can be inserted.", widget="tags",
                               pick="order_tag", min_length=1, max_length=50)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return self.lasting(because("add the tags {tags} to the draft order", tags=self.tags))
        return self.lasting(because("add the tag {tag} to the draft order", tag=self.tags[0]))

    def decide(self, ctx: Context) -> Ask:
        """The draft's tags, changed."""
        return self.tagged(ctx, "draft_order", "draft_order.name", draft_of(ctx)["id"])

    examples = (
        Example({"tags": ["vip"]}, because="adds vip to #D1", settled="next"),
        Example({"tags": ["for {{ customer.first_name }}"]}, settled="next",
                because="adds for Anna to #D1"),
        Example({"tags": ["new"], "off_after": 30}, settled="next",
                because="adds new to #D1, until 2026-12-23T09:00:00+00:00"),
    )  # fmt: skip
