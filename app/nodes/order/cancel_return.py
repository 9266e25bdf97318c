"""An action on a return."""

from __future__ import annotations

from app.core.effects.returns import CancelReturn
from app.core.node import Action, Ask, Context, Example, Meta, setting
from app.core.orders import return_of
from app.core.sentence import Sentence, because


class CancelTheReturn(Action):
    """Calls a return off, before anything came back."""

    meta = Meta("Cancel return", icon="package-x", needs={"return"}, connection="shop",
                words="call off return, keep it, no return")  # fmt: skip
    effects = (CancelReturn,)
    notify: bool = setting("Tell the customer", "By your store's own e-mail.", True)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("It stays with the customer")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("cancel the return")

    def decide(self, ctx: Context) -> Ask:
        """The return."""
        effect = CancelReturn(**return_of(ctx), notify=self.notify)
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="cancels the return #1001-R1", settled="next"),)
