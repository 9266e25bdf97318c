"""Effects on discount codes (in WooCommerce: coupons): a code for one customer, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect, Rests
from app.core.sentence import Json, Sentence, because, money


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


Worth = Literal["percent", "amount", "shipping"]


class _OnCode(Effect):
    """What effects on discount codes share."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    code: str

    def before(self) -> Effect | None:
        """The discount as it is."""
        return GetDiscount(code=self.code)


class GetDiscount(_OnCode):
    """Reads the discount of a code: ``{"discount": it, or None}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"

    def before(self) -> Effect | None:
        """It is a read itself."""
        return None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("looks for the code {code}", code=self.code)

    def assume(self) -> Answer:
        """There is none."""
        return Answer({"discount": None}, assumed=True)


class CreateDiscountCode(_OnCode):
    """Makes a discount with a code. A code that is there already is left as it is, so a repetition is safe.

    ``value``: percent, or an amount in ``currency``; ``minimum``: the order's least total; ``uses``: how often in all,
    0: any number. ``customer`` and ``email``: only this one may use it. Answers ``{"discount": it, "created": whether
    it is new}``.
    """

    rests_on_truth: ClassVar[Rests] = "money"
    cost: ClassVar[int] = 3
    no_echo: ClassVar[str] = _("the store numbers the discount only when it makes it")

    title: str = ""
    worth: Worth = "percent"
    value: str = ""
    currency: str = ""
    minimum: str = ""
    customer: str = ""
    email: str = ""
    uses: int = 0
    once_each: bool = True
    alone: bool = True
    starts_at: str = ""
    ends_at: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("makes the code {code} for {worth}", code=self.code, worth=self.worth_told())

    def worth_told(self) -> Sentence:
        """What it is worth, in words."""
        if self.worth == "shipping":
            return because("free shipping")
        if self.worth == "percent":
            return because("{percent} % off", percent=self.value)
        return because("{amount} off", amount=money(self.value, self.currency))

    def undo(self, before: Json) -> Effect | None:
        """Switches the code off, if it was not there before."""
        there = isinstance(before, Mapping) and before.get("discount")
        return None if there else SwitchOffDiscount(code=self.code)

    def assume(self) -> Answer:
        """It is made."""
        return Answer({"discount": {"id": "1", **self.fact()}, "created": True}, assumed=True)

    def fact(self) -> dict[str, Json]:
        """The discount in the shop's language, as far as it is known before the store has made it."""
        kinds = {"percent": "percentage", "amount": "fixed_amount", "shipping": "shipping"}
        return {
            "title": self.title or self.code,
            "code": self.code,
            "automatic": False,
            "status": "active",
            "kind": kinds[self.worth],
            "percent": float(self.value) if self.worth == "percent" else None,
            "amount": self.value if self.worth == "amount" else None,
            "currency": self.currency or None,
            "minimum": self.minimum or None,
            "free_shipping": self.worth == "shipping",
            "usage_count": 0,
            "usage_limit": self.uses or None,
            "usage_limit_per_customer": 1 if self.once_each else None,
            "alone": self.alone,
            "emails": [self.email] if self.email else [],
            "product_ids": [],
            "custom": {},
            "starts_at": self.starts_at or None,
            "ends_at": self.ends_at or None,
        }


class _Switched(_OnCode):
    """A code that is switched off or on. ``id``: the discount's, where the run knows it."""

    no_echo: ClassVar[str] = _(
        "where the run does not know the discount's number, its message is not known either"
    )

    id: str = ""

    def echo(self) -> tuple[str, ...]:
        """The store reports it as an update."""
        return (f"discount.updated:{self.id}",) if self.id else ()

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with the discount changed."""
        found = facts.get("discount")
        if not isinstance(found, Mapping) or str(found.get("code")).casefold() != self.code.casefold():
            return {}
        return {"discount": {**found, **changes}}


class SwitchOffDiscount(_Switched):
    """Ends a code at once; one that has ended already is left as it is. ``at``: when this was decided."""

    at: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("switches off the code {code}", code=self.code)

    def undo(self, before: Json) -> Effect | None:
        """Switches it on again, until the end that it had."""
        had = before.get("discount") if isinstance(before, Mapping) else None
        if not isinstance(had, Mapping) or had.get("status") == "expired":
            return None
        return SwitchOnDiscount(code=self.code, id=self.id, ends_at=had.get("ends_at") or "")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see that it has ended."""
        return self.seen(facts, status="expired", ends_at=self.at or None)

    def assume(self) -> Answer:
        """It was on."""
        return Answer({"changed": True}, assumed=True)


class SwitchOnDiscount(_Switched):
    """Lets a code count again, until ``ends_at``; "": for good. One that counts is left as it is."""

    ends_at: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("switches on the code {code}", code=self.code)

    def undo(self, before: Json) -> Effect | None:
        """Switches it off again, if it was off."""
        had = before.get("discount") if isinstance(before, Mapping) else None
        off = isinstance(had, Mapping) and had.get("status") == "expired"
        return SwitchOffDiscount(code=self.code, id=self.id) if off else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see that it counts."""
        return self.seen(facts, status="active", ends_at=self.ends_at or None)

    def assume(self) -> Answer:
        """It was off."""
        return Answer({"changed": True}, assumed=True)
