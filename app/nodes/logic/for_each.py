"""A loop."""

from __future__ import annotations

from typing import Literal

from app.core.condition_words import title
from app.core.effects import Answer
from app.core.node import FAILED, Action, Ask, Context, Each, Example, Go, ItemsPath, Meta, setting
from app.core.sentence import Sentence, because, because_n
from app.errors import Permanent


class ForEach(Action):
    """Does the steps inside it once for every entry of a list, such as the items of an order. They see it as “item”."""

    meta = Meta("For each", icon="refresh-cw", often=True,
                words="loop, repeat, list, line items, iterate, every")  # fmt: skip
    puts = {"count": "number", "failed": "number"}
    items: ItemsPath = setting("List", "Such as order.line_items.", "order.line_items", min_length=1,
                               max_length=200)  # fmt: skip
    at_once: int = setting("How many at the same time", "One keeps their order.", 1, ge=1, le=20)
    on_failure: Literal["stop", "skip"] = setting("When a step inside fails", "", "stop", choices={
        "stop": "Stop here", "skip": "Go on with the next one"})  # fmt: skip

    def ports(self) -> tuple[str, ...]:
        """The steps inside, what follows, and what follows when it had to stop."""
        return ("each", "after", FAILED)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{list}", list=title(self.items))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("go through {list}", list=title(self.items))

    def decide(self, ctx: Context) -> Ask:
        """Asks for one round per entry of the list; what is no list is an error that names what was found."""
        found = ctx.find(self.items)
        if found is not None and not isinstance(found, list):
            raise Permanent(because("{path} is no list, so there is nothing to go through", path=self.items))
        n, name = len(found or ()), title(self.items)
        said = because_n("goes through {list}: {n} entry", "goes through {list}: {n} entries", n, list=name)
        return Ask(said, Each(self.items, self.at_once, self.on_failure))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Says how many rounds there were and how many of them failed, and goes on with what follows."""
        count, failed = int(answer.value["count"]), int(answer.value["failed"])
        said = because_n("went through {n} entry", "went through {n} entries", count)
        if failed:
            said = because_n("{said}; {n} failed", "{said}; {n} failed", failed, said=said)
        return Go(said, "after", {"count": count, "failed": failed})

    examples = (
        Example({}, because="goes through the items: 2 entries", answer={"count": 2, "failed": 0}, settled="after"),
        Example({"items": "customer.tags", "at_once": 5, "on_failure": "skip"}, settled="after",
                because="goes through the customer tags: 1 entry", answer={"count": 1, "failed": 1}),
    )  # fmt: skip
