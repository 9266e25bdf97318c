"""Effects on drafts of orders (in WooCommerce: orders that wait for their payment)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from app.core.effects.base import Answer, Effect, Rests
from app.core.effects.facts import GetFact
from app.core.sentence import Json, Sentence, because, because_n


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


class DraftLine(BaseModel):
    """What is offered: an article by the store's own ids, or by its SKU where those are not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: str = ""
    variant: str = ""
    product: str = ""
    quantity: int = 1


class CreateDraft(Effect):
    """Makes a draft of an order. ``percent``: taken off all of it. ``address``: where it goes, in the shop's language.
    Answers ``{"draft_order": it}``.

    No store takes a key for it, so an interrupted one is never repeated by itself.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = _("a draft that was made stays; delete it by a step of its own")
    no_echo: ClassVar[str] = _("the store numbers the draft only when it makes it")

    lines: tuple[DraftLine, ...]
    customer: str = ""
    email: str = ""
    address: dict[str, str] = {}
    note: str = ""
    tags: tuple[str, ...] = ()
    percent: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        pieces = sum(line.quantity for line in self.lines)
        if self.email:
            return because_n("drafts an order of {n} piece for {email}", "drafts an order of {n} pieces for {email}",
                             pieces, email=self.email)  # fmt: skip
        return because_n("drafts an order of {n} piece", "drafts an order of {n} pieces", pieces)

    def assume(self) -> Answer:
        """The store makes it."""
        draft = {"id": "1", "name": "#D1", "status": "open", "email": self.email or None}
        return Answer(
            {"draft_order": {**draft, "note": self.note or None, "tags": list(self.tags)}}, assumed=True
        )


class OnDraft(Effect):
    """What effects on drafts share. ``id``: the store's own id; ``label``: its name on screen (``#D12``)."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    id: str
    label: str = ""

    @property
    def name(self) -> str:
        """The draft as sentences call it."""
        return self.label or self.id

    def before(self) -> Effect | None:
        """The draft as it is."""
        return GetFact(thing="draft_order", id=self.id)

    def echo(self) -> tuple[str, ...]:
        """The store reports the change as an update; WooCommerce as one of an order."""
        return (f"draft_order.updated:{self.id}", f"order.updated:{self.id}")

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with the draft changed, for ``apply``."""
        found = facts.get("draft_order")
        if not isinstance(found, Mapping) or str(found.get("id")) != self.id:
            return {}
        return {"draft_order": {**found, **changes}}

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({}, assumed=True)


class SendDraftInvoice(OnDraft):
    """Lets the store send the draft with a link to pay; ``to``: to another address, "": to the draft's."""

    rests_on_truth: ClassVar[Rests] = "message"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = _("an e-mail that was sent stays sent")

    to: str = ""
    subject: str = ""
    message: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        if self.to:
            return because("sends the invoice of {name} to {to}", name=self.name, to=self.to)
        return because("sends the invoice of {name} to the customer", name=self.name)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see that it was sent."""
        return self.seen(facts, status="invoice_sent")


class CompleteDraft(OnDraft):
    """Makes an order of the draft; one that is an order already is left as it is. ``paid``: as if it was paid outside
    the store; else the payment is still to come. Answers ``{"order_id", "completed": whether it became one now}``."""

    rests_on_truth: ClassVar[Rests] = "money"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = _("it is an order then: cancel that")

    paid: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        if self.paid:
            return because("makes a paid order of {name}", name=self.name)
        return because("makes an order of {name}, which is still to be paid", name=self.name)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it completed."""
        return self.seen(facts, status="completed")

    def assume(self) -> Answer:
        """It becomes one."""
        return Answer({"order_id": "1", "completed": True}, assumed=True)


class SetDraftNote(OnDraft):
    """Writes the draft's note anew. ``expected``: only over this note; None: over any."""

    note: str
    expected: str | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        if not self.note:
            return because("clears the note of {name}", name=self.name)
        return because("sets the note of {name} to “{note}”", name=self.name, note=self.note)

    def undo(self, before: Json) -> Effect | None:
        """The note that it had."""
        had = (before.get("note") or "") if isinstance(before, Mapping) else self.note
        return None if had == self.note else self.replace(note=had, expected=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new note."""
        return self.seen(facts, note=self.note or None)


class DeleteDraft(OnDraft):
    """Deletes the draft. One that is gone already is no error, and one that became an order is left alone."""

    no_undo: ClassVar[str] = _("Shopify deletes a draft for good; WooCommerce moves the order to the bin")

    def before(self) -> Effect | None:
        """Nothing brings it back."""
        return None

    def echo(self) -> tuple[str, ...]:
        """The store reports it."""
        return (f"draft_order.deleted:{self.id}", f"order.deleted:{self.id}")

    def sentence(self) -> Sentence:
        """What it does."""
        return because("deletes the draft {name}", name=self.name)

    def assume(self) -> Answer:
        """There is one."""
        return Answer({"deleted": True}, assumed=True)
