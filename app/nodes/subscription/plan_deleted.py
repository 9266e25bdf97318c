"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class SubscriptionPlanDeleted(Told):
    """Starts when an offer to subscribe is deleted. Only its number is left of it."""

    meta = Meta(
        "Selling plan deleted", icon="calendar-sync", words="subscribe and save, offer, subscription plan"
    )
    listens = ("selling_plan.deleted",)
    fact = "selling_plan"
    every = because("Every selling plan that is deleted")
    when = because("an offer to subscribe is deleted")
    happened = because("the selling plan {what} was deleted")
    examples = (Example({}, because="the selling plan Tea each month was deleted", port="next"),)
