"""An action on the product."""

from __future__ import annotations

from app.core.effects.collections import AddToCollections
from app.core.ending import ForAWhile
from app.core.filling import names
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class AddToTheCollections(ForAWhile):
    """Puts the product into collections (categories, in WooCommerce), for good or for a while."""

    meta = Meta("Add to collection", icon="folder-plus", needs=EITHER, any_need=True, connection="shop",
                words="category, merchandising, sort, sale page, group")  # fmt: skip
    effects = (AddToCollections,)
    collections: list[Text] = setting("Collections", "Each by its name or number. Automatic ones fill themselves.",
                                      widget="tags", pick="collection", min_length=1, max_length=20)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{collections}", collections=self.collections))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("put the product into {collections}", collections=self.collections))

    def decide(self, ctx: Context) -> Ask:
        """The product, filed."""
        product, label = product_of(ctx)
        return self.ask(
            ctx,
            AddToCollections(
                id=product, label=label, collections=names(self.collections, ctx, because("Collections"))
            ),
        )

    examples = (
        Example({"collections": ["Summer sale"]}, because="puts Teapot into Summer sale", settled="next"),
        Example({"collections": ["New"], "until": "after", "after": 30}, settled="next",
                because="puts Teapot into New, until 2026-12-23T09:00:00+00:00"),
    )  # fmt: skip
