"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionFailed(OfSubscription):
    """Starts when a subscription can't go on, such as after payments that failed again and again."""

    meta = Meta(
        "Subscription failed",
        icon="triangle-alert",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.failed",)
    every = because("Every subscription that fails")
    when = because("a subscription fails")
    happened = because("the subscription {what} failed")
    examples = (
        Example({}, because="the subscription 4401 failed", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
