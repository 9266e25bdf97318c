"""An action on the order."""

from __future__ import annotations

from app.core.effects import RemoveTags
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.tags import filled


class RemoveOrderTags(Action):
    """Removes tags from the order. A tag that is not there is no error."""

    meta = Meta(
        "Remove order tags",
        icon="tag",
        needs={"order"},
        connection="shop",
        words="untag, delete tag, clear label",
    )
    effects = (RemoveTags,)
    tags: list[Text] = setting("Tags", "Shown in your shop's order list. Values can be inserted.", widget="tags",
                               pick="order_tag", min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{tags}", tags=self.tags)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("remove the tags {tags} from the order", tags=self.tags) if len(self.tags) > 1 else because(
            "remove the tag {tag} from the order", tag=self.tags[0])  # fmt: skip

    def decide(self, ctx: Context) -> Ask:
        """The order's tags, changed."""
        effect = RemoveTags(
            thing="order",
            id=str(ctx.get("order.id")),
            tags=filled(self.tags, ctx),
            label=str(ctx.find("order.name") or ""),
        )
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"tags": ["vip"]}, because="removes vip from #1001", settled="next"),
        Example({"tags": ["{{ customer.language }}"]}, because="removes de from #1001", settled="next"),
    )
