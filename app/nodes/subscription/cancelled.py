"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionCancelled(OfSubscription):
    """Starts when a subscription is cancelled."""

    meta = Meta(
        "Subscription cancelled",
        icon="circle-x",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.cancelled",)
    every = because("Every subscription that is cancelled")
    when = because("a subscription is cancelled")
    happened = because("the subscription {what} was cancelled")
    examples = (
        Example({}, because="the subscription 4401 was cancelled", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
