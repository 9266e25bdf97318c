"""Effects on an order as a whole: its notes, its details, whether it is open, finished or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.facts import GetFact
from app.core.sentence import Json, Sentence, because

_BECAME = {
    "processing": "order.accepted",
    "on-hold": "order.held",
    "completed": "order.fulfilled",
    "cancelled": "order.cancelled",
    "failed": "order.failed",
}
"""What happens to an order that comes into a status of WooCommerce."""
CancelReason = Literal["customer", "declined", "fraud", "inventory", "staff", "other"]


class OnOrder(Effect):
    """What effects on orders share. ``id``: the store's own id of the order; ``label``: its name on screen."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    id: str
    label: str = ""

    @property
    def name(self) -> str:
        """The order as sentences call it."""
        return self.label or self.id

    def before(self) -> Effect | None:
        """The order as it is."""
        return GetFact(thing="order", id=self.id)

    def echo(self) -> tuple[str, ...]:
        """The store reports the change as an update."""
        return (f"order.updated:{self.id}",)

    def told(self, *events: str) -> tuple[str, ...]:
        """Echoes about the order by the names of their events."""
        return tuple(f"{event}:{self.id}" for event in (*events, "order.updated"))

    def fact(self, facts: Mapping[str, Json]) -> Mapping[str, Json] | None:
        """The order among the facts of a run; None where they hold another, or none."""
        found = facts.get("order")
        return found if isinstance(found, Mapping) and str(found.get("id")) == self.id else None

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with the order changed, for ``apply``."""
        found = self.fact(facts)
        return {} if found is None else {"order": {**found, **changes}}

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({}, assumed=True)


class SetOrderNote(OnOrder):
    """Writes the order's note anew. ``expected``: only over this note, which an undo wrote down; None: over any."""

    cost: ClassVar[int] = 2

    note: str
    expected: str | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        if not self.note:
            return because("clears the note of {name}", name=self.name)
        return because("sets the note of {name} to “{note}”", name=self.name, note=self.note)

    def undo(self, before: Json) -> Effect | None:
        """The note that it had."""
        if not isinstance(before, Mapping) or (before.get("note") or "") == self.note:
            return None
        return SetOrderNote(id=self.id, label=self.label, note=before.get("note") or "", expected=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new note."""
        return self.seen(facts, note=self.note or None)


class AddOrderNote(OnOrder):
    """Adds a line to the order's note (Shopify, demo store) or a note to its notes (WooCommerce). A text that is there
    already is not added again. ``to_customer``: WooCommerce also sends it to the customer."""

    cost: ClassVar[int] = 2

    note: str
    to_customer: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        return because("adds the note “{note}” to {name}", note=self.note, name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Takes it out again; what the customer was told stays told."""
        if self.to_customer or not isinstance(before, Mapping) or has_line(before.get("note"), self.note):
            return None
        return RemoveOrderNote(id=self.id, label=self.label, note=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it below what was there."""
        found = self.fact(facts)
        return {} if found is None else self.seen(facts, note=with_line(found.get("note"), self.note))


class RemoveOrderNote(OnOrder):
    """Takes a note out that was added; one that is not there is no error."""

    cost: ClassVar[int] = 2

    note: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("takes the note “{note}” from {name}", note=self.note, name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Adds it again where it was."""
        if not isinstance(before, Mapping) or not has_line(before.get("note"), self.note):
            return None
        return AddOrderNote(id=self.id, label=self.label, note=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps no longer see it."""
        found = self.fact(facts)
        return {} if found is None else self.seen(facts, note=without_line(found.get("note"), self.note))


class ArchiveOrder(OnOrder):
    """Puts the order away: nothing is left to be done about it. ``at``: when this was decided."""

    at: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("archives {name}", name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Opens it again, if it was open."""
        if not isinstance(before, Mapping) or before.get("closed_at"):
            return None
        return UnarchiveOrder(id=self.id, label=self.label)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it finished; a cancelled order stays cancelled."""
        found = self.fact(facts) or {}
        status = "cancelled" if found.get("status") == "cancelled" else "closed"
        return self.seen(facts, status=status, closed_at=found.get("closed_at") or self.at or None)


class UnarchiveOrder(OnOrder):
    """Takes the order out of the archive."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("opens {name} again", name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Archives it again, if it was archived."""
        if not isinstance(before, Mapping) or not before.get("closed_at"):
            return None
        return ArchiveOrder(id=self.id, label=self.label)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it open."""
        found = self.fact(facts) or {}
        status = "cancelled" if found.get("status") == "cancelled" else "open"
        return self.seen(facts, status=status, closed_at=None)


class CancelOrder(OnOrder):
    """Cancels the order. One that is cancelled already is left as it is. ``at``: when this was decided."""

    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = "an order that was cancelled can't be brought back"

    reason: CancelReason = "other"
    refund: bool = True
    restock: bool = True
    notify: bool = True
    note: str = ""
    at: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        if self.refund:
            return because("cancels {name} and gives the money back", name=self.name)
        return because("cancels {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """That it is cancelled, and the refund."""
        refund = ("refund.created",) if self.refund else ()
        return self.told("order.cancelled", *refund)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it cancelled."""
        found = self.fact(facts)
        if found is None or found.get("cancelled_at"):
            return {}
        changes: dict[str, Any] = {
            "status": "cancelled",
            "cancel_reason": self.reason,
            "cancelled_at": self.at,
        }
        if self.refund and found.get("financial_status") in ("paid", "partially_paid", "partially_refunded"):
            changes["financial_status"] = "refunded"
        elif found.get("financial_status") in ("pending", "authorized"):
            changes["financial_status"] = "voided"
        return self.seen(facts, **changes)


class SetOrderStatus(OnOrder):
    """Sets the status in WooCommerce's words. ``expected``: only where it has this one; "": whatever it has."""

    cost: ClassVar[int] = 2

    status: str
    note: str = ""
    expected: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("sets {name} to “{status}”", name=self.name, status=self.status)

    def echo(self) -> tuple[str, ...]:
        """What is read off the new status."""
        paid = ("order.paid",) if self.status in ("processing", "completed") else ()
        became = _BECAME.get(self.status)
        return self.told(*paid, *((became,) if became else ()))

    def undo(self, before: Json) -> Effect | None:
        """The status that it had."""
        had = before.get("store_status") if isinstance(before, Mapping) else None
        if not had or had == self.status:
            return None
        return SetOrderStatus(id=self.id, label=self.label, status=had, expected=self.status)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new status."""
        status = {"completed": "closed", "refunded": "closed", "cancelled": "cancelled", "failed": "failed"}
        return self.seen(facts, store_status=self.status, status=status.get(self.status, "open"))


def has_line(note: Json, line: str) -> bool:
    """Whether a note holds the lines of a text."""
    return f"\n{line.strip()}\n" in f"\n{_plain(note)}\n"


def with_line(note: Json, line: str) -> str:
    """A note with one more line; one that it holds already is not added again."""
    had = _plain(note)
    if has_line(had, line):
        return had
    return f"{had}\n{line.strip()}" if had else line.strip()


def without_line(note: Json, line: str) -> str | None:
    """A note without a line; None where nothing is left."""
    had = f"\n{_plain(note)}\n"
    left = had.replace(f"\n{line.strip()}\n", "\n", 1).strip("\n")
    return left or None


def _plain(note: Json) -> str:
    return note.replace("\r\n", "\n").strip() if isinstance(note, str) else ""
