"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfBilling
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionBillingFailed(OfBilling):
    """Starts when the payment for a subscription fails."""

    meta = Meta(
        "Billing a subscription failed",
        icon="circle-alert",
        connection="shop",
        words="recurring, payment, card declined, dunning, 3D secure",
    )
    listens = ("billing_attempt.failed",)
    every = because("Every bill of a subscription that fails")
    when = because("billing a subscription fails")
    happened = because("billing a subscription failed")
    examples = (
        Example({}, because="billing a subscription failed", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
