"""A trigger."""

from __future__ import annotations

from app.core import watching
from app.core.node import Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because, because_n


class StockLow(watching.VariantMoved):
    """Starts once when the stock of a variant falls below a number that you choose, and again only after a refill."""

    meta = Meta("Stock runs low", icon="package", often=True,
                words="low stock, reorder, inventory, few left, supplier")  # fmt: skip
    below: int = setting("Fewer than", "", 5, ge=1, le=1_000_000, unit="pieces")

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where the stock did not cross the mark just now."""
        moved = watching.moved(ctx, "variant.stock")
        if moved is None:
            return because("the stock did not change")
        was, now = moved
        if was >= self.below > now:
            return None
        return because(
            "{now} are left, and {was} were before: {below} was not crossed just now",
            now=int(now),
            was=int(was),
            below=self.below,
        )

    def summary(self) -> Sentence:
        """For the canvas."""
        return because_n("Fewer than {n} piece", "Fewer than {n} pieces", self.below)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because_n(
            "fewer than {n} piece of a variant is left",
            "fewer than {n} pieces of a variant are left",
            self.below,
        )

    def decide(self, ctx: Context) -> Go:
        """How many are left."""
        what, left = ctx.find("product.title"), int(ctx.find("variant.stock") or 0)
        return Go(because_n("{n} piece of {what} is left", "{n} pieces of {what} are left", left, what=what))

    examples = (
        Example(
            {"below": 20},
            names={"before": {"variant": {"stock": 25}}},
            port="next",
            because="4 pieces of Teapot are left",
        ),
    )
