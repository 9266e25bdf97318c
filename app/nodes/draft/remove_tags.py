"""An action on the draft order."""

from __future__ import annotations

from app.core.effects import RemoveTags
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import draft_of
from app.core.sentence import Sentence, because
from app.core.tags import filled


class RemoveDraftTags(Action):
    """Removes tags from the draft order. A tag that is not there is no error."""

    meta = Meta("Remove draft order tags", icon="tag", needs={"draft_order"}, connection="shop",
                words="untag, delete tag, clear label, quote")  # fmt: skip
    effects = (RemoveTags,)
    tags: list[Text] = setting("Tags", "Shown in your shop's list of drafts. Values can be inserted.", widget="tags",
                               pick="order_tag", min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{tags}", tags=self.tags)

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return because("remove the tags {tags} from the draft order", tags=self.tags)
        return because("remove the tag {tag} from the draft order", tag=self.tags[0])

    def decide(self, ctx: Context) -> Ask:
        """The draft's tags, changed."""
        effect = RemoveTags(thing="draft_order", **draft_of(ctx), tags=filled(self.tags, ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({"tags": ["vip"]}, because="removes vip from #D1", settled="next"),)
