"""An action on a branch of a company."""

from __future__ import annotations

from app.core.effects.companies import SetBranchNote
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class SetNote(Action):
    """Writes the note about the branch anew; what stood there is gone."""

    meta = Meta("Set branch note", icon="notebook-pen", needs={"company_location"}, connection="shop",
                words="company location note, replace note, comment, remark, b2b, wholesale")  # fmt: skip
    effects = (SetBranchNote,)
    note: Text = setting("Note", "Empty: the note is cleared.", "", widget="area", max_length=5000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{note}”", note=self.note) if self.note else because("No note")

    def told(self) -> Sentence:
        """For the paragraph."""
        if not self.note:
            return because("clear the note about the branch")
        return because("set the note about the branch to “{note}”", note=self.note)

    def decide(self, ctx: Context) -> Ask:
        """The note, written anew."""
        effect = SetBranchNote(id=str(ctx.get("company_location.id")),
                               label=str(ctx.find("company_location.name") or ""),
                               note=ctx.text(self.note).strip())  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="clears the note about Berlin", settled="next"),)
