"""A trigger."""

from __future__ import annotations

from app.core import watching
from app.core.node import Context, Example, Go, Meta
from app.core.sentence import Sentence, because, because_n


class StockBack(watching.VariantMoved):
    """Starts when a variant that was sold out can be bought again."""

    meta = Meta(
        "Back in stock",
        icon="package-check",
        words="restocked, available again, waiting list, back in stock, inventory",
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where the stock did not cross the mark just now."""
        moved = watching.moved(ctx, "variant.stock")
        if moved is None:
            return because("the stock did not change")
        was, now = moved
        if was <= 0 < now:
            return None
        return because("it was not sold out before: {was} were there", was=int(was))

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every variant that is there again")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a variant that was sold out is there again")

    def decide(self, ctx: Context) -> Go:
        """How many are left."""
        what, left = ctx.find("product.title"), int(ctx.find("variant.stock") or 0)
        return Go(
            because_n(
                "{n} piece of {what} is there again", "{n} pieces of {what} are there again", left, what=what
            )
        )

    examples = (
        Example(
            {},
            names={"before": {"variant": {"stock": 0}}},
            port="next",
            because="4 pieces of Teapot are there again",
        ),
    )
