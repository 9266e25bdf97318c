"""Effects on returns: what a customer wants to send back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.facts import GetFact
from app.core.effects.orders import OnOrder
from app.core.sentence import Json, Sentence, because

DeclineReason = Literal["return_period_ended", "final_sale", "other"]
ReturnReason = Literal[
    "unknown", "unwanted", "defective", "not_as_described", "wrong_item", "size_too_small", "size_too_large",
    "color", "style", "other",
]  # fmt: skip


class _OnReturn(Effect):
    """A return. ``order``: the id of the order that it belongs to, where that is known."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2
    status: ClassVar[str]
    """What the return is afterwards."""
    event: ClassVar[str]

    id: str
    label: str = ""
    order: str = ""

    @property
    def name(self) -> str:
        """The return as sentences call it."""
        return self.label or self.id

    def echo(self) -> tuple[str, ...]:
        """What is told of it is about its order."""
        about = self.order or self.id
        return (f"{self.event}:{about}", f"return.updated:{about}", f"order.updated:{about}")

    def before(self) -> Effect | None:
        """The return as it is."""
        return GetFact(thing="return", id=self.id)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see its new status."""
        found = facts.get("return")
        if not isinstance(found, Mapping) or str(found.get("id")) != self.id:
            return {}
        return {"return": {**found, "status": self.status}}

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({"status": self.status}, assumed=True)


class ApproveReturn(_OnReturn):
    """Accepts a return that was asked for."""

    status: ClassVar[str] = "open"
    event: ClassVar[str] = "return.approved"
    no_undo: ClassVar[str] = "the customer was told that the goods may come back"

    notify: bool = True

    def sentence(self) -> Sentence:
        """What it does."""
        return because("approves the return {name}", name=self.name)


class DeclineReturn(_OnReturn):
    """Refuses a return that was asked for."""

    status: ClassVar[str] = "declined"
    event: ClassVar[str] = "return.declined"
    no_undo: ClassVar[str] = "a return that was declined must be asked for again"

    reason: DeclineReason = "other"
    note: str = ""
    notify: bool = True

    def sentence(self) -> Sentence:
        """What it does."""
        return because("declines the return {name}", name=self.name)


class CloseReturn(_OnReturn):
    """Finishes a return: everything is back."""

    status: ClassVar[str] = "closed"
    event: ClassVar[str] = "return.closed"

    def sentence(self) -> Sentence:
        """What it does."""
        return because("closes the return {name}", name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Opens it again, if it was open."""
        had = before.get("status") if isinstance(before, Mapping) else None
        return ReopenReturn(id=self.id, label=self.label, order=self.order) if had == "open" else None


class ReopenReturn(_OnReturn):
    """Opens a closed return again."""

    status: ClassVar[str] = "open"
    event: ClassVar[str] = "return.reopened"

    def sentence(self) -> Sentence:
        """What it does."""
        return because("opens the return {name} again", name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Closes it again, if it was closed."""
        had = before.get("status") if isinstance(before, Mapping) else None
        return CloseReturn(id=self.id, label=self.label, order=self.order) if had == "closed" else None


class CancelReturn(_OnReturn):
    """Calls a return off, before anything came back."""

    status: ClassVar[str] = "cancelled"
    event: ClassVar[str] = "return.cancelled"
    no_undo: ClassVar[str] = "a return that was called off can't go on; create a new one"

    notify: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        return because("cancels the return {name}", name=self.name)


class CreateReturn(OnOrder):
    """Opens a return for what was sent: chosen quantities of lines as ``((line's id, pieces), ...)``, or all of it.

    Shopify knows no key for it, so an interrupted one is never repeated by itself.
    """

    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = "the customer may have sent the goods already; cancel the return by hand"

    lines: tuple[tuple[str, int], ...] = ()
    reason: ReturnReason = "unknown"
    note: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("opens a return for {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The return is approved from the start."""
        return self.told("return.approved", "return.updated")

    def assume(self) -> Answer:
        """It is made."""
        return Answer({"return": {"id": "", "order_id": self.id, "status": "open"}}, assumed=True)
