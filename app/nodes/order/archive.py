"""An action on the order."""

from __future__ import annotations

from app.core.effects.orders import ArchiveOrder
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class Archive(Action):
    """Archives the order: it leaves the list of open orders. Nothing else changes."""

    meta = Meta("Archive order", icon="archive", needs={"order"}, connection="shop",
                words="close, finish, done, put away, complete")  # fmt: skip
    effects = (ArchiveOrder,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Out of the open orders")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("archive the order")

    def decide(self, ctx: Context) -> Ask:
        """The order."""
        effect = ArchiveOrder(**order_of(ctx), at=ctx.now.isoformat())
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="archives #1001", settled="next"),)
