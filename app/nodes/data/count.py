"""An action that counts."""

from __future__ import annotations

from app.core import lists
from app.core.condition_words import title
from app.core.node import Action, Context, Example, Go, ItemsPath, Meta, setting
from app.core.sentence import Sentence, because, because_n


class Count(Action):
    """Counts the entries of a list, such as the orders that an earlier step got."""

    meta = Meta("Count", icon="list", words="how many, number of, length, size")
    puts = {"count": "number"}
    items: ItemsPath = setting("List", "Such as steps.get_orders.orders.", "order.line_items", min_length=1,
                               max_length=200)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{list}", list=title(self.items))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("count {list}", list=title(self.items))

    def decide(self, ctx: Context) -> Go:
        """How many."""
        n = len(lists.entries(ctx, self.items))
        name = title(self.items)
        return Go(because_n("{list}: {n} entry", "{list}: {n} entries", n, list=name), output={"count": n})

    examples = (Example({}, because="the items: 2 entries", port="next"),)
