"""What conditions on a customer's past share: which orders count, and since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from app.core import moments
from app.core.effects import Answer
from app.core.effects.records import GetRecords
from app.core.listing import Span
from app.core.node import Ask, Condition, Context, setting
from app.core.people import email_of
from app.core.records import Where
from app.core.sentence import Json, Sentence, because

MOST = 250
"""Orders of one customer that are looked at, the newest first."""
SOMEBODY = frozenset({"order", "customer", "checkout"})
"""Facts one of which is enough to know the customer by."""
VOID = frozenset({"cancelled", "failed", "draft", "deleted"})
"""States of orders that count as none."""


class OnHistory(Condition):
    """Reads the customer's orders, known by the e-mail address, so that those of a guest count too."""

    effects = (GetRecords,)
    within: Span = setting("In the last", "Such as 30 days. Leave it empty for any time.", "", max_length=30)

    def span(self) -> Sentence:
        """Since when, in words; empty for any time."""
        return because(" in the last {span}", span=self.within) if self.within else because("")

    def decide(self, ctx: Context) -> Ask:
        """Asks for the orders since then. Raises Missing where no address was left."""
        where = Where(email=email_of(ctx), created_after=self._since(ctx))
        effect = GetRecords(thing="order", where=where, most=MOST, history=True)
        return Ask(effect.sentence(), effect)

    def _since(self, ctx: Context) -> datetime | None:
        amount, unit = moments.relative(self.within) or (0, "")
        return moments.shift(ctx.now, -abs(amount), unit, ctx.zone) if unit else None

    def earlier(self, ctx: Context, answer: Answer) -> Iterator[Mapping[str, Json]]:
        """The orders that count: neither the one that this run is about nor what came to nothing."""
        here = ctx.find("order.id")
        for order in (answer.value or {}).get("items") or ():
            if order.get("id") != here and order.get("status") not in VOID and not order.get("cancelled_at"):
                yield order
