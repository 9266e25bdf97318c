"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionExpired(OfSubscription):
    """Starts when a subscription has run as long as was agreed."""

    meta = Meta(
        "Subscription ended",
        icon="hourglass",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.expired",)
    every = because("Every subscription that ends")
    when = because("a subscription ends")
    happened = because("the subscription {what} ended")
    examples = (
        Example({}, because="the subscription 4401 ended", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
