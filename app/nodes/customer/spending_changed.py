"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerSpendingChanged(CustomerRead):
    """Starts when it changes how much a customer has spent or how often they have ordered."""

    meta = Meta(
        "Customer's spending changed",
        icon="zap",
        connection="shop",
        words="total spent, number of orders, loyalty, VIP, lifetime value",
    )
    listens = ("customer.spending_changed",)
    every = because("Every customer whose spending changes")
    when = because("a customer's spending changes")
    happened = because("what {what} has spent changed")
    examples = (
        Example({}, because="what Anna Berger has spent changed", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
