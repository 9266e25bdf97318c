"""Effects on the money of an order: paid, captured, refunded, asked for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Rests
from app.core.effects.orders import OnOrder
from app.core.sentence import Json, Sentence, because, because_n, money


class MarkAsPaid(OnOrder):
    """Writes down that the order was paid outside the store. One that is paid already is left as it is."""

    rests_on_truth: ClassVar[Rests] = "money"
    cost: ClassVar[int] = 2
    no_undo: ClassVar[str] = "a payment that was written down stays in the books; give it back by a refund"

    def sentence(self) -> Sentence:
        """What it does."""
        return because("marks {name} as paid", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """That it is paid, and that work on it begins."""
        return self.told("order.paid", "order.accepted")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it paid."""
        return self.seen(facts, financial_status="paid", outstanding="0.00")


class CapturePayment(OnOrder):
    """Takes the money that was authorised; ``amount``: so much of it, and the rest is let go. "": all of it.

    Where nothing is left to capture because it was done, nothing is done, so a repetition is safe.
    """

    rests_on_truth: ClassVar[Rests] = "money"
    cost: ClassVar[int] = 2
    no_undo: ClassVar[str] = "a payment that was taken is given back by a refund"

    amount: str = ""
    currency: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        if not self.amount:
            return because("captures the payment of {name}", name=self.name)
        return because(
            "captures {amount} of {name}", amount=money(self.amount, self.currency), name=self.name
        )

    def echo(self) -> tuple[str, ...]:
        """That it is paid."""
        return self.told("order.paid")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it paid, all or in part."""
        found = self.fact(facts) or {}
        left = number(found.get("total")) - (
            number(self.amount) if self.amount else number(found.get("total"))
        )
        if left > 0:
            return self.seen(facts, financial_status="partially_paid", outstanding=format(left, "f"))
        return self.seen(facts, financial_status="paid", outstanding="0.00")


class RefundOrder(OnOrder):
    """Gives money back: all that is left (``amount`` "" and no ``lines``), an amount, or chosen quantities of lines
    as ``((line's id, pieces), ...)``.

    Shopify takes it once under its key; for stores without keys the connector writes the key into the refund and
    looks for it first.
    """

    rests_on_truth: ClassVar[Rests] = "money"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "key"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = "money that went back can't be fetched again"

    amount: str = ""
    currency: str = ""
    lines: tuple[tuple[str, int], ...] = ()
    shipping: bool = True
    """With all of the order, or the chosen lines: the shipping costs too."""
    restock: bool = True
    notify: bool = True
    reason: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        if self.amount:
            return because(
                "refunds {amount} of {name}", amount=money(self.amount, self.currency), name=self.name
            )
        if self.lines:
            pieces = sum(count for _, count in self.lines)
            return because_n(
                "refunds {n} piece of {name}", "refunds {n} pieces of {name}", pieces, name=self.name
            )
        return because("refunds {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The refund."""
        return self.told("refund.created")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see that money went back; of lines roughly how much, by their totals."""
        found = self.fact(facts)
        if found is None:
            return {}
        total, back = number(found.get("total")), number(found.get("refunded_total"))
        if self.amount:
            back += number(self.amount)
        elif self.lines:
            back += self.worth(found)
        else:
            back = total
        whole = back >= total
        return self.seen(
            facts,
            refunded_total=format(min(back, total), "f"),
            financial_status="refunded" if whole else "partially_refunded",
        )

    def worth(self, order: Mapping[str, Json]) -> Decimal:
        """What the chosen pieces cost after discounts."""
        chosen, sum_ = dict(self.lines), Decimal("0.00")
        for line in order.get("line_items") or ():
            pieces, of = chosen.get(str(line.get("id")), 0), line.get("quantity") or 0
            if pieces and of:
                sum_ += (number(line.get("total")) * min(pieces, of) / of).quantize(Decimal("0.01"))
        return sum_

    def assume(self) -> Answer:
        """The money goes back."""
        return Answer({"amount": self.amount or None, "paid_back": True}, assumed=True)


class SendInvoice(OnOrder):
    """Lets the store send its own e-mail with the order and the link to pay; ``to``: to another address, "": to the
    order's. The store sends it again however often it is asked."""

    rests_on_truth: ClassVar[Rests] = "message"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = "an e-mail that was sent stays sent"

    to: str = ""
    subject: str = ""
    message: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        if self.to:
            return because("sends the invoice of {name} to {to}", name=self.name, to=self.to)
        return because("sends the invoice of {name} to the customer", name=self.name)


class SendPaymentReminder(OnOrder):
    """Lets the store remind the customer of what is still to be paid. Answers ``{"sent": false}`` where nothing is."""

    rests_on_truth: ClassVar[Rests] = "message"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    cost: ClassVar[int] = 2
    no_undo: ClassVar[str] = "an e-mail that was sent stays sent"

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reminds the customer to pay {name}", name=self.name)

    def assume(self) -> Answer:
        """It is sent."""
        return Answer({"sent": True}, assumed=True)


class ResendOrderEmail(OnOrder):
    """Lets WooCommerce send one of its e-mails about the order again; ``template``: which, "": what fits its status."""

    rests_on_truth: ClassVar[Rests] = "message"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = "an e-mail that was sent stays sent"

    template: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("sends the e-mail about {name} again", name=self.name)


def number(value: Json) -> Decimal:
    """An amount as a number; zero for what is none."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return Decimal("0.00")
    return found if found.is_finite() else Decimal("0.00")
