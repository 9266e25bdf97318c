"""An action on the company."""

from __future__ import annotations

from app.core.effects.companies import DeleteCompany
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.people import COMPANY, company_of
from app.core.sentence import Sentence, because


class Delete(Action):
    """Deletes the company with its branches for good. This can't be taken back."""

    meta = Meta("Delete company", icon="trash-2", needs=COMPANY, any_need=True, connection="shop",
                words="remove, b2b, wholesale, clean up")  # fmt: skip
    effects = (DeleteCompany,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("For good, with its branches")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("delete the company for good")

    def decide(self, ctx: Context) -> Ask:
        """The company, gone."""
        effect = DeleteCompany(**company_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="deletes the company Berger Interiors", settled="next"),)
