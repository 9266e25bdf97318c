"""An action on what is to be sent."""

from __future__ import annotations

from app.core.effects.fulfilment import ReleaseHold
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.orders import EITHER, order_of, part_of
from app.core.sentence import Sentence, because


class Release(Action):
    """Lets an order go that is on hold, so that it can be sent. WooCommerce gives it back the status that it had."""

    meta = Meta("Release hold", icon="circle-play", needs=EITHER, any_need=True, connection="shop",
                words="let go, ship now, unhold, continue, off hold, resume")  # fmt: skip
    effects = (ReleaseHold,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("It can be sent again")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("release the hold of the order")

    def decide(self, ctx: Context) -> Ask:
        """What is on hold, let go."""
        effect = ReleaseHold(**order_of(ctx), part=part_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="releases the hold of #1001", settled="next"),)
