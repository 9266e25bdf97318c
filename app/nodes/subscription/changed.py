"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionChanged(OfSubscription):
    """Starts when a subscription changes: its items, its rhythm, its address."""

    meta = Meta(
        "Subscription changed",
        icon="calendar-sync",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.updated",)
    every = because("Every subscription that changes")
    when = because("a subscription changes")
    happened = because("the subscription {what} changed")
    examples = (
        Example({}, because="the subscription 4401 changed", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
