"""An action on a return."""

from __future__ import annotations

from app.core.effects.returns import ReopenReturn
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.orders import return_of
from app.core.sentence import Sentence, because


class Reopen(Action):
    """Opens a closed return again."""

    meta = Meta("Reopen return", icon="package-open", needs={"return"}, connection="shop",
                words="open return again, more to come")  # fmt: skip
    effects = (ReopenReturn,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Something is still to come")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("open the return again")

    def decide(self, ctx: Context) -> Ask:
        """The return."""
        effect = ReopenReturn(**return_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="opens the return #1001-R1 again", settled="next"),)
