"""An action on the customer."""

from __future__ import annotations

from app.core.effects.customers import AddCustomerNote
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because


class AddNote(Action):
    """Adds a line to the note about the customer. A line that is there already is not added again."""

    meta = Meta("Add customer note", icon="notebook-pen", needs={"customer"}, connection="shop",
                words="comment, remark, remember, internal note, history")  # fmt: skip
    effects = (AddCustomerNote,)
    note: Text = setting("Line", "Only your staff sees it. Values can be inserted.", widget="area", min_length=1,
                         max_length=2000)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("add “{note}” to the note about the customer", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """One more line."""
        effect = AddCustomerNote(**customer_of(ctx), note=required(ctx.text(self.note), because("Line")))
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"note": "Returned {{ order.name }}"}, settled="next",
                because="adds “Returned #1001” to the note about Anna Berger"),
    )  # fmt: skip
