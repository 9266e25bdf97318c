"""An action that sorts a list."""

from __future__ import annotations

from typing import Literal

from app.core import lists
from app.core.condition_words import title
from app.core.node import Action, Context, Example, Go, ItemsPath, Meta, setting
from app.core.sentence import Sentence, because, because_n


class SortList(Action):
    """Puts a list in order by a field and keeps the first few, such as the ten best-selling products."""

    meta = Meta(
        "Top of a list", icon="arrow-up-down", words="sort, order by, top ten, first, best, largest, smallest"
    )
    puts = {"items": "list", "count": "number"}
    items: ItemsPath = setting("List", "Such as steps.group.groups.", "order.line_items", min_length=1,
                               max_length=200)  # fmt: skip
    field: str = setting("By the field", "Such as total, count or created_at.", "total", max_length=200)
    first: Literal["highest", "lowest"] = setting("Which come first", "", "highest", choices={
        "highest": "The highest", "lowest": "The lowest"})  # fmt: skip
    most: int = setting("Keep at most", "", 10, ge=1, le=100_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{n} of {list} by {field}", n=self.most, list=title(self.items), field=self.field)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("keep the first {what}", what=self.summary())

    def decide(self, ctx: Context) -> Go:
        """In order."""
        items = lists.entries(ctx, self.items)
        found = lists.ordered(items, self.field, highest=self.first == "highest", most=self.most)
        n = len(found)
        return Go(because_n("kept {n} entry", "kept {n} entries", n), output={"items": found, "count": n})

    examples = (Example({"most": 1}, because="kept 1 entry", port="next"),)
