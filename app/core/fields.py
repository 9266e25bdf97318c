"""The typed catalogue of fields, read off the shop's models: what conditions compare, what the value picker lists.

A path begins with the name of a fact (``order.total``) and goes through the fact's shape; inside a shape's own
catalogue it is relative (``total``, ``customer.email``).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo as ModelField

from app.core import shop
from app.core.sentence import Json
from app.core.shop_examples import EXAMPLES

FieldType = Literal[
    "text", "number", "money", "moment", "yes_no", "choice", "list[text]", "list", "shape", "any"
]
"""``list`` is a list of the shape named beside it, ``shape`` one thing of it; ``any``: known when it is there."""

RAW = "raw"
"""Below the fact that an event is about: the store's message as it came. It lies in no event and is read on demand."""

SHAPES: Mapping[str, type[shop.Shape]] = MappingProxyType(
    {model.__name__: model for model in shop.Shape.__subclasses__()}
)

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "order": "Order",
        "draft_order": "DraftOrder",
        "customer": "Customer",
        "company": "Company",
        "company_contact": "CompanyContact",
        "company_location": "CompanyLocation",
        "payment_method": "PaymentMethod",
        "product": "Product",
        "variant": "Variant",
        "inventory": "Inventory",
        "inventory_item": "Inventory",
        "collection": "Collection",
        "transfer": "Transfer",
        "checkout": "Checkout",
        "cart": "Checkout",
        "refund": "Refund",
        "transaction": "Transaction",
        "tender_transaction": "Transaction",
        "fulfilment": "Fulfilment",
        "fulfilment_event": "FulfilmentEvent",
        "fulfilment_order": "FulfilmentOrder",
        "return": "Return",
        "dispute": "Dispute",
        "payment_schedule": "PaymentSchedule",
        "discount": "DiscountCode",
        "subscription": "Subscription",
        "billing_attempt": "BillingAttempt",
        "selling_plan": "SellingPlanGroup",
        "entry": "Entry",
        "call": "WebCall",
        "failure": "Failure",
    }
)
"""The shape of each fact that an event may carry, by the fact's name."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field. ``title`` and ``description`` are message ids, as are ``within``: the titles of what it lies in.

    ``choices``: the label of each value. ``shape``: of a ``shape``, or of the items of a ``list``.
    """

    path: str
    title: str
    description: str
    type: FieldType
    choices: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    within: tuple[str, ...] = ()


_POSITIONS = frozenset({"first", "last"})


@cache
def fields(shape: str) -> Mapping[str, FieldInfo]:
    """All fields of a shape by relative path, those of the shapes inside it too; lists are not gone into, nor what
    holds anything (``custom``).

    Raises KeyError for a name that is no shape.
    """
    return MappingProxyType({info.path: info for info in _walk(shape, "", (), (shape,))})


def field_info(path: str, facts: Mapping[str, str]) -> FieldInfo | None:
    """The field at ``order.total`` where ``facts`` says which shape each name has; None where there is none.

    It goes into lists by position (``order.line_items[0].title`` or ``order.line_items.first.title``) and knows
    their ``size``. The fact itself (``order``) is a field of the type ``shape``. Below ``custom``, and below ``raw`` of
    a fact, every name is a field, called as it is called there.
    """
    name, *parts = path.replace("[", ".").replace("]", "").split(".")
    shape = facts.get(name, "")
    if shape not in SHAPES:
        return None
    title = name.replace("_", " ").capitalize()
    here = FieldInfo(name, title, SHAPES[shape].__doc__ or "", "shape", shape=shape)
    within: tuple[str, ...] = ()
    for part in parts:
        found = _ORIGINAL if part == RAW and here.path == name else _inside(here, part)
        if found is None:
            return None
        if here.type == "shape" and here.path != name:
            within = (*within, here.title)
        here = replace(found, within=within)
    return replace(here, path=path)


def shape_of(fact: str) -> str | None:
    """The shape of a fact by its name: ``cart`` is a ``Checkout``; None for a name that no event carries."""
    return FACTS.get(fact)


def example(shape: str) -> dict[str, Json]:
    """A realistic fact of the shape, yours to change. Raises KeyError for a name that is no shape."""
    return copy.deepcopy(EXAMPLES[shape])


def blank(shape: str) -> dict[str, Json]:
    """A fact of the shape of which nothing is known yet. Raises KeyError for a name that is no shape."""
    return SHAPES[shape]().model_dump()


def example_names(facts: Mapping[str, str]) -> dict[str, Json]:
    """An example of each fact: ``{"order": "Order"}`` -> ``{"order": {...}}``. What is no shape is left out."""
    return {name: example(shape) for name, shape in facts.items() if shape in EXAMPLES}


_ORIGINAL = FieldInfo(
    RAW, "As the store told it", "The store's own message, with its own names, as long as it is kept.", "any"
)


def _inside(here: FieldInfo, part: str) -> FieldInfo | None:
    if here.type == "shape":
        return _direct(here.shape).get(part)
    if here.type == "any":
        title = part.replace("_", " ").strip().capitalize()
        return FieldInfo(part, title, "A field that the shop has added itself.", "any") if part else None
    if here.type not in ("list", "list[text]"):
        return None
    if part == "size":
        return FieldInfo(part, "Number of entries", "How many there are.", "number")
    if part in _POSITIONS or part.isdecimal():
        return replace(here, type="shape" if here.shape else "text")
    return None


def _walk(shape: str, prefix: str, within: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[FieldInfo]:
    for name, info in _direct(shape).items():
        if info.type == "any":
            continue
        yield replace(info, path=prefix + name, within=within)
        if info.type == "shape" and info.shape not in seen:
            yield from _walk(info.shape, f"{prefix}{name}.", (*within, info.title), (*seen, info.shape))


@cache
def _direct(shape: str) -> Mapping[str, FieldInfo]:
    return {name: _read(name, info) for name, info in SHAPES[shape].model_fields.items()}


def _read(name: str, info: ModelField) -> FieldInfo:
    kind, of = _type(info.annotation, info.metadata)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    labels: Any = extra.get("choices") or {}
    return FieldInfo(name, info.title or name, info.description or "", kind, labels, of)


def _type(annotation: Any, metadata: list[Any]) -> tuple[FieldType, str]:
    """The type of an annotation, and the shape it names."""
    for mark in metadata:
        if isinstance(mark, shop.Kind):
            kinds: Mapping[str, FieldType] = {"money": "money", "moment": "moment", "custom": "any"}
            return kinds[mark.name], ""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        inner = next(arg for arg in get_args(annotation) if arg is not type(None))
        return _type(inner, [])
    if origin is Literal:
        return "choice", ""
    if origin is list:
        (item,) = get_args(annotation)
        return ("list[text]", "") if item is str else ("list", item.__name__)
    if hasattr(annotation, "__metadata__"):
        return _type(annotation.__origin__, list(annotation.__metadata__))
    if isinstance(annotation, type) and issubclass(annotation, shop.Shape):
        return "shape", annotation.__name__
    if annotation is bool:
        return "yes_no", ""
    return ("number", "") if annotation in (int, float) else ("text", "")
