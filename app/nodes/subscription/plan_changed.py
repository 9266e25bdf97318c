"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionPlanChanged(Told):
    """Starts when an offer to subscribe is changed."""

    meta = Meta(
        "Selling plan changed", icon="calendar-sync", words="subscribe and save, offer, subscription plan"
    )
    listens = ("selling_plan.updated",)
    fact = "selling_plan"
    every = because("Every selling plan that changes")
    when = because("an offer to subscribe changes")
    happened = because("the selling plan {what} changed")
    examples = (Example({}, because="the selling plan Tea each month changed", port="next"),)
