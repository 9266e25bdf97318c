"""An action on the product."""

from __future__ import annotations

from app.core.effects import RemoveTags
from app.core.goods import EITHER, product_of
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.tags import filled


class RemoveProductTags(Action):
    """Removes tags from the product. A tag that is not there is no error."""

    meta = Meta("Remove product tags", icon="tag", needs=EITHER, any_need=True, connection="shop",
                words="untag, delete tag, clear label")  # fmt: skip
    effects = (RemoveTags,)
    tags: list[Text] = setting("Tags", "Shown in your shop's product list. Values can be inserted.", widget="tags",
                               pick="product_tag", min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{tags}", tags=self.tags)

    def told(self) -> Sentence:
        """For the paragraph."""
        if len(self.tags) > 1:
            return because("remove the tags {tags} from the product", tags=self.tags)
        return because("remove the tag {tag} from the product", tag=self.tags[0])

    def decide(self, ctx: Context) -> Ask:
        """The product's tags, changed."""
        product, label = product_of(ctx)
        effect = RemoveTags(thing="product", id=product, tags=filled(self.tags, ctx), label=label)
        return Ask(effect.sentence(), effect)

    examples = (Example({"tags": ["bestseller"]}, because="removes bestseller from Teapot", settled="next"),)
