"""An action that makes a draft of an order."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import model_validator

from app.core.effects.drafts import CreateDraft
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.offers import ITEMS, Items, buyer_of, lines_of, percent, said_which
from app.core.sentence import Sentence, because
from app.core.tags import filled


class Create(Action):
    """Makes a draft order, for example an offer or a reorder. In WooCommerce: an order that waits for its payment."""

    meta = Meta("Create draft order", icon="file-plus", connection="shop",
                words="quote, offer, reorder, replacement, copy order, sample, wholesale")  # fmt: skip
    effects = (CreateDraft,)
    items: Items = setting("What is in it", "", "chosen", choices=ITEMS)
    chosen: dict[str, Text] = setting("Articles", "By SKU, and how many of each.", dict, widget="keyvalue",
                                      max_length=100, when=("items", "chosen"))  # fmt: skip
    percent: Text = setting("Percent off", "100 for a replacement free of charge.", "", max_length=500)
    email: Text = setting("For", "Empty: for the customer of this run.", "", widget="email", max_length=320)
    note: Text = setting("Note", "Values can be inserted.", "", widget="area", max_length=5000)
    tags: list[Text] = setting("Tags", "", list, widget="tags", max_length=50, pick="order_tag")

    @model_validator(mode="after")
    def _something(self) -> Create:
        said_which(self.items, self.chosen)
        return self

    def gives(self) -> Mapping[str, str]:
        """The new draft."""
        return {"draft_order": "DraftOrder"}

    def summary(self) -> Sentence:
        """For the canvas."""
        chosen = self.items == "chosen"
        return because("{what}", what=list(self.chosen) if chosen else because(ITEMS[self.items]))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("make a draft order ({what})", what=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """A new draft."""
        effect = CreateDraft(
            lines=lines_of(self.items, self.chosen, ctx), **buyer_of(self.items, ctx.text(self.email), ctx),
            note=ctx.text(self.note).strip(), tags=filled(self.tags, ctx) if self.tags else (),
            percent=percent(ctx.text(self.percent), may_be_empty=True),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({"items": "order", "percent": "100"}, settled="next",
                        because="drafts an order of 3 pieces for anna@example.com"),)  # fmt: skip
