"""An action on the order."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.payments import MarkAsPaid
from app.core.node import Action, Ask, Context, Example, Go, Meta
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class MarkPaid(Action):
    """Marks the order as paid: the money came by another way, such as a bank transfer or in cash."""

    meta = Meta("Mark order as paid", icon="banknote", needs={"order"}, connection="shop",
                words="payment received, bank transfer, cash, invoice paid, money")  # fmt: skip
    effects = (MarkAsPaid,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("The money came")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("mark the order as paid")

    def decide(self, ctx: Context) -> Ask:
        """The order, paid."""
        effect = MarkAsPaid(**order_of(ctx))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether it had not been paid before."""
        if isinstance(answer.value, dict) and answer.value.get("marked") is False:
            return Go(because("{order} is paid already", order=order_of(ctx)["label"]))
        return Go(answer.because)

    examples = (
        Example({}, because="marks #1001 as paid", settled="next"),
        Example({}, because="marks #1001 as paid", answer={"marked": False}, settled="next"),
    )
