"""An action that reckons with a list."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from app.core import lists
from app.core.condition_words import title
from app.core.node import Action, Context, Example, Go, ItemsPath, Meta, setting
from app.core.sentence import Sentence, because

WAYS = {"sum": "The sum", "average": "The average", "highest": "The highest", "lowest": "The lowest"}


class Reckon(Action):
    """Works out the sum, the average, the highest or the lowest of a number in a list, such as the totals of orders."""

    meta = Meta(
        "Sum of a list",
        icon="sigma",
        words="sum, total, average, mean, highest, lowest, maximum, minimum, revenue",
    )
    puts = {"result": "number", "count": "number"}
    what: Literal["sum", "average", "highest", "lowest"] = setting("What", "", "sum", choices=WAYS)
    items: ItemsPath = setting("List", "Such as steps.get_orders.orders.", "order.line_items", min_length=1,
                               max_length=200)  # fmt: skip
    field: str = setting("Of the field", "Such as total or quantity.", "total", max_length=200)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because(
            "{what} of {field} in {list}",
            what=because(WAYS[self.what]),
            field=self.field,
            list=title(self.items),
        )

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("work out: {what}", what=self.summary())

    def decide(self, ctx: Context) -> Go:
        """Exactly, as decimals; of an empty list there is none but the sum."""
        found = lists.numbers(lists.entries(ctx, self.items), self.field)
        if not found and self.what != "sum":
            return Go(because("there is no number in the list"), output={"result": None, "count": 0})
        total = sum(found, Decimal(0))
        of = {"sum": total, "average": total / max(len(found), 1), "highest": max(found, default=total),
              "lowest": min(found, default=total)}  # fmt: skip
        result = lists.plain(round(of[self.what], 4))
        said = because("{what} is {result}", what=because(WAYS[self.what]), result=result)
        return Go(said, output={"result": result, "count": len(found)})

    examples = (
        Example({"field": "quantity"}, because="The sum is 3", port="next"),
        Example({"what": "highest", "field": "sku"}, because="there is no number in the list", port="next"),
    )
