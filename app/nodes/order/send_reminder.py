"""An action that lets the store write to the customer."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.payments import SendPaymentReminder
from app.core.node import Action, Ask, Context, Example, Go, Meta
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class SendReminder(Action):
    """Lets your store remind the customer of what is still to be paid. Of an order that is paid nobody is reminded."""

    meta = Meta("Send payment reminder", icon="bell-ring", needs={"order"}, connection="shop",
                words="unpaid, overdue, dunning, invoice, pending payment, email")  # fmt: skip
    effects = (SendPaymentReminder,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("To the customer")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("remind the customer to pay the order")

    def decide(self, ctx: Context) -> Ask:
        """One e-mail by the store."""
        effect = SendPaymentReminder(**order_of(ctx))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether there was anything to be reminded of."""
        if isinstance(answer.value, dict) and answer.value.get("sent") is False:
            return Go(because("nothing is left to pay, so nobody was reminded"), output=answer.value)
        return Go(answer.because, output={"sent": True})

    examples = (
        Example({}, because="reminds the customer to pay #1001", settled="next"),
        Example({}, because="reminds the customer to pay #1001", answer={"sent": False}, settled="next"),
    )
