"""An action on the customer."""

from __future__ import annotations

from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because
from app.core.tags import TagsForAWhile


class AddCustomerTags(TagsForAWhile):
    """Adds tags to the customer, such as VIP, for good or for a while. Tags already there stay."""

    meta = Meta("Add customer tags", icon="user-star", often=True, needs={"customer"}, connection="shop",
                words="label, mark, segment, vip, loyalty, wholesale, flag, temporary tag, expire")  # fmt: skip
    tags: list[Text] = setting("Tags", "Shown in your shop's customer list. Values can be inserted.", widget="tags",
                               pick="customer_tag", min_length=1, max_length=50)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return self.lasting(because("add the tags {tags} to the customer", tags=self.tags))
        return self.lasting(because("add the tag {tag} to the customer", tag=self.tags[0]))

    def decide(self, ctx: Context) -> Ask:
        """The customer's tags, changed."""
        name = "customer.name" if ctx.find("customer.name") else "customer.email"
        return self.tagged(ctx, "customer", name, customer_of(ctx)["id"])

    examples = (
        Example({"tags": ["vip"]}, because="adds vip to Anna Berger", settled="next"),
        Example({"tags": ["bought {{ order.line_items.first.title }}"]}, settled="next",
                because="adds bought Teapot to Anna Berger"),
        Example({"tags": ["new"], "off_after": 30}, settled="next",
                because="adds new to Anna Berger, until 2026-12-23T09:00:00+00:00"),
    )  # fmt: skip
