"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core import watching
from app.core.changed import ORDERED
from app.core.effects import Answer
from app.core.moments import shift
from app.core.node import Ask, Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because, because_n
from app.errors import Missing


class CustomerInactive(Trigger):
    """Starts when a customer has not ordered again for so many days. The order that it gives is the last one."""

    meta = Meta(
        "No order for a while",
        icon="user-x",
        words="win back, inactive, lapsed, idle, churn",
    )
    listens = ("order.created",)
    hears = (ORDERED,)
    days: int = setting("Without an order for", "", 90, ge=1, le=1_095, unit="days")

    def gives(self) -> Mapping[str, str]:
        """The last order and who placed it."""
        return {"order": "Order", "customer": "Customer"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because_n("For {n} day", "For {n} days", self.days)

    def told(self) -> Sentence:
        """For the paragraph."""
        n = self.days
        return because_n(
            "a customer has not ordered for {n} day", "a customer has not ordered for {n} days", n
        )

    def decide(self, ctx: Context) -> Ask:
        """Waits for the next order, known by the e-mail address."""
        email = watching.email_of(ctx)
        if not email:
            raise Missing(because("the customer left no e-mail address by which a next order could be seen"))
        until = shift(ctx.now, self.days, "days", ctx.zone)
        said = because("waits until {until} whether {email} orders again", until=until, email=email)
        return Ask(said, watching.next_order(ctx, until, watching.after_event(ctx)))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Who ordered again is no case for this workflow."""
        if answer.came == "event":
            return Go(because("the customer ordered again"), stop=True)
        return Go(because_n("no order for {n} day", "no order for {n} days", self.days))

    examples = (Example({}, settled="next",
        because="waits until 2027-02-21T09:00:00+00:00 whether anna@example.com orders again"),)  # fmt: skip
