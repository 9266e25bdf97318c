"""An action on what is to be sent."""

from __future__ import annotations

from datetime import UTC

from app.core.effects.fulfilment import RescheduleFulfilment
from app.core.moments import read
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import EITHER, order_of, part_of
from app.core.sentence import Sentence, because
from app.errors import Permanent


class Reschedule(Action):
    """Sets from when on an order that is scheduled for later is sent, such as a pre-order."""

    meta = Meta("Reschedule fulfilment", icon="calendar-clock", needs=EITHER, any_need=True, connection="shop",
                words="date, later, pre-order, preorder, delay, subscription")  # fmt: skip
    effects = (RescheduleFulfilment,)
    at: Text = setting("From when on", "Such as 2026-12-27 or 2026-12-27 09:00, on your shop's clock. May be a "
                       "{{ value }}.", min_length=1, max_length=500)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{when}", when=self.at)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("send the order from {when} on", when=self.at)

    def decide(self, ctx: Context) -> Ask:
        """The new date."""
        text = ctx.text(self.at).strip()
        at = read(text, ctx.zone)
        if at is None:
            raise Permanent(because("“{text}” is no date, such as 2026-12-24", text=text[:60]))
        effect = RescheduleFulfilment(**order_of(ctx), part=part_of(ctx), at=at.astimezone(UTC).isoformat())
        return Ask(effect.sentence(), effect)

    examples = (
        Example(
            {"at": "2026-12-27 09:00"},
            because="reschedules #1001 to 2026-12-27T09:00:00+00:00",
            settled="next",
        ),
    )
