"""A trigger."""

from __future__ import annotations

from app.core.happenings import CardOfCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerCardRevoked(CardOfCustomer):
    """Starts when a way of paying that a customer has saved can't be used any more."""

    meta = Meta(
        "Payment method removed",
        icon="credit-card",
        connection="shop",
        words="card, revoked, expired, subscription",
    )
    listens = ("customer.payment_method_revoked",)
    every = because("Every saved way of paying that is removed")
    when = because("a saved way of paying is removed")
    happened = because("{what} was removed")
    examples = (
        Example({}, because="Visa was removed", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
