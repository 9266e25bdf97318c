"""An action on collections."""

from __future__ import annotations

from app.core.effects.collections import CreateCollection
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Html, Meta, Text, setting
from app.core.sentence import Sentence, because


class CreateTheCollection(Action):
    """Makes a collection (a category, in WooCommerce), unless there is one of that name already."""

    meta = Meta(
        "Create collection", icon="folder-plus", connection="shop", words="category, group, new collection"
    )
    effects = (CreateCollection,)
    title: Text = setting("Title", "Values can be inserted.", min_length=1, max_length=500)
    description: Html = setting("Description", "", "", widget="html", max_length=50_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{title}", title=self.title)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("create the collection “{title}”", title=self.title)

    def decide(self, ctx: Context) -> Ask:
        """A new collection."""
        effect = CreateCollection(
            title=required(ctx.text(self.title), because("Title")),
            description=ctx.text(self.description, escape=True),
        )
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"title": "Sale {{ now | date: '%Y' }}"}, because="makes the collection “Sale 2026”",
                settled="next"),
    )  # fmt: skip
