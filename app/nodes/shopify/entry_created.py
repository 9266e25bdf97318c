"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class ShopifyEntryCreated(Told):
    """Starts when an entry of one of your own lists is made, such as by a form that a visitor sends."""

    meta = Meta(
        "Metaobject entry created", icon="list", words="metaobject, form sent, Shopify Forms, custom data"
    )
    listens = ("entry.created",)
    fact = "entry"
    every = because("Every new entry")
    when = because("an entry of one of your lists is made")
    happened = because("the entry {what} was made")
    type: str = setting(
        "Only of this list", "The list's type, such as wholesale_request. Empty: any list.", ""
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "entry.type", [self.type] if self.type else [])

    examples = (
        Example({"type": "wholesale_request"}, because="the entry Berger Interiors was made", port="next"),
    )
