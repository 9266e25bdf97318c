"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class ShopifyEntryDeleted(Told):
    """Starts when an entry of one of your own lists is deleted."""

    meta = Meta(
        "Metaobject entry deleted", icon="list", words="metaobject, form sent, Shopify Forms, custom data"
    )
    listens = ("entry.deleted",)
    fact = "entry"
    every = because("Every entry that is deleted")
    when = because("an entry of one of your lists is deleted")
    happened = because("the entry {what} was deleted")
    type: str = setting(
        "Only of this list", "The list's type, such as wholesale_request. Empty: any list.", ""
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "entry.type", [self.type] if self.type else [])

    examples = (
        Example({"type": "wholesale_request"}, because="the entry Berger Interiors was deleted", port="next"),
    )
