"""An action on stock."""

from __future__ import annotations

from app.core.effects.stock import SetTracking
from app.core.goods import EITHER, variant_of
from app.core.node import Action, Ask, Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class CountStock(Action):
    """Has your shop count the stock of a variant, or stops that: what is not counted never sells out."""

    meta = Meta("Count stock", icon="list-checks", needs=EITHER, any_need=True, connection="shop",
                words="track inventory, manage stock, untracked, unlimited")  # fmt: skip
    effects = (SetTracking,)
    tracked: bool = setting("Count the stock", "Off: it never sells out.", True)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("On" if self.tracked else "Off")

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.tracked:
            return because("have the stock of the variant counted")
        return because("stop counting the stock of the variant")

    def decide(self, ctx: Context) -> Ask:
        """Counted or not."""
        one = variant_of(ctx)
        effect = SetTracking(
            variant=one.variant, product=one.product, inventory=one.inventory, label=one.label,
            tracked=self.tracked,
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="has the stock of Teapot counted", settled="next"),
        Example({"tracked": False}, because="stops counting the stock of Teapot", settled="next"),
    )
