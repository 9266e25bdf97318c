"""What a workflow can wait for: events that the shop tells about the same order or checkout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from app.core.effects import Answer
from app.core.moments import shift
from app.core.node import Ask, Context, Go, Wait
from app.core.sentence import Json, because
from app.core.text import look_up

Awaited = Literal[
    "order.paid",
    "order.fulfilled",
    "order.cancelled",
    "refund.created",
    "fulfilment.created",
    "fulfilment.delivered",
    "return.requested",
    "checkout.completed",
]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


@dataclass(frozen=True, slots=True)
class Happening:
    """An event to wait for: its label in the form, and as part of a sentence.

    ``about``: the fact whose event it is. ``gives``: facts that come with it. ``seen``: the field in which it can be
    seen to have happened already, and the values that say so (none: any value does).
    """

    label: str
    told: str
    about: str = "order"
    gives: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""
    values: frozenset[str] = frozenset()

    def paths(self) -> frozenset[str]:
        """What has to be known to wait for it."""
        return frozenset({f"{self.about}.id"})

    def already(self, names: Mapping[str, Json]) -> bool:
        """Whether the facts say that it has happened before."""
        value = look_up(names, self.seen) if self.seen else None
        return value in self.values if self.values and isinstance(value, str) else bool(value)


AWAITED: Mapping[Awaited, Happening] = {
    "order.paid": Happening(
        _("The order is paid"), _("the order is paid"), seen="order.financial_status",
        values=frozenset({"paid", "partially_refunded", "refunded"}),
    ),
    "order.fulfilled": Happening(
        _("The order is shipped in full"), _("the order is shipped in full"), seen="order.fulfilment_status",
        values=frozenset({"fulfilled"}),
    ),
    "order.cancelled": Happening(
        _("The order is cancelled"), _("the order is cancelled"), seen="order.cancelled_at"
    ),
    "refund.created": Happening(_("Money is refunded"), _("money is refunded"), gives={"refund": "Refund"}),
    "fulfilment.created": Happening(
        _("A parcel is sent"), _("a parcel is sent"), gives={"fulfilment": "Fulfilment"}
    ),
    "fulfilment.delivered": Happening(
        _("A parcel arrives"), _("a parcel arrives"), gives={"fulfilment": "Fulfilment"}
    ),
    "return.requested": Happening(
        _("The customer asks to return something"), _("the customer asks to return something"),
        gives={"return": "Return"},
    ),
    "checkout.completed": Happening(
        _("The checkout becomes an order"), _("the checkout becomes an order"), about="checkout",
        seen="checkout.completed_at",
    ),
}  # fmt: skip


def wait_for(event: Awaited, ctx: Context, amount: int, unit: str) -> Go | Ask:
    """Waits for it, at most so long; not where it has happened already. Raises Missing where no subject is there.

    What came since the run's own event counts, except that event itself.
    """
    what = AWAITED[event]
    if what.already(ctx.names):
        return Go(because("goes on at once: {event} already", event=because(what.told)), "happened")
    subject = f"{what.about}:{ctx.get(f'{what.about}.id')}"
    since = datetime.fromisoformat(ctx.get("event.at"))
    if ctx.find("event.name") == event:
        since += timedelta(microseconds=1)
    until = shift(ctx.now, amount, unit, ctx.zone)
    said = because("waits until {event}, at most until {until}", event=because(what.told), until=until)
    return Ask(said, Wait(until, event, subject, since))


def came(event: Awaited, answer: Answer) -> Go:
    """What became of the wait: it happened, with what comes with it, or the time went by."""
    what = AWAITED[event]
    if answer.came != "event":
        return Go(because("it did not happen in time: {event}", event=because(what.told)), "timed_out")
    facts = {name: (answer.value or {}).get(name) for name in what.gives}
    return Go(because("it happened: {event}", event=because(what.told)), "happened", facts)
