"""An action on the company."""

from __future__ import annotations

from app.core.effects.companies import AddCompanyContact
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because


class AddContact(Action):
    """Lets the customer buy for a company, for example by the domain of their e-mail."""

    meta = Meta("Add customer to company", icon="building-2", needs={"customer"}, connection="shop",
                words="b2b, wholesale, contact, assign, employee, business customer")  # fmt: skip
    effects = (AddCompanyContact,)
    company: Text = setting("Company's number", "The last part of its page's address in your Shopify admin, or "
                            "{{ company.id }}.", min_length=1, max_length=100)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{company}", company=self.company)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("let the customer buy for the company {company}", company=self.company)

    def decide(self, ctx: Context) -> Ask:
        """The customer, a contact of the company."""
        who = customer_of(ctx)
        effect = AddCompanyContact(id=required(ctx.text(self.company), because("Company's number")),
                                   customer=who["id"], customer_label=who["label"])  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({"company": "2601"}, because="lets Anna Berger buy for 2601", settled="next"),)
