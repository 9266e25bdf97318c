"""A trigger."""

from __future__ import annotations

from app.core.happenings import CardOfCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerCardAdded(CardOfCustomer):
    """Starts when a customer saves a way of paying, such as a card."""

    meta = Meta(
        "Payment method saved",
        icon="credit-card",
        connection="shop",
        words="card, saved, subscription, vault",
    )
    listens = ("customer.payment_method_added",)
    every = because("Every way of paying that is saved")
    when = because("a customer saves a way of paying")
    happened = because("{what} was saved")
    examples = (
        Example({}, because="Visa was saved", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
