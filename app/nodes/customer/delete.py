"""An action on the customer."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.customers import DeleteCustomer
from app.core.node import Action, Ask, Context, Example, Go, Meta
from app.core.people import customer_of
from app.core.sentence import Sentence, because


class Delete(Action):
    """Deletes the customer for good. This can't be taken back. Shopify keeps customers who have ordered."""

    meta = Meta("Delete customer", icon="user-x", needs={"customer"}, connection="shop",
                words="remove, erase, clean up, spam account, fake, bot")  # fmt: skip
    effects = (DeleteCustomer,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("For good")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("delete the customer for good")

    def decide(self, ctx: Context) -> Ask:
        """The customer, gone."""
        effect = DeleteCustomer(**customer_of(ctx))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether there was anybody left to delete."""
        if isinstance(answer.value, dict) and answer.value.get("deleted") is False:
            return Go(because("{customer} is gone already", customer=customer_of(ctx)["label"]))
        return Go(answer.because)

    examples = (
        Example({}, because="deletes the customer Anna Berger", settled="next"),
        Example({}, because="deletes the customer Anna Berger", answer={"deleted": False}, settled="next"),
    )
