"""Effects on custom fields: those that the shop has made itself (Shopify's metafields, WooCommerce's meta data)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.sentence import Json, Sentence, because


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


Owner = Literal[
    "order", "customer", "product", "variant", "draft_order",
    "collection", "company", "company_location", "shop",
]  # fmt: skip
"""What can have fields of its own; from ``collection`` on, in Shopify only."""
FieldKind = Literal[
    "text", "lines", "number", "decimal", "yes_no", "date", "moment", "money", "link", "list", "json"
]
CUSTOM = "custom"
"""The namespace in which fields lie that an owner made in Shopify's admin."""
_STRUCTURED = ("money", "list", "json", "number", "decimal", "yes_no")


class _Field(Effect):
    """What effects on custom fields share. ``id``: the store's own id of the thing, ``product``: of the product that a
    variant belongs to; ``label``: the thing's name on screen. ``space``: Shopify's namespace."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2
    no_echo: ClassVar[str] = _("stores send no message about their own fields")

    thing: Owner
    id: str = ""
    product: str = ""
    label: str = ""
    space: str = CUSTOM
    key: str

    @property
    def name(self) -> Sentence | str:
        """The thing as sentences call it."""
        return because("your shop") if self.thing == "shop" else self.label or self.id

    @property
    def place(self) -> dict[str, Any]:
        """Where the field is."""
        return self.model_dump(include={"thing", "id", "product", "label", "space", "key"})

    def before(self) -> Effect | None:
        """The field as it is."""
        return GetField(**self.place)

    def echo(self) -> tuple[str, ...]:
        """The store reports an update of the thing, and of a variant's product."""
        if self.thing == "variant":
            return (f"product.updated:{self.product}",) if self.product else ()
        return (f"{self.thing}.updated:{self.id}",) if self.id else ()

    def written(self, facts: Mapping[str, Json], value: Json) -> dict[str, Json]:
        """The facts with the field changed; None takes it away."""
        found = facts.get(self.thing)
        if not isinstance(found, Mapping) or str(found.get("id")) != self.id:
            return {}
        custom = dict(found.get("custom") or {})
        inside = custom if self.space == CUSTOM else custom.get(self.space, {})
        if not isinstance(inside, Mapping):
            return {}
        kept = {**{name: old for name, old in inside.items() if name != self.key},
                **({} if value is None else {self.key: value})}  # fmt: skip
        return {
            self.thing: {**found, "custom": kept if self.space == CUSTOM else {**custom, self.space: kept}}
        }


class GetField(_Field):
    """Reads a custom field: ``{"value": its text, or None, "of": of which kind it is}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"

    def before(self) -> Effect | None:
        """It is a read itself."""
        return None

    def echo(self) -> tuple[str, ...]:
        """It changes nothing."""
        return ()

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reads the field {field} of {name}", field=self.key, name=self.name)

    def assume(self) -> Answer:
        """It is empty."""
        return Answer({"value": None, "of": "text"}, assumed=True)


class SetField(_Field):
    """Sets a custom field. ``value``: as Shopify writes values of the kind ``of``. ``expected``: only where it holds
    this, which an undo wrote down; None: whatever it holds."""

    of: FieldKind = "text"
    value: str
    expected: str | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        value = shown(self.of, self.value)
        return because(
            "sets the field {field} of {name} to “{value}”", field=self.key, name=self.name, value=value
        )

    def undo(self, before: Json) -> Effect | None:
        """The value that it had; a field that was empty is taken away again."""
        if not isinstance(before, Mapping) or same_value(before.get("value"), self.value):
            return None
        had = before.get("value")
        if had is None:
            return (RemoveShopifyField if isinstance(self, SetShopifyField) else RemoveField)(
                **self.place, expected=self.value
            )
        return self.replace(value=had, of=before.get("of") or self.of, expected=self.value)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new value."""
        return self.written(facts, plain_value(self.of, self.value))

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({"value": self.value}, assumed=True)


class RemoveField(_Field):
    """Empties a custom field; one that is empty is no error. ``expected``: only where it holds this; None: whatever it
    holds."""

    expected: str | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("empties the field {field} of {name}", field=self.key, name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """The value that it had."""
        had = before.get("value") if isinstance(before, Mapping) else None
        if not isinstance(before, Mapping) or had is None:
            return None
        kind = SetShopifyField if isinstance(self, RemoveShopifyField) else SetField
        return kind(**self.place, of=before.get("of") or "text", value=had, expected="")

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps no longer see it."""
        return self.written(facts, None)

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({"value": None}, assumed=True)


class SetShopifyField(SetField):
    """Sets a custom field of what only Shopify gives fields: a collection, a company, its branch, the shop."""


class RemoveShopifyField(RemoveField):
    """Empties such a field."""


def plain_value(kind: str, value: str) -> Json:
    """A value as steps see it: numbers, yes and no, lists and objects are read from the text."""
    if kind not in _STRUCTURED:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def same_value(one: Json, other: Json) -> bool:
    """Whether two texts mean one value, however a store writes it: 1.50 is 1.5."""
    return bool(_meant(one) == _meant(other))


def shown(kind: str, value: str) -> str:
    """A value in a sentence, where a long one is cut off."""
    found = plain_value(kind, value)
    if kind == "money" and isinstance(found, dict):
        return f"{found.get('amount')} {found.get('currency_code')}"
    if kind == "list" and isinstance(found, list):
        return ", ".join(str(one) for one in found)[:200]
    return value[:200]


def _meant(value: Json) -> Json:
    if not isinstance(value, str):
        return value or ""
    text = value.replace("\r\n", "\n").strip()
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if isinstance(found, dict) and set(found) == {"amount", "currency_code"}:
        return {**found, "amount": _meant(str(found["amount"]))}
    return found
