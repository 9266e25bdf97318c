"""An action on the order."""

from __future__ import annotations

from app.core.effects.orders import SetOrderNote
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class SetNote(Action):
    """Writes the order's note anew; what stood there is gone. In WooCommerce it is the customer's note."""

    meta = Meta("Set order note", icon="notebook-pen", needs={"order"}, connection="shop",
                words="replace note, comment, remark, clear note, update order note")  # fmt: skip
    effects = (SetOrderNote,)
    note: Text = setting("Note", "Empty: the note is cleared.", "", widget="area", max_length=5000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note) if self.note else because("No note")

    def told(self) -> Sentence:
        """For the paragraph."""
        if not self.note:
            return because("clear the order's note")
        return because("set the order's note to “{note}”", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """The note, written anew."""
        effect = SetOrderNote(**order_of(ctx), note=ctx.text(self.note).strip())
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"note": "Ring {{ order.phone }}"}, settled="next",
                because="sets the note of #1001 to “Ring +49 30 1234567”"),
        Example({}, because="clears the note of #1001", settled="next"),
    )  # fmt: skip
