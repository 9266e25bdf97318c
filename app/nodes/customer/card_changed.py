"""A trigger."""

from __future__ import annotations

from app.core.happenings import CardOfCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerCardChanged(CardOfCustomer):
    """Starts when a way of paying that a customer has saved changes, such as a card's expiry."""

    meta = Meta(
        "Payment method changed",
        icon="credit-card",
        connection="shop",
        words="card, updated, expiry, subscription",
    )
    listens = ("customer.payment_method_updated",)
    every = because("Every saved way of paying that changes")
    when = because("a saved way of paying changes")
    happened = because("{what} changed")
    examples = (
        Example({}, because="Visa changed", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
