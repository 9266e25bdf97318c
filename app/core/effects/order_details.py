"""Effects on what stands in an order: whom it goes to, what was asked, what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.core.effects.base import Answer, Effect
from app.core.effects.orders import OnOrder
from app.core.sentence import Json, Sentence, because


class SetOrderAddress(OnOrder):
    """Changes fields of the shipping address, by their names in the shop's language (``line1``, ``country_code``);
    the others stay. ``expected``: only where the fields hold this; None: whatever they hold."""

    cost: ClassVar[int] = 2

    address: dict[str, str]
    expected: dict[str, str] | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        shown = [value for value in self.address.values() if value]
        if not shown:
            return because("clears the shipping address of {name}", name=self.name)
        return because("changes the shipping address of {name}: {address}", name=self.name, address=shown)

    def undo(self, before: Json) -> Effect | None:
        """The fields as they were."""
        had = before.get("shipping_address") if isinstance(before, Mapping) else None
        old = {field: (had or {}).get(field) or "" for field in self.address}
        if not isinstance(before, Mapping) or old == self.address:
            return None
        return SetOrderAddress(id=self.id, label=self.label, address=old, expected=self.address)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new address."""
        had = (self.fact(facts) or {}).get("shipping_address") or {}
        return self.seen(
            facts, shipping_address={**had, **{field: value or None for field, value in self.address.items()}}
        )


class SetOrderContact(OnOrder):
    """Changes where news about the order go; what is None stays. ``expected``: only where it is this."""

    cost: ClassVar[int] = 2

    email: str | None = None
    phone: str | None = None
    expected: dict[str, str] | None = None

    @property
    def wanted(self) -> dict[str, str]:
        """What is to be changed, by field."""
        both = {"email": self.email, "phone": self.phone}
        return {field: value for field, value in both.items() if value is not None}

    def sentence(self) -> Sentence:
        """What it does."""
        shown = [value for value in self.wanted.values() if value]
        if not shown:
            return because("clears the contact of {name}", name=self.name)
        return because("changes the contact of {name} to {contact}", name=self.name, contact=shown)

    def undo(self, before: Json) -> Effect | None:
        """As it was."""
        if not isinstance(before, Mapping):
            return None
        old = {field: before.get(field) or "" for field in self.wanted}
        if old == self.wanted:
            return None
        return SetOrderContact(id=self.id, label=self.label, **old, expected=self.wanted)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it."""
        return self.seen(facts, **{field: value or None for field, value in self.wanted.items()})


class SetOrderAttributes(OnOrder):
    """Sets extra fields of the order; an empty value takes a field away, the others stay. ``expected``: only where
    the fields hold this."""

    cost: ClassVar[int] = 2

    attributes: dict[str, str]
    expected: dict[str, str] | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("sets {fields} of {name}", fields=list(self.attributes), name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """As they were."""
        if not isinstance(before, Mapping):
            return None
        had = values(before.get("attributes"))
        old = {field: had.get(field, "") for field in self.attributes}
        if old == self.attributes:
            return None
        return SetOrderAttributes(id=self.id, label=self.label, attributes=old, expected=self.attributes)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see them."""
        found = self.fact(facts) or {}
        merged = {**values(found.get("attributes")), **self.attributes}
        listed = [{"name": name, "value": value} for name, value in merged.items() if value]
        return self.seen(facts, attributes=listed)


class AddOrderLine(OnOrder):
    """Adds an article by its SKU. Of an article that is in the order already nothing more is added, so that doing it
    again changes nothing. ``free``: at no charge, as a gift."""

    cost: ClassVar[int] = 5

    sku: str
    quantity: int = 1
    free: bool = False
    notify: bool = False
    note: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("adds {n} × {sku} to {name}", n=self.quantity, sku=self.sku, name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The order is edited."""
        return self.told("order.edited")

    def undo(self, before: Json) -> Effect | None:
        """Takes it out again, if it was not there before."""
        if not isinstance(before, Mapping) or line_of(before, self.sku):
            return None
        return RemoveOrderLine(id=self.id, label=self.label, sku=self.sku)

    def assume(self) -> Answer:
        """It is added."""
        return Answer({"added": self.quantity}, assumed=True)


class RemoveOrderLine(OnOrder):
    """Takes an article out by its SKU, as far as it has not been sent; one that is not there is no error."""

    cost: ClassVar[int] = 5
    no_undo: ClassVar[str] = "put back, the article would cost what it costs today"

    sku: str
    restock: bool = True
    notify: bool = False
    note: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("takes {sku} out of {name}", sku=self.sku, name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The order is edited."""
        return self.told("order.edited")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps no longer see the line."""
        found = self.fact(facts)
        line = line_of(found, self.sku) if found is not None else None
        if found is None or line is None:
            return {}
        return self.seen(facts, line_items=[one for one in found["line_items"] if one is not line])

    def assume(self) -> Answer:
        """It is taken out."""
        return Answer({"removed": 1}, assumed=True)


def values(attributes: Json) -> dict[str, str]:
    """Extra fields by name."""
    listed = attributes if isinstance(attributes, list) else []
    return {str(one.get("name")): one.get("value") or "" for one in listed if isinstance(one, Mapping)}


def line_of(order: Mapping[str, Json], sku: str) -> Mapping[str, Json] | None:
    """The order's line of an article, upper and lower case aside."""
    lines = order.get("line_items")
    for line in lines if isinstance(lines, list) else ():
        if isinstance(line, Mapping) and str(line.get("sku") or "").casefold() == sku.casefold():
            return line
    return None
