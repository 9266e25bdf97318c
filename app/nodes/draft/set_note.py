"""An action on the draft order."""

from __future__ import annotations

from app.core.effects.drafts import SetDraftNote
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import draft_of
from app.core.sentence import Sentence, because


class SetNote(Action):
    """Writes the draft order's note anew; what stood there is gone."""

    meta = Meta("Set draft order note", icon="notebook-pen", needs={"draft_order"}, connection="shop",
                words="replace note, comment, remark, clear note, quote")  # fmt: skip
    effects = (SetDraftNote,)
    note: Text = setting("Note", "Empty: the note is cleared.", "", widget="area", max_length=5000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note) if self.note else because("No note")

    def told(self) -> Sentence:
        """For the paragraph."""
        if not self.note:
            return because("clear the draft order's note")
        return because("set the draft order's note to “{note}”", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """The note, written anew."""
        effect = SetDraftNote(**draft_of(ctx), note=ctx.text(self.note).strip())
        return Ask(effect.sentence(), effect)

    examples = (Example({"note": "Valid until Friday"}, settled="next",
                        because="sets the note of #D1 to “Valid until Friday”"),)  # fmt: skip
