"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfBilling
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionBillingChallenged(OfBilling):
    """Starts when the bank wants the customer to confirm the payment for a subscription."""

    meta = Meta(
        "Customer must confirm a bill",
        icon="hand",
        connection="shop",
        words="recurring, payment, card declined, dunning, 3D secure",
    )
    listens = ("billing_attempt.challenged",)
    every = because("Every bill that has to be confirmed")
    when = because("a customer has to confirm a bill")
    happened = because("a bill of a subscription has to be confirmed")
    examples = (
        Example({}, because="a bill of a subscription has to be confirmed", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
