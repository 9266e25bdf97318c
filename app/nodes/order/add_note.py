"""An action on the order."""

from __future__ import annotations

from app.core.effects.orders import AddOrderNote
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class AddNote(Action):
    """Adds a note to the order. What is noted already stays, and a note that is there is not added again."""

    meta = Meta("Add order note", icon="sticky-note", needs={"order"}, connection="shop",
                words="comment, remark, staff note, log, timeline")  # fmt: skip
    effects = (AddOrderNote,)
    note: Text = setting("Note", "Values can be inserted.", widget="area", min_length=1, max_length=5000)
    to_customer: bool = setting(
        "Send it to the customer", "For WooCommerce, which e-mails such a note.", False
    )

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("add the note “{note}” to the order", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """One more note."""
        note = required(ctx.text(self.note), because("Note"))
        effect = AddOrderNote(**order_of(ctx), note=note, to_customer=self.to_customer)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"note": "Gift for {{ customer.first_name }}"}, settled="next",
                because="adds the note “Gift for Anna” to #1001"),
    )  # fmt: skip
