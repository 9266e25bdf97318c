"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfSubscription
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionActivated(OfSubscription):
    """Starts when a subscription that rested goes on."""

    meta = Meta(
        "Subscription goes on",
        icon="circle-play",
        connection="shop",
        words="contract, recurring, selling plan, churn",
    )
    listens = ("subscription.activated",)
    every = because("Every subscription that goes on")
    when = because("a subscription goes on")
    happened = because("the subscription {what} goes on")
    examples = (
        Example({}, because="the subscription 4401 goes on", port="next"),
        Example({}, because="reads what it is about", names={"subscription": {"id": "4401"}}, settled="next"),
    )
