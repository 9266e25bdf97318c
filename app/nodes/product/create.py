"""An action that makes a product."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.effects.products import CreateProduct
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Html, Meta, Text, setting
from app.core.prices import number
from app.core.sentence import Sentence, because
from app.core.tags import filled


class Create(Action):
    """Makes a product as a draft. Steps after it are about the new product."""

    meta = Meta(
        "Create product", icon="package-plus", connection="shop", words="new product, add product, article"
    )
    effects = (CreateProduct,)
    title: Text = setting("Title", "Values can be inserted.", min_length=1, max_length=500)
    description: Html = setting("Description", "", "", widget="html", max_length=100_000)
    price: Text = setting("Price", "In your shop's currency, such as 19.90.", "", max_length=500)
    sku: Text = setting("SKU", "", "", max_length=500)
    tags: list[Text] = setting("Tags", "", list, widget="tags", max_length=50, pick="product_tag")

    def gives(self) -> Mapping[str, str]:
        """The new product."""
        return {"product": "Product"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{title}", title=self.title)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("create the product “{title}” as a draft", title=self.title)

    def decide(self, ctx: Context) -> Ask:
        """A new product."""
        price = ctx.text(self.price).strip()
        effect = CreateProduct(
            title=required(ctx.text(self.title), because("Title")),
            description=ctx.text(self.description, escape=True),
            price=str(number(price)) if price else "",
            sku=ctx.text(self.sku).strip(),
            tags=filled(self.tags, ctx) if self.tags else (),
        )
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"title": "Gift box for {{ customer.first_name }}", "price": "39"}, settled="next",
                because="makes the product “Gift box for Anna” as a draft"),
    )  # fmt: skip
