"""Effects on customers: notes, details, what they agreed to, store credit, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect, Rests
from app.core.effects.facts import GetFact
from app.core.effects.orders import has_line, with_line, without_line
from app.core.sentence import Json, Sentence, because, money


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


Said = Literal["subscribed", "unsubscribed"]
"""What a customer may be written down to have said about marketing."""
_NUMBERED_LATER = _("the store numbers the customer only when it makes one")


class OnCustomer(Effect):
    """What effects on customers share. ``id``: the store's own id; ``label``: the customer's name on screen."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    id: str
    label: str = ""

    @property
    def name(self) -> str:
        """The customer as sentences call one."""
        return self.label or self.id

    def before(self) -> Effect | None:
        """The customer as the store has it."""
        return GetFact(thing="customer", id=self.id)

    def echo(self) -> tuple[str, ...]:
        """The store reports the change as an update."""
        return (f"customer.updated:{self.id}",)

    def fact(self, facts: Mapping[str, Json]) -> Mapping[str, Json] | None:
        """The customer among the facts of a run; None where they hold another, or none."""
        found = facts.get("customer")
        return found if isinstance(found, Mapping) and str(found.get("id")) == self.id else None

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with the customer changed, for ``apply``."""
        found = self.fact(facts)
        return {} if found is None else {"customer": {**found, **changes}}

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({}, assumed=True)


class SetCustomerNote(OnCustomer):
    """Writes the note about the customer anew. ``expected``: only over this note, which an undo wrote down; None: over
    any."""

    note: str
    expected: str | None = None

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


class AddCustomerNote(OnCustomer):
    """Adds a line to the note about the customer. A line that is there already is not added again."""

    note: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("adds “{note}” to the note about {name}", note=self.note, name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Takes the line out again, if it was not there before."""
        if not isinstance(before, Mapping) or has_line(before.get("note"), self.note):
            return None
        return RemoveCustomerNote(id=self.id, label=self.label, note=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it below what was there."""
        return self.seen(facts, note=with_line((self.fact(facts) or {}).get("note"), self.note))


class RemoveCustomerNote(OnCustomer):
    """Takes a line out of the note about the customer; one that is not there is no error."""

    note: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("takes “{note}” out of the note about {name}", note=self.note, name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Adds it again where it was."""
        if not isinstance(before, Mapping) or not has_line(before.get("note"), self.note):
            return None
        return AddCustomerNote(id=self.id, label=self.label, note=self.note)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps no longer see it."""
        return self.seen(facts, note=without_line((self.fact(facts) or {}).get("note"), self.note))


class SetCustomerDetails(OnCustomer):
    """Changes fields of the customer by their names in the shop's language (``first_name``, ``last_name``, ``phone``,
    ``language``); the others stay. ``expected``: only where the fields hold this; None: whatever they hold."""

    details: dict[str, str]
    expected: dict[str, str] | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        shown = [value for value in self.details.values() if value]
        return because("changes the details of {name}: {details}", name=self.name, details=shown)

    def undo(self, before: Json) -> Effect | None:
        """The fields as they were."""
        if not isinstance(before, Mapping):
            return None
        had = {field: before.get(field) or "" for field in self.details}
        return None if had == self.details else self.replace(details=had, expected=self.details)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see them, and the name that follows from them."""
        new = {field: value or None for field, value in self.details.items()}
        both = {**(self.fact(facts) or {}), **new}
        parts = [part for field in ("first_name", "last_name") if (part := both.get(field))]
        return self.seen(facts, **new, name=" ".join(parts) or None)


class CreateCustomer(Effect):
    """Makes a customer of an e-mail address; where there is one already, it is left as it is. Answers ``{"customer":
    the customer, "created": whether it is new}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = _("a customer who was entered stays; delete one in your shop")
    no_echo: ClassVar[str] = _NUMBERED_LATER

    email: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    language: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()

    def sentence(self) -> Sentence:
        """What it does."""
        return because("enters {email} as a customer", email=self.email)

    def assume(self) -> Answer:
        """There was none yet."""
        return Answer({"customer": {"id": "1", **self.fact()}, "created": True}, assumed=True)

    def fact(self) -> dict[str, Json]:
        """What is known of the new customer."""
        name = " ".join(filter(None, (self.first_name, self.last_name)))
        told = {"name": name, **self.model_dump(mode="json", exclude={"tags"})}
        return {**{field: value or None for field, value in told.items()}, "tags": list(self.tags)}


class _Consent(OnCustomer):
    """What the customer said about marketing by one channel. Withdrawing is never taken back: that is for the customer
    to say."""

    channel: ClassVar[Literal["email", "sms"]]

    state: Said
    at: str = ""
    expected: str = ""
    """Only where the consent is this, which an undo wrote down; "": whatever it is."""

    def undo(self, before: Json) -> Effect | None:
        """Withdraws a consent that was given."""
        had: Json = before.get(f"{self.channel}_consent") if isinstance(before, Mapping) else None
        if self.state != "subscribed" or had == "subscribed":
            return None
        return self.replace(state="unsubscribed", expected=self.state)

    def echo(self) -> tuple[str, ...]:
        """That it was given or withdrawn."""
        past = "given" if self.state == "subscribed" else "withdrawn"
        events = (f"{self.channel}_consent_{past}", f"{self.channel}_consent_changed", "updated")
        return tuple(f"customer.{event}:{self.id}" for event in events)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it."""
        agreed = {"email": "accepts_marketing", "sms": "accepts_sms"}[self.channel]
        said = {f"{self.channel}_consent": self.state, f"{self.channel}_consent_at": self.at or None}
        return self.seen(facts, **{agreed: self.state == "subscribed"}, **said)


class SetEmailConsent(_Consent):
    """Writes down whether the customer agreed to marketing by e-mail. ``at``: when."""

    channel: ClassVar[Literal["email", "sms"]] = "email"

    def sentence(self) -> Sentence:
        """What it does."""
        if self.state == "subscribed":
            return because("subscribes {name} to marketing by e-mail", name=self.name)
        return because("unsubscribes {name} from marketing by e-mail", name=self.name)


class SetSmsConsent(_Consent):
    """Writes down whether the customer agreed to marketing by SMS. ``at``: when."""

    channel: ClassVar[Literal["email", "sms"]] = "sms"

    def sentence(self) -> Sentence:
        """What it does."""
        if self.state == "subscribed":
            return because("subscribes {name} to marketing by SMS", name=self.name)
        return because("unsubscribes {name} from marketing by SMS", name=self.name)


class GiveStoreCredit(OnCustomer):
    """Gives the customer money to shop with: Shopify's store credit, elsewhere a code for that amount which only the
    customer's ``email`` can use, once. Answers ``{"amount", "currency", "code"}``; ``code`` is empty for Shopify.

    Shopify takes no key for it, so an interrupted one is never repeated by itself.
    """

    rests_on_truth: ClassVar[Rests] = "money"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_echo: ClassVar[str] = _("stores send no message about store credit")

    amount: str
    currency: str
    code: str
    email: str = ""
    ends_at: str = ""
    notify: bool = False
    at: str = ""

    def before(self) -> Effect | None:
        """It is taken back whatever was there before."""
        return None

    def echo(self) -> tuple[str, ...]:
        """None."""
        return ()

    def sentence(self) -> Sentence:
        """What it does."""
        return because("gives {name} {amount} to spend", name=self.name, amount=self._money())

    def undo(self, before: Json) -> Effect | None:
        """Takes as much back, as far as it was not spent."""
        same = self.model_dump(include={"id", "label", "amount", "currency", "code"})
        return TakeStoreCredit(**same)

    def assume(self) -> Answer:
        """It is given."""
        return Answer({"amount": self.amount, "currency": self.currency, "code": self.code}, assumed=True)

    def _money(self) -> Json:
        return money(self.amount, self.currency)


class TakeStoreCredit(OnCustomer):
    """Takes store credit back that was given; where the customer has spent it, the store refuses."""

    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = _("store credit that was taken back must be given anew")
    no_echo: ClassVar[str] = _("stores send no message about store credit")

    amount: str
    currency: str
    code: str = ""

    def before(self) -> Effect | None:
        """There is nothing to compare: a balance has no history of its own."""
        return None

    def echo(self) -> tuple[str, ...]:
        """None."""
        return ()

    def sentence(self) -> Sentence:
        """What it does."""
        amount = money(self.amount, self.currency)
        return because("takes {amount} of store credit back from {name}", name=self.name, amount=amount)


class SendAccountInvite(OnCustomer):
    """Lets the store invite the customer to an account by its own e-mail."""

    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = _("an e-mail that was sent stays sent")

    subject: str = ""
    message: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("invites {name} to an account", name=self.name)


class DeleteCustomer(OnCustomer):
    """Deletes the customer. One who is gone already is no error; Shopify keeps those who have ordered."""

    no_undo: ClassVar[str] = _("a customer who was deleted is gone for good")

    def before(self) -> Effect | None:
        """Nothing brings one back."""
        return None

    def echo(self) -> tuple[str, ...]:
        """The store reports it."""
        return (f"customer.deleted:{self.id}",)

    def sentence(self) -> Sentence:
        """What it does."""
        return because("deletes the customer {name}", name=self.name)

    def assume(self) -> Answer:
        """There is one."""
        return Answer({"deleted": True}, assumed=True)


class IsInSegment(OnCustomer):
    """Asks whether the customer is in a segment, which is meant by its name or its number: ``{"member"}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"

    segment: str

    def before(self) -> Effect | None:
        """It is a read itself."""
        return None

    def echo(self) -> tuple[str, ...]:
        """It changes nothing."""
        return ()

    def sentence(self) -> Sentence:
        """What it does."""
        return because("asks whether {name} is in “{segment}”", name=self.name, segment=self.segment)

    def assume(self) -> Answer:
        """Most workflows go on for those who are."""
        return Answer({"member": True}, assumed=True)
