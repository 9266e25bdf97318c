"""An action on the product."""

from __future__ import annotations

from app.core.effects.collections import RemoveFromCollections
from app.core.ending import ForAWhile
from app.core.filling import names
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class RemoveFromTheCollections(ForAWhile):
    """Takes the product out of collections (categories, in WooCommerce), for good or for a while."""

    meta = Meta("Remove from collection", icon="folder-minus", needs=EITHER, any_need=True, connection="shop",
                words="category, merchandising, sale page, group, take out")  # fmt: skip
    effects = (RemoveFromCollections,)
    collections: list[Text] = setting("Collections", "Each by its name or number. Automatic ones fill themselves.",
                                      widget="tags", pick="collection", min_length=1, max_length=20)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{collections}", collections=self.collections))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("take the product out of {collections}", collections=self.collections))

    def decide(self, ctx: Context) -> Ask:
        """The product, no longer filed there."""
        product, label = product_of(ctx)
        return self.ask(
            ctx,
            RemoveFromCollections(
                id=product, label=label, collections=names(self.collections, ctx, because("Collections"))
            ),
        )

    examples = (
        Example({"collections": ["Tea"]}, because="takes Teapot out of Tea", settled="next"),
    )  # fmt: skip
