"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class ProductStockAtLocation(Read):
    """Starts when the stock of an article at one of your places changes, for whatever reason."""

    meta = Meta(
        "Stock at a place changed",
        icon="boxes",
        connection="shop",
        words="inventory level, location, warehouse, quantity",
    )
    listens = ("inventory.updated",)
    fact = "inventory"
    named = ("sku",)
    whole = "sku"
    every = because("Every change of stock at a place")
    when = because("the stock of an article at a place changes")
    happened = because("the stock of {what} changed")
    location: str = setting(
        "Only at this place", "The number of the place in your store. Empty: any place.", ""
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "inventory.location_id", [self.location] if self.location else [])

    examples = (
        Example({"location": "71"}, because="the stock of POT-BLUE changed", port="next"),
        Example({}, because="reads what it is about", names={"inventory": {"id": "601"}}, settled="next"),
    )
