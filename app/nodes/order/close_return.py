"""An action on a return."""

from __future__ import annotations

from app.core.effects.returns import CloseReturn
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.orders import return_of
from app.core.sentence import Sentence, because


class Close(Action):
    """Closes a return: everything is back, or nothing more will come."""

    meta = Meta("Close return", icon="package", needs={"return"}, connection="shop",
                words="finish return, done, everything back, received")  # fmt: skip
    effects = (CloseReturn,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Everything is back")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("close the return")

    def decide(self, ctx: Context) -> Ask:
        """The return."""
        effect = CloseReturn(**return_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="closes the return #1001-R1", settled="next"),)
