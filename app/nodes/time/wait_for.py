"""A wait."""

from __future__ import annotations

from app.core.awaited import AWAITED, Awaited, Awaiting, came, wait_for
from app.core.effects import Answer
from app.core.node import Ask, Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because, span
from app.core.until import UNITS, Unit


class WaitForEvent(Awaiting):
    """Waits until something happens to the same order, and goes another way when it does not happen in time.

    The same goes for a customer, a checkout, a draft or a subscription.
    """

    meta = Meta(
        "Wait for something to happen", icon="hourglass", words="until paid, refunded, abandoned, delivered"
    )
    event: Awaited = setting(
        "Until", "", "order.paid", choices={name: one.label for name, one in AWAITED.items()}
    )
    amount: int = setting("At most", "", 3, ge=1, le=10_000, widget="span")
    unit: Unit = setting("Unit", "", "days", choices=UNITS)

    def summary(self) -> Sentence:
        """For the canvas."""
        what = because(AWAITED[self.event].told)
        return because("{event}, at most {span}", event=what, span=span(self.amount, self.unit))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("wait until {what}", what=self.summary())

    def decide(self, ctx: Context) -> Go | Ask:
        """What came since the run's own event counts too."""
        return wait_for(self.event, ctx, self.amount, self.unit)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """By “happened” with the event's facts, or by “timed out”."""
        return came(self.event, answer)

    examples = (Example({"event": "order.fulfilled"}, settled="timed_out",
        because="waits until the order is shipped in full, at most until 2026-11-26T09:00:00+00:00"),)  # fmt: skip
