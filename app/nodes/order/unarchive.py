"""An action on the order."""

from __future__ import annotations

from app.core.effects.orders import UnarchiveOrder
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class Unarchive(Action):
    """Takes the order out of the archive, so that it is among the open ones again."""

    meta = Meta("Unarchive order", icon="archive-restore", needs={"order"}, connection="shop",
                words="reopen, open again, restore, not done")  # fmt: skip
    effects = (UnarchiveOrder,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Back to the open orders")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("open the order again")

    def decide(self, ctx: Context) -> Ask:
        """The order."""
        effect = UnarchiveOrder(**order_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="opens #1001 again", settled="next"),)
