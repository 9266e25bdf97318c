"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfOrder, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.shop_choices import TRANSACTION, TransactionKind


class OrderTransactionCreated(OfOrder):
    """Starts when money moves for an order, or the try of it: an authorisation, a capture, a payment, a refund."""

    meta = Meta(
        "Payment or refund booked",
        icon="credit-card",
        connection="shop",
        words="transaction, authorisation, capture, sale, void, money",
    )
    listens = ("transaction.created",)
    fact = "transaction"
    every = because("Every movement of money")
    when = because("money moves for an order")
    happened = because("money moved for order {what}")
    kinds: list[TransactionKind] = setting(
        "Only these kinds", "None chosen: all of them.", list, widget="several", choices=TRANSACTION
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "transaction.kind", self.kinds)

    examples = (
        Example({"kinds": ["sale"]}, because="money moved for order #1001", port="next"),
        Example({}, because="reads the order that it belongs to", names={"order": None}, settled="next"),
    )
