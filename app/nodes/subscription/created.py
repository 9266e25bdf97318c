"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionCreated(OfSubscription):
    """Starts when a customer subscribes to something."""

    meta = Meta(
        "Subscription begun",
        icon="calendar-sync",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.created",)
    every = because("Every new subscription")
    when = because("a customer subscribes")
    happened = because("the subscription {what} began")
    examples = (
        Example({}, because="the subscription 4401 began", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
