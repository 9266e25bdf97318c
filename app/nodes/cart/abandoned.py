"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.core import watching
from app.core.changed import ORDERED, TOUCHED
from app.core.effects import Answer
from app.core.moments import shift
from app.core.node import Ask, Context, Example, Go, Meta, Trigger, Wait, setting
from app.core.sentence import Sentence, because, span
from app.core.until import UNITS, Unit


class CheckoutAbandoned(Trigger):
    """Starts when a customer leaves a checkout and does not come back in time, unless they order by another way."""

    meta = Meta("Checkout abandoned", icon="shopping-cart", often=True,
                words="cart, abandoned, recovery, win back")  # fmt: skip
    listens = ("checkout.created", "checkout.updated")
    hears = (TOUCHED, ORDERED)
    amount: int = setting("Abandoned after", "", 1, ge=1, le=1_000, widget="span")
    unit: Unit = setting("Unit", "", "hours", choices=UNITS)

    def gives(self) -> Mapping[str, str]:
        """The checkout and who began it."""
        return {"checkout": "Checkout", "customer": "Customer"}

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is an order already."""
        return because("the checkout is an order already") if ctx.find("checkout.completed_at") else None

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("After {span}", span=span(self.amount, self.unit))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a checkout is left for {span}", span=span(self.amount, self.unit))

    def decide(self, ctx: Context) -> Ask:
        """Whether the customer goes on with it."""
        until = shift(ctx.now, self.amount, self.unit, ctx.zone)
        said = because("waits until {until} whether the customer goes on", until=until)
        subject = f"checkout:{ctx.get('checkout.id')}"
        return Ask(said, Wait(until, TOUCHED, subject, watching.after_event(ctx)))

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """First the checkout itself, then an order."""
        if answer.came == "event":
            return Go(because("the customer ordered, or went on with the checkout"), stop=True)
        if ctx.turn > 1 or not watching.email_of(ctx):
            return Go(because("the checkout was left for {span}", span=span(self.amount, self.unit)))
        began = datetime.fromisoformat(str(ctx.find("checkout.created_at") or ctx.get("event.at")))
        return Ask(because("looks whether the customer ordered"), watching.next_order(ctx, ctx.now, began))

    examples = (Example({}, because="waits until 2026-11-23T10:00:00+00:00 whether the customer goes on"),)
