"""A trigger."""

from __future__ import annotations

from app.core import watching
from app.core.node import Context, Example, Go, Meta
from app.core.sentence import Sentence, because


class StockChanged(watching.VariantMoved):
    """Starts whenever the stock of a variant changes, by a sale, a delivery or by hand; steps see the stock before."""

    meta = Meta("Stock changed", icon="boxes", words="inventory quantity, count, any change, adjust")

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where the stock did not cross the mark just now."""
        moved = watching.moved(ctx, "variant.stock")
        if moved is None:
            return because("the stock did not change")
        was, now = moved
        return because("it is as it was") if was == now else None

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every change of stock")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("the stock of a variant changes")

    def decide(self, ctx: Context) -> Go:
        """How many are left."""
        was, now = ctx.find("before.variant.stock"), ctx.find("variant.stock")
        return Go(
            because(
                "the stock of {what} went from {was} to {now}",
                what=ctx.find("product.title"),
                was=was,
                now=now,
            )
        )

    examples = (
        Example(
            {},
            names={"before": {"variant": {"stock": 9}}},
            port="next",
            because="the stock of Teapot went from 9 to 4",
        ),
    )
