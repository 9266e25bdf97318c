"""An action on the company."""

from __future__ import annotations

from app.core.effects.companies import SetCompanyNote
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import COMPANY, company_of
from app.core.sentence import Sentence, because


class SetNote(Action):
    """Writes the note about the company anew; what stood there is gone."""

    meta = Meta("Set company note", icon="notebook-pen", needs=COMPANY, any_need=True, connection="shop",
                words="replace note, comment, remark, b2b, wholesale")  # fmt: skip
    effects = (SetCompanyNote,)
    note: Text = setting("Note", "Empty: the note is cleared.", "", widget="area", max_length=5000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note) if self.note else because("No note")

    def told(self) -> Sentence:
        """For the paragraph."""
        if not self.note:
            return because("clear the note about the company")
        return because("set the note about the company to “{note}”", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """The note, written anew."""
        effect = SetCompanyNote(**company_of(ctx), note=ctx.text(self.note).strip())
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="clears the note about Berger Interiors", settled="next"),)
