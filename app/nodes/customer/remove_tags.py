"""An action on the customer."""

from __future__ import annotations

from app.core.effects import RemoveTags
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because
from app.core.tags import filled


class RemoveCustomerTags(Action):
    """Removes tags from the customer. A tag that is not there is no error."""

    meta = Meta("Remove customer tags", icon="user-minus", needs={"customer"}, connection="shop",
                words="untag, delete tag, clear label, no longer vip, segment")  # fmt: skip
    effects = (RemoveTags,)
    tags: list[Text] = setting("Tags", "Shown in your shop's customer list. Values can be inserted.", widget="tags",
                               pick="customer_tag", min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{tags}", tags=self.tags)

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return because("remove the tags {tags} from the customer", tags=self.tags)
        return because("remove the tag {tag} from the customer", tag=self.tags[0])

    def decide(self, ctx: Context) -> Ask:
        """The customer's tags, changed."""
        effect = RemoveTags(thing="customer", **customer_of(ctx), tags=filled(self.tags, ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({"tags": ["vip"]}, because="removes vip from Anna Berger", settled="next"),)
