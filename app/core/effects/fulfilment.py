"""Effects on what is to be sent, and on what was sent.

Shopify splits an order into parts to be sent (fulfilment orders); ``part`` names one of them, "" means all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.orders import OnOrder
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import HoldReason


class HoldFulfilment(OnOrder):
    """Keeps the order from being sent. What is on hold for this reason already stays so."""

    cost: ClassVar[int] = 3

    part: str = ""
    reason: HoldReason = "other"
    note: str = ""
    notify: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        return because("puts {name} on hold", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The hold, of the order or of its part."""
        return (*self.told("fulfilment_order.held", "order.held"), *_of_part("held", self.part))

    def undo(self, before: Json) -> Effect | None:
        """Lets it go again, if it was not on hold before."""
        if not isinstance(before, Mapping) or _on_hold(before):
            return None
        return ReleaseHold(id=self.id, label=self.label, part=self.part, reason=self.reason)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it on hold."""
        return self.seen(facts, fulfilment_status="on_hold")


class ReleaseHold(OnOrder):
    """Lets an order go that is on hold: all holds, or only Storeflow's for one ``reason``."""

    cost: ClassVar[int] = 3

    part: str = ""
    reason: HoldReason | Literal[""] = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("releases the hold of {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The release."""
        return (*self.told("fulfilment_order.released", "order.accepted"), *_of_part("released", self.part))

    def undo(self, before: Json) -> Effect | None:
        """Puts it on hold again, if it was."""
        if not isinstance(before, Mapping) or not _on_hold(before):
            return None
        return HoldFulfilment(id=self.id, label=self.label, part=self.part, reason=self.reason or "other")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it waiting to be sent."""
        found = self.fact(facts) or {}
        if found.get("fulfilment_status") != "on_hold":
            return {}
        return self.seen(facts, fulfilment_status="unfulfilled")


class FulfilOrder(OnOrder):
    """Marks what is still open as sent, with its tracking. What was sent already stays as it is."""

    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = (
        "a parcel that was handed over is not fetched back; cancel the fulfilment by hand"
    )

    part: str = ""
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    notify: bool = True

    def sentence(self) -> Sentence:
        """What it does."""
        if self.tracking_number:
            return because(
                "marks {name} as sent, tracking number {number}", name=self.name, number=self.tracking_number
            )
        return because("marks {name} as sent", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The fulfilment."""
        return self.told("fulfilment.created", "order.fulfilled")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it sent."""
        return self.seen(facts, fulfilment_status="partially_fulfilled" if self.part else "fulfilled")

    def assume(self) -> Answer:
        """It is sent."""
        return Answer({"fulfilments": []}, assumed=True)


class CancelFulfilment(OnOrder):
    """Takes back that something was sent: one ``fulfilment``, or "": all of the order."""

    cost: ClassVar[int] = 2
    no_undo: ClassVar[str] = "mark the order as sent again, if it was"

    fulfilment: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("cancels the fulfilment of {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The fulfilment changes."""
        return self.told("fulfilment.updated", "fulfilment.cancelled", "order.accepted")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it not sent."""
        found = self.fact(facts) or {}
        parcels = [
            {**one, "status": "cancelled"} if self.fulfilment in ("", str(one.get("id"))) else one
            for one in found.get("fulfilments") or ()
            if isinstance(one, Mapping)
        ]
        left = any(one.get("status") != "cancelled" for one in parcels)
        return self.seen(
            facts, fulfilments=parcels, fulfilment_status="partially_fulfilled" if left else "unfulfilled"
        )


class UpdateTracking(OnOrder):
    """Changes the tracking of a parcel: of one ``fulfilment``, or "": of the order's last one. ``expected``: only
    where its number is this, which an undo wrote down; None: whatever it is."""

    cost: ClassVar[int] = 2

    fulfilment: str = ""
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    notify: bool = False
    expected: str | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        return because(
            "sets the tracking number of {name} to {number}", name=self.name, number=self.tracking_number
        )

    def echo(self) -> tuple[str, ...]:
        """The fulfilment changes."""
        return self.told("fulfilment.updated")

    def undo(self, before: Json) -> Effect | None:
        """The tracking that it had."""
        had = parcel(before, self.fulfilment) if isinstance(before, Mapping) else None
        if had is None or (had.get("tracking_number") or "") == self.tracking_number:
            return None
        return UpdateTracking(
            id=self.id,
            label=self.label,
            fulfilment=str(had.get("id")),
            carrier=had.get("carrier") or "",
            tracking_number=had.get("tracking_number") or "",
            tracking_url=had.get("tracking_url") or "",
            expected=self.tracking_number,
        )

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it."""
        found = self.fact(facts)
        changed = parcel(found, self.fulfilment) if found is not None else None
        if found is None or changed is None:
            return {}
        tracking = {
            "carrier": self.carrier or None,
            "tracking_number": self.tracking_number or None,
            "tracking_url": self.tracking_url or None,
        }
        return self.seen(
            facts,
            fulfilments=[{**one, **tracking} if one is changed else one for one in found["fulfilments"]],
        )


class MoveFulfilment(OnOrder):
    """Lets another place send what is still open; ``location``: its id or its name."""

    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = "where it was sent from before may no longer have the goods"

    part: str = ""
    location: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("lets {location} send {name}", location=self.location, name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The move."""
        return (*self.told("fulfilment_order.moved"), *_of_part("moved", self.part))


class RequestFulfilment(OnOrder):
    """Asks the fulfilment service that the goods lie with to send them. What was asked for already is not asked again.
    ``strict``: fails where a part belongs to no service."""

    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = "the service may be packing already; only it can accept a cancellation"

    part: str = ""
    message: str = ""
    notify: bool = False
    strict: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        return because("asks the fulfilment service to send {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The request."""
        return (
            *self.told("fulfilment_order.request_submitted"),
            *_of_part("request_submitted", self.part),
        )


class RescheduleFulfilment(OnOrder):
    """Lets what is scheduled for later be sent from another moment on; ``at``: ISO 8601 with zone."""

    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = "set the date that it had by hand"

    part: str = ""
    at: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reschedules {name} to {at}", name=self.name, at={"at": self.at})

    def echo(self) -> tuple[str, ...]:
        """The new date."""
        return (*self.told("fulfilment_order.rescheduled"), *_of_part("rescheduled", self.part))


def parcel(order: Mapping[str, Json], fulfilment: str) -> Mapping[str, Json] | None:
    """A parcel of an order by its id; without one, the last that was not cancelled."""
    parcels = [one for one in order.get("fulfilments") or () if isinstance(one, Mapping)]
    if fulfilment:
        return next((one for one in parcels if str(one.get("id")) == fulfilment), None)
    return next((one for one in reversed(parcels) if one.get("status") != "cancelled"), None)


def _of_part(past: str, part: str) -> tuple[str, ...]:
    """A message about a part that does not name its order is about the part."""
    return (f"fulfilment_order.{past}:{part}",) if part else ()


def _on_hold(order: Mapping[str, Json]) -> bool:
    return order.get("fulfilment_status") == "on_hold" or order.get("store_status") == "on-hold"
