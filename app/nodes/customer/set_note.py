"""An action on the customer."""

from __future__ import annotations

from app.core.effects.customers import SetCustomerNote
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because


class SetNote(Action):
    """Writes the note about the customer anew; what stood there is gone."""

    meta = Meta("Set customer note", icon="notebook-pen", needs={"customer"}, connection="shop",
                words="replace note, comment, remark, clear note, update customer note")  # fmt: skip
    effects = (SetCustomerNote,)
    note: Text = setting("Note", "Empty: the note is cleared.", "", widget="area", max_length=5000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note) if self.note else because("No note")

    def told(self) -> Sentence:
        """For the paragraph."""
        if not self.note:
            return because("clear the note about the customer")
        return because("set the note about the customer to “{note}”", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """The note, written anew."""
        effect = SetCustomerNote(**customer_of(ctx), note=ctx.text(self.note).strip())
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"note": "Rings at {{ customer.phone }}"}, settled="next",
                because="sets the note about Anna Berger to “Rings at +49 30 1234567”"),
        Example({}, because="clears the note about Anna Berger", settled="next"),
    )  # fmt: skip
