"""An action on a return."""

from __future__ import annotations

from app.core.effects.returns import ApproveReturn
from app.core.node import Action, Ask, Context, Example, Meta, setting
from app.core.orders import return_of
from app.core.sentence import Sentence, because


class Approve(Action):
    """Accepts a return that the customer asked for."""

    meta = Meta("Approve return", icon="package-check", needs={"return"}, connection="shop",
                words="accept return, allow, send back, RMA")  # fmt: skip
    effects = (ApproveReturn,)
    notify: bool = setting("Tell the customer", "By your store's own e-mail.", True)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("It may come back")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("approve the return")

    def decide(self, ctx: Context) -> Ask:
        """The return."""
        effect = ApproveReturn(**return_of(ctx), notify=self.notify)
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="approves the return #1001-R1", settled="next"),)
