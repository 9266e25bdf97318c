"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionPlanCreated(Told):
    """Starts when an offer to subscribe is made."""

    meta = Meta(
        "Selling plan created", icon="calendar-sync", words="subscribe and save, offer, subscription plan"
    )
    listens = ("selling_plan.created",)
    fact = "selling_plan"
    every = because("Every new selling plan")
    when = because("an offer to subscribe is made")
    happened = because("the selling plan {what} was made")
    examples = (Example({}, because="the selling plan Tea each month was made", port="next"),)
