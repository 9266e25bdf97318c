"""An action on a return."""

from __future__ import annotations

from app.core.effects.returns import DeclineReason, DeclineReturn
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import DECLINE, return_of
from app.core.sentence import Sentence, because


class Decline(Action):
    """Declines a return that the customer asked for."""

    meta = Meta("Decline return", icon="circle-x", needs={"return"}, connection="shop",
                words="refuse return, reject, too late, final sale")  # fmt: skip
    effects = (DeclineReturn,)
    reason: DeclineReason = setting("Reason", "", "other", choices=DECLINE)
    note: Text = setting(
        "Note", "The customer reads it. Values can be inserted.", "", widget="area", max_length=500
    )
    notify: bool = setting("Tell the customer", "By your store's own e-mail.", True)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because(DECLINE[self.reason])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("decline the return")

    def decide(self, ctx: Context) -> Ask:
        """The return, refused."""
        effect = DeclineReturn(
            **return_of(ctx), reason=self.reason, note=ctx.text(self.note).strip(), notify=self.notify
        )
        return Ask(effect.sentence(), effect)

    examples = (Example({"reason": "final_sale"}, because="declines the return #1001-R1", settled="next"),)
