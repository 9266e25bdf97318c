"""An action on the shop's addresses."""

from __future__ import annotations

from app.core.effects.redirects import DeleteRedirects
from app.core.filling import names
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class DeleteTheRedirects(Action):
    """Takes redirects from addresses of your shop away. Where there is none, that is no error."""

    meta = Meta("Delete redirect URLs", icon="trash-2", connection="shop",
                words="301, forward, old link, remove redirect, product back")  # fmt: skip
    effects = (DeleteRedirects,)
    old: list[Text] = setting("From", "Paths such as /products/{{ product.handle }}.", widget="tags",
                                 min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{paths}", paths=self.old)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("take away the redirects from {paths}", paths=self.old)

    def decide(self, ctx: Context) -> Ask:
        """The redirects, gone."""
        found = names(self.old, ctx, because("From"))
        effect = DeleteRedirects(paths=tuple(one if one.startswith("/") else f"/{one}" for one in found))
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"old": ["/products/{{ product.handle }}"]}, settled="next",
                because="takes away the redirects from /products/teapot"),
    )  # fmt: skip
