"""Effects on companies that buy, and on their branches: only Shopify knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.facts import GetFact
from app.core.sentence import Json, Sentence, because


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


class _OnCompany(Effect):
    """What effects on companies share. ``label``: the company's name on screen."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2
    thing: ClassVar[Literal["company", "company_location"]] = "company"

    id: str
    label: str = ""

    @property
    def name(self) -> str:
        """The company as sentences call it."""
        return self.label or self.id

    def echo(self) -> tuple[str, ...]:
        """The store reports the change as an update."""
        return (f"{self.thing}.updated:{self.id}",)

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with it changed."""
        found = facts.get(self.thing)
        if not isinstance(found, Mapping) or str(found.get("id")) != self.id:
            return {}
        return {self.thing: {**found, **changes}}

    def assume(self) -> Answer:
        """Shopify does it."""
        return Answer({}, assumed=True)


class SetCompanyNote(_OnCompany):
    """Writes the note about the company anew. ``expected``: only over this note; None: over any."""

    note: str
    expected: str | None = None

    def before(self) -> Effect | None:
        """The company as it is."""
        return GetFact(thing="company", id=self.id)

    def sentence(self) -> Sentence:
        """What it does."""
        if not self.note:
            return because("clears the note about {name}", name=self.name)
        return because("sets the note about {name} to “{note}”", name=self.name, note=self.note)

    def undo(self, before: Json) -> Effect | None:
        """The note that there was."""
        had = (before.get("note") or "") if isinstance(before, Mapping) else self.note
        return None if had == self.note else self.replace(note=had, expected=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new note."""
        return self.seen(facts, note=self.note or None)


class GetBranchNote(_OnCompany):
    """Reads the note about a branch: ``{"note"}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    thing: ClassVar[Literal["company", "company_location"]] = "company_location"

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reads the note about {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """It changes nothing."""
        return ()

    def assume(self) -> Answer:
        """There is none."""
        return Answer({"note": None}, assumed=True)


class SetBranchNote(SetCompanyNote):
    """Writes the note about a branch of a company anew."""

    thing: ClassVar[Literal["company", "company_location"]] = "company_location"

    def before(self) -> Effect | None:
        """The note as it is."""
        return GetBranchNote(id=self.id, label=self.label)


class DeleteCompany(_OnCompany):
    """Deletes the company. One that is gone already is no error."""

    no_undo: ClassVar[str] = _("a company that was deleted is gone for good, with its branches")

    def echo(self) -> tuple[str, ...]:
        """Shopify reports it."""
        return (f"company.deleted:{self.id}",)

    def sentence(self) -> Sentence:
        """What it does."""
        return because("deletes the company {name}", name=self.name)

    def assume(self) -> Answer:
        """There is one."""
        return Answer({"deleted": True}, assumed=True)


class AddCompanyContact(_OnCompany):
    """Lets a customer buy for the company. One who does already is left as is. ``customer``: the customer's id."""

    no_undo: ClassVar[str] = _(
        "a contact of a company is taken off in your shop, where orders may hang on it"
    )
    no_echo: ClassVar[str] = _("Shopify numbers the contact only when it makes one")

    customer: str
    customer_label: str = ""

    def echo(self) -> tuple[str, ...]:
        """None."""
        return ()

    def sentence(self) -> Sentence:
        """What it does."""
        who = self.customer_label or self.customer
        return because("lets {customer} buy for {company}", customer=who, company=self.name)

    def assume(self) -> Answer:
        """Shopify does it."""
        return Answer({"added": True}, assumed=True)
