"""What a workflow can wait for: events that the shop tells about the same order, customer, checkout or subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from app.core.effects import Answer
from app.core.moments import shift
from app.core.node import Action, Ask, Context, Go, Wait
from app.core.sentence import Json, because
from app.core.text import look_up

Awaited = Literal[
    "order.paid",
    "order.partially_fulfilled",
    "order.fulfilled",
    "order.cancelled",
    "order.updated",
    "order.edited",
    "transaction.created",
    "refund.created",
    "dispute.opened",
    "dispute.updated",
    "fulfilment.created",
    "fulfilment.in_transit",
    "fulfilment.out_for_delivery",
    "fulfilment.ready_for_pickup",
    "fulfilment.delivery_attempted",
    "fulfilment.failed",
    "fulfilment.delivered",
    "return.requested",
    "return.approved",
    "return.declined",
    "return.processed",
    "return.closed",
    "checkout.updated",
    "checkout.completed",
    "draft_order.updated",
    "customer.updated",
    "customer.enabled",
    "customer.tags_added",
    "customer.segment_joined",
    "customer.email_consent_given",
    "customer.email_consent_withdrawn",
    "subscription.updated",
    "subscription.cancelled",
    "billing_attempt.succeeded",
    "billing_attempt.failed",
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


_PARCEL = {"fulfilment": "Fulfilment"}
_RETURN = {"return": "Return"}
_BILLING = {"billing_attempt": "BillingAttempt"}

AWAITED: Mapping[Awaited, Happening] = {
    "order.paid": Happening(
        _("The order is paid"), _("the order is paid"), seen="order.financial_status",
        values=frozenset({"paid", "partially_refunded", "refunded"}),
    ),
    "order.partially_fulfilled": Happening(
        _("A part of the order is shipped"), _("a part of the order is shipped"), seen="order.fulfilment_status",
        values=frozenset({"partially_fulfilled", "fulfilled"}),
    ),
    "order.fulfilled": Happening(
        _("The order is shipped in full"), _("the order is shipped in full"), seen="order.fulfilment_status",
        values=frozenset({"fulfilled"}),
    ),
    "order.cancelled": Happening(
        _("The order is cancelled"), _("the order is cancelled"), seen="order.cancelled_at"
    ),
    "order.updated": Happening(_("Something about the order changes"), _("something about the order changes")),
    "order.edited": Happening(_("Items of the order are changed"), _("items of the order are changed")),
    "transaction.created": Happening(
        _("Money moves for the order"), _("money moves for the order"), gives={"transaction": "Transaction"}
    ),
    "refund.created": Happening(_("Money is refunded"), _("money is refunded"), gives={"refund": "Refund"}),
    "dispute.opened": Happening(
        _("A dispute about the order is opened"), _("a dispute about the order is opened"),
        gives={"dispute": "Dispute"},
    ),
    "dispute.updated": Happening(
        _("A dispute about the order changes"), _("a dispute about the order changes"), gives={"dispute": "Dispute"}
    ),
    "fulfilment.created": Happening(_("A parcel is sent"), _("a parcel is sent"), gives=_PARCEL),
    "fulfilment.in_transit": Happening(_("A parcel is on its way"), _("a parcel is on its way"), gives=_PARCEL),
    "fulfilment.out_for_delivery": Happening(
        _("A parcel is out for delivery"), _("a parcel is out for delivery"), gives=_PARCEL
    ),
    "fulfilment.ready_for_pickup": Happening(
        _("A parcel waits to be picked up"), _("a parcel waits to be picked up"), gives=_PARCEL
    ),
    "fulfilment.delivery_attempted": Happening(
        _("A delivery is tried in vain"), _("a delivery is tried in vain"), gives=_PARCEL
    ),
    "fulfilment.failed": Happening(_("A delivery fails"), _("a delivery fails"), gives=_PARCEL),
    "fulfilment.delivered": Happening(_("A parcel arrives"), _("a parcel arrives"), gives=_PARCEL),
    "return.requested": Happening(
        _("The customer asks to return something"), _("the customer asks to return something"), gives=_RETURN
    ),
    "return.approved": Happening(_("A return is approved"), _("a return is approved"), gives=_RETURN),
    "return.declined": Happening(_("A return is declined"), _("a return is declined"), gives=_RETURN),
    "return.processed": Happening(_("A return is processed"), _("a return is processed"), gives=_RETURN),
    "return.closed": Happening(_("A return is closed"), _("a return is closed"), gives=_RETURN),
    "checkout.updated": Happening(_("The checkout changes"), _("the checkout changes"), about="checkout"),
    "checkout.completed": Happening(
        _("The checkout becomes an order"), _("the checkout becomes an order"), about="checkout",
        seen="checkout.completed_at",
    ),
    "draft_order.updated": Happening(_("The draft changes"), _("the draft changes"), about="draft_order"),
    "customer.updated": Happening(
        _("Something about the customer changes"), _("something about the customer changes"), about="customer"
    ),
    "customer.enabled": Happening(
        _("The customer opens an account"), _("the customer opens an account"), about="customer",
        seen="customer.state", values=frozenset({"enabled"}),
    ),
    "customer.tags_added": Happening(_("The customer gets a tag"), _("the customer gets a tag"), about="customer"),
    "customer.segment_joined": Happening(
        _("The customer joins a segment"), _("the customer joins a segment"), about="customer"
    ),
    "customer.email_consent_given": Happening(
        _("The customer agrees to e-mails"), _("the customer agrees to e-mails"), about="customer",
        seen="customer.email_consent", values=frozenset({"subscribed"}),
    ),
    "customer.email_consent_withdrawn": Happening(
        _("The customer no longer agrees to e-mails"), _("the customer no longer agrees to e-mails"),
        about="customer", seen="customer.email_consent", values=frozenset({"unsubscribed"}),
    ),
    "subscription.updated": Happening(
        _("The subscription changes"), _("the subscription changes"), about="subscription"
    ),
    "subscription.cancelled": Happening(
        _("The subscription is cancelled"), _("the subscription is cancelled"), about="subscription",
        seen="subscription.status", values=frozenset({"cancelled"}),
    ),
    "billing_attempt.succeeded": Happening(
        _("The subscription is billed"), _("the subscription is billed"), about="subscription", gives=_BILLING
    ),
    "billing_attempt.failed": Happening(
        _("Billing the subscription fails"), _("billing the subscription fails"), about="subscription",
        gives=_BILLING,
    ),
}  # fmt: skip
"""What can be waited for, and what it needs to be known by."""


class Awaiting(Action):
    """What a step gives and needs that waits for its setting ``event``."""

    def _awaited(self) -> Happening:
        found: Awaited = getattr(self, "event", "order.paid")
        return AWAITED[found]

    def ports(self) -> tuple[str, ...]:
        """One way when the event comes in time, another when it doesn't."""
        return ("happened", "timed_out")

    def gives(self) -> Mapping[str, str]:
        """What comes with the event, such as the refund."""
        return self._awaited().gives

    def only_by(self) -> Mapping[str, str]:
        """And only with it."""
        return dict.fromkeys(self.gives(), "happened")

    def paths(self) -> frozenset[str]:
        """The names by which the event is known to belong to this run, such as the order's id."""
        return self._awaited().paths()

    def awaits(self) -> frozenset[str]:
        """The event."""
        return frozenset({getattr(self, "event", "")})


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
