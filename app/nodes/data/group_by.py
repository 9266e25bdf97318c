"""An action that sorts a list into groups."""

from __future__ import annotations

from app.core import lists
from app.core.condition_words import title
from app.core.node import Action, Context, Example, Go, ItemsPath, Meta, setting
from app.core.sentence import Sentence, because, because_n


class GroupBy(Action):
    """Puts the entries of a list into groups, such as orders by country, with how many there are and their sum."""

    meta = Meta(
        "Group a list", icon="group", words="group by, per country, per product, best seller, report, table"
    )
    puts = {"groups": "list", "count": "number"}
    items: ItemsPath = setting("List", "Such as steps.get_orders.orders.", "order.line_items", min_length=1,
                               max_length=200)  # fmt: skip
    field: str = setting(
        "By the field", "Such as title or shipping_address.country.", "title", min_length=1, max_length=200
    )
    amount: str = setting("Sum up the field", "Such as total. Leave it empty for none.", "", max_length=200)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{list} by {field}", list=title(self.items), field=self.field)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("group {what}", what=self.summary())

    def decide(self, ctx: Context) -> Go:
        """The groups, the largest first."""
        found = lists.groups(lists.entries(ctx, self.items), self.field, self.amount)
        return Go(
            because_n("{n} group", "{n} groups", len(found)), output={"groups": found, "count": len(found)}
        )

    examples = (Example({"field": "title", "amount": "total"}, because="2 groups", port="next"),)
