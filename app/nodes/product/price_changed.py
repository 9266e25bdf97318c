"""A trigger."""

from __future__ import annotations

from typing import Literal

from app.core import watching
from app.core.node import Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because

WAYS = {"any": "Up or down", "down": "Down", "up": "Up"}


class PriceChanged(watching.VariantMoved):
    """Starts when the price of a variant goes up or down, once for each variant; steps see the price before, too."""

    meta = Meta("Price changed", icon="badge-percent", words="price drop, cheaper, dearer, sale, discount")
    way: Literal["any", "down", "up"] = setting("Which way", "", "any", choices=WAYS)
    percent: int = setting("By at least", "", 0, ge=0, le=1_000, unit="%")

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where the price is as it was, went the other way, or hardly moved."""
        moved = watching.moved(ctx, "variant.price")
        if moved is None:
            return because("the price did not change")
        was, now = moved
        if (self.way == "down" and now > was) or (self.way == "up" and now < was):
            return because("the price went the other way: from {was} to {now}", was=str(was), now=str(now))
        if was and abs(now - was) / was * 100 < self.percent:
            return because("the price moved by less than {percent} %", percent=self.percent)
        return None

    def summary(self) -> Sentence:
        """For the canvas."""
        way = because(WAYS[self.way])
        return (
            because("{way}, by {percent} % or more", way=way, percent=self.percent) if self.percent else way
        )

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("the price of a variant changes ({how})", how=self.summary())

    def decide(self, ctx: Context) -> Go:
        """From what to what."""
        was, now = ctx.find("before.variant.price"), ctx.find("variant.price")
        return Go(
            because(
                "the price of {what} went from {was} to {now}",
                what=ctx.find("product.title"),
                was=was,
                now=now,
            )
        )

    examples = (Example({"way": "down"}, names={"before": {"variant": {"price": "99.00"}}}, port="next",
                        because="the price of Teapot went from 99.00 to 89.00"),)  # fmt: skip
