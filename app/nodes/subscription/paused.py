"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionPaused(OfSubscription):
    """Starts when a subscription rests for a while."""

    meta = Meta(
        "Subscription paused",
        icon="circle-pause",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.paused",)
    every = because("Every subscription that is paused")
    when = because("a subscription is paused")
    happened = because("the subscription {what} was paused")
    examples = (
        Example({}, because="the subscription 4401 was paused", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
