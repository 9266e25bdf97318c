"""An action on the shop's addresses."""

from __future__ import annotations

from app.core.effects.redirects import CreateRedirects
from app.core.ending import ForAWhile
from app.core.filling import required
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class CreateRedirect(ForAWhile):
    """Has an address of your shop lead to another one, so that old links go on working."""

    meta = Meta("Create redirect URL", icon="corner-up-right", connection="shop",
                words="301, forward, old link, moved, archived product, seo, redirect")  # fmt: skip
    effects = (CreateRedirects,)
    path: Text = setting(
        "From", "A path such as /products/{{ product.handle }}.", min_length=1, max_length=1000
    )
    target: Text = setting(
        "To", "A path, or an address that begins with https://.", min_length=1, max_length=1000
    )
    overwrite: bool = setting(
        "Change one that is there", "Off: a path that leads elsewhere already fails.", False
    )

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{path} → {target}", path=self.path, target=self.target))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("have {path} lead to {target}", path=self.path, target=self.target))

    def decide(self, ctx: Context) -> Ask:
        """One redirect."""
        path = required(ctx.text(self.path, url=True), because("From"))
        target = required(ctx.text(self.target, url=True), because("To"))
        path = path if path.startswith("/") else f"/{path}"
        return self.ask(ctx, CreateRedirects(redirects=((path, target),), overwrite=self.overwrite))

    examples = (
        Example({"path": "/products/{{ product.handle }}", "target": "/collections/tea"}, settled="next",
                because="has /products/teapot lead to /collections/tea"),
    )  # fmt: skip
