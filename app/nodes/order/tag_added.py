"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core import watching
from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because


class OrderTagAdded(Trigger):
    """Starts when a certain tag is put on an order, by a person or by another program."""

    meta = Meta("Order tag added", icon="tag", words="tagged, label, by hand, tag added")
    listens = ("order.updated",)
    tag: str = setting("Tag", "Upper and lower case are the same.", min_length=1, max_length=100,
                       pick="order_tag")  # fmt: skip

    def gives(self) -> Mapping[str, str]:
        """The order and who placed it."""
        return {"order": "Order", "customer": "Customer"}

    def watches(self) -> frozenset[str]:
        """The tags before."""
        return frozenset({"order"})

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where the tag is not there, or was there before."""
        was = watching.changes(ctx, "order").get("tags")
        had = {str(tag).casefold() for tag in was or ()}
        has = {str(tag).casefold() for tag in ctx.find("order.tags") or ()}
        if was is not None and self.tag.strip().casefold() in has - had:
            return None
        return because("the tag {tag} was not added", tag=self.tag)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{tag}", tag=self.tag)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("an order gets the tag {tag}", tag=self.tag)

    def decide(self, ctx: Context) -> Go:
        """It is there now."""
        return Go(because("{order} got the tag {tag}", order=ctx.find("order.name"), tag=self.tag))

    examples = (
        Example({"tag": "web"}, names={"before": {"order": {"tags": []}}}, port="next",
                because="#1001 got the tag web"),
    )  # fmt: skip
