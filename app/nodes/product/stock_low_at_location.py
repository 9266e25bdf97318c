"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core import watching
from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because, because_n


class StockLowAtLocation(Trigger):
    """Starts once when the stock of an article at one place falls below a number that you choose."""

    meta = Meta("Stock runs low at a location", icon="map-pin", words="warehouse, branch, inventory level")
    listens = ("inventory.updated",)
    below: int = setting("Fewer than", "", 5, ge=1, le=1_000_000, unit="pieces")
    location: str = setting(
        "Only at the location with this ID", "Leave it empty for every location.", "", max_length=40
    )

    def gives(self) -> Mapping[str, str]:
        """The stock at that place."""
        return {"inventory": "Inventory"}

    def watches(self) -> frozenset[str]:
        """The stock before."""
        return frozenset({"inventory"})

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another place, or the number was not crossed just now."""
        if self.location and str(ctx.find("inventory.location_id")) != self.location:
            return because("it is another location")
        moved = watching.moved(ctx, "inventory.available")
        if moved is not None and moved[0] >= self.below > moved[1]:
            return None
        return because("{below} was not crossed just now", below=self.below)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because_n("Fewer than {n} piece", "Fewer than {n} pieces", self.below)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because_n(
            "fewer than {n} piece is left at a location",
            "fewer than {n} pieces are left at a location",
            self.below,
        )

    def decide(self, ctx: Context) -> Go:
        """How many are left."""
        left = int(ctx.find("inventory.available") or 0)
        return Go(because_n("{n} piece is left there", "{n} pieces are left there", left))

    examples = (Example({"below": 20}, names={"before": {"inventory": {"available": 25}}}, port="next",
                        because="4 pieces are left there"),)  # fmt: skip
