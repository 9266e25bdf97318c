"""An action on the product."""

from __future__ import annotations

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.products import SetProductTexts
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Html, Meta, Text, setting
from app.core.sentence import Sentence, because


class SetTexts(ForAWhile):
    """Changes the product's title and description, for good or for a while. What you leave empty stays as it is."""

    meta = Meta("Change product texts", icon="pencil", needs=EITHER, any_need=True, connection="shop",
                words="title, name, description, rename, copy, page")  # fmt: skip
    effects = (SetProductTexts,)
    title: Text = setting("Title", "Values can be inserted.", "", max_length=500)
    description: Html = setting("Description", "", "", widget="html", max_length=100_000)

    @model_validator(mode="after")
    def _one(self) -> SetTexts:
        if not self.title.strip() and not self.description.strip():
            raise SettingError(because("fill in the title, the description, or both"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{title}", title=self.title) if self.title else because("Description"))

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.title:
            return self.lasting(because("change the product's title to “{title}”", title=self.title))
        return self.lasting(because("change the product's description"))

    def decide(self, ctx: Context) -> Ask:
        """The product's texts, changed."""
        product, label = product_of(ctx)
        title, text = ctx.text(self.title).strip(), ctx.text(self.description, escape=True).strip()
        effect = SetProductTexts(id=product, label=label, title=title or None, description=text or None)
        return self.ask(ctx, effect)

    examples = (
        Example({"title": "{{ product.title }} (last pieces)"}, settled="next",
                because="sets the title of Teapot to “Teapot (last pieces)”"),
        Example({"description": "<p>New glaze.</p>"}, because="changes the description of Teapot", settled="next"),
    )  # fmt: skip
