"""Who a customer is in what we keep: by the store's numbers, e-mail addresses and phone numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from app.core.sentence import Json

_CUSTOMER = frozenset({"customer", "customer_id", "customerId"})
_ORDER = frozenset({"order", "order_id", "orderId"})
_DIGITS = 7
"""Fewer are no phone number that would lead to one person."""


@dataclass(frozen=True, slots=True)
class Person:
    """One customer. ``orders``: the numbers of orders that are to go with them."""

    ids: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()

    @staticmethod
    def of(
        ids: Collection[Json] = (),
        emails: Collection[Json] = (),
        phones: Collection[Json] = (),
        orders: Collection[Json] = (),
    ) -> Person:
        """As a store or an owner names them; what is empty is left out."""
        digits = ("".join(filter(str.isdigit, str(one or ""))) for one in phones)
        return Person(
            frozenset(str(one) for one in ids if one),
            frozenset(str(one).strip().casefold() for one in emails if str(one or "").strip()),
            frozenset(one for one in digits if len(one) >= _DIGITS),
            frozenset(str(one) for one in orders if one),
        )

    def empty(self) -> bool:
        """Nothing is known of them."""
        return not (self.ids or self.emails or self.phones or self.orders)

    def subjects(self) -> frozenset[str]:
        """What events and runs about them are filed under."""
        names = {f"customer:{one}" for one in (*self.ids, *self.emails)}
        return frozenset(names | {f"order:{one}" for one in self.orders})


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks for a customer in texts."""

    who: Person
    _address: re.Pattern[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        parts = "|".join(re.escape(one) for one in sorted(self.who.emails))
        found = re.compile(rf"(?<![\w.+-])(?:{parts})(?![\w-]|\.\w)") if parts else None
        object.__setattr__(self, "_address", found)

    def mentions(self, text: str, fact: str = "") -> bool:
        """Whether a text (JSON or plain) is about them. ``fact``: what a JSON text itself is, such as ``customer``."""
        if self._address is not None and self._address.search(text.casefold()):
            return True
        who = self.who
        if not any(one in text for one in (*who.ids, *who.orders)) and not who.phones:
            return False
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError:
            return False
        return any(self._named({fact: value} if fact else value))

    def orders(self, value: Json) -> Iterator[str]:
        """The numbers of the orders that a value tells of."""
        for key, inside in _pairs(value):
            if key in _ORDER and (found := _id(inside)):
                yield found

    def _named(self, value: Json) -> Iterator[bool]:
        who = self.who
        for key, inside in _pairs(value):
            if key in _CUSTOMER:
                yield _id(inside) in who.ids
            elif key in _ORDER:
                yield _id(inside) in who.orders
            elif key == "phone" and isinstance(inside, str) and who.phones:
                digits = "".join(filter(str.isdigit, inside))
                yield any(
                    digits.endswith(one) or one.endswith(digits)
                    for one in who.phones
                    if len(digits) >= _DIGITS
                )


def _pairs(value: Json) -> Iterator[tuple[str, Json]]:
    """Every name with its value, however deep."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield str(key), inside
            yield from _pairs(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _pairs(inside)


def _id(value: Json) -> str:
    """The number of a thing, or of what stands there in its place."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return (
        str(found).rpartition("/")[2] if isinstance(found, (str, int)) and not isinstance(found, bool) else ""
    )
