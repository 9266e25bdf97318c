"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfBilling
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionBilled(OfBilling):
    """Starts when a subscription was billed and paid."""

    meta = Meta(
        "Subscription billed",
        icon="receipt-text",
        connection="shop",
        words="recurring, payment, card declined, dunning, 3D secure",
    )
    listens = ("billing_attempt.succeeded",)
    every = because("Every bill of a subscription that is paid")
    when = because("a subscription is billed")
    happened = because("a subscription was billed")
    examples = (
        Example({}, because="a subscription was billed", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
