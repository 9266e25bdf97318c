"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead, none_of
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class CustomerTagsAdded(CustomerRead):
    """Starts when a customer gets a tag, by a person or by another program."""

    meta = Meta("Customer tags added", icon="tag", connection="shop", words="tagged, VIP, label, group")
    listens = ("customer.tags_added",)
    also = {"tags": "list"}
    every = because("Every customer who gets a tag")
    when = because("a customer gets a tag")
    happened = because("{what} got a tag")
    tags: list[str] = setting(
        "Only these tags",
        "None: any tag. Upper and lower case are the same.",
        list,
        widget="tags",
        pick="customer_tag",
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return none_of(ctx, "tags", self.tags)

    examples = (
        Example({"tags": ["VIP"]}, because="Anna Berger got a tag", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
