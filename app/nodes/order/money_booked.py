"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderMoneyBooked(OfOrder):
    """Starts when money has changed hands for an order, as your bookkeeping needs it."""

    meta = Meta(
        "Money received or paid out",
        icon="receipt-text",
        connection="shop",
        words="tender transaction, bookkeeping, accounting, cash",
    )
    listens = ("tender_transaction.created",)
    fact = "tender_transaction"
    every = because("All money that changes hands")
    when = because("money changes hands for an order")
    happened = because("money changed hands for order {what}")
    examples = (
        Example({}, because="money changed hands for order #1001", port="next"),
        Example({}, because="reads the order that it belongs to", names={"order": None}, settled="next"),
    )
