"""An action on the order."""

from __future__ import annotations

from app.core.effects import AddTags
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.tags import filled


class AddOrderTags(Action):
    """Adds tags to the order, so that you can filter for them in your shop. Tags already there stay."""

    meta = Meta("Add order tags", icon="tag", needs={"order"}, connection="shop", words="label, mark, flag")
    effects = (AddTags,)
    tags: list[Text] = setting("Tags", "Shown in your shop's order list. May hold {{ values }}.", widget="tags",
                               min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{tags}", tags=self.tags)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("add the tags {tags} to the order", tags=self.tags) if len(self.tags) > 1 else because(
            "add the tag {tag} to the order", tag=self.tags[0])  # fmt: skip

    def decide(self, ctx: Context) -> Ask:
        """The order's tags, changed."""
        effect = AddTags(
            thing="order",
            id=str(ctx.get("order.id")),
            tags=filled(self.tags, ctx),
            label=str(ctx.find("order.name") or ""),
        )
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"tags": ["vip"]}, because="adds vip to #1001", settled="next"),
        Example({"tags": ["{{ customer.language }}"]}, because="adds de to #1001", settled="next"),
    )
