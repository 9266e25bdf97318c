"""Steps about custom fields: which thing is meant, and how what an owner wrote becomes a value of a kind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from app.core.effects.base import Effect
from app.core.effects.fields import CUSTOM, FieldKind, Owner, RemoveField, RemoveShopifyField, SetField
from app.core.effects.fields import SetShopifyField as SetElsewhere
from app.core.ending import ForAWhile
from app.core.filling import quantity, required
from app.core.goods import product_of, variant_of
from app.core.moments import read, zone_of
from app.core.node import Action, Ask, Context, Text, setting
from app.core.orders import TheOrder, order_of
from app.core.people import Named, company_of, customer_of
from app.core.prices import number
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import choices
from app.errors import Permanent

KINDS = choices(
    {
        "text": "Text",
        "lines": "Text of several lines",
        "number": "Whole number",
        "decimal": "Number with decimals",
        "yes_no": "Yes or no",
        "date": "Date",
        "moment": "Date and time",
        "money": "Amount of money",
        "link": "Web address",
        "list": "List of texts, one a line",
        "json": "JSON",
    }
)
_KEY = r"^[A-Za-z0-9_.-]{1,64}$"
_YES = ("yes", "true", "1", "on")
_NO = ("no", "false", "0", "off", "")
_WHOSE: Mapping[Owner, Sentence] = {
    "order": because("the order"),
    "customer": because("the customer"),
    "product": because("the product"),
    "variant": because("the variant"),
    "draft_order": because("the draft"),
    "collection": because("the collection"),
    "company": because("the company"),
    "company_location": because("the branch"),
    "shop": because("your shop"),
}
_ELSEWHERE = frozenset({"collection", "company", "company_location", "shop"})
_CALLED = {"draft_order": "name", "collection": "title", "company_location": "name"}
_ANY: Mapping[str, Callable[[Context], TheOrder | Named]] = {
    "order": order_of,
    "customer": customer_of,
    "company": company_of,
}


def owner_of(thing: Owner, ctx: Context) -> dict[str, Any]:
    """The thing as effects on fields name it. Raises Missing."""
    if thing in _ANY:
        return {"thing": thing, **_ANY[thing](ctx)}
    if thing == "product":
        id, label = product_of(ctx)
        return {"thing": thing, "id": id, "label": label}
    if thing == "variant":
        found = variant_of(ctx)
        return {"thing": thing, "id": found.variant, "product": found.product, "label": found.name}
    if thing == "shop":
        return {"thing": thing}
    label = ctx.find(f"{thing}.{_CALLED[thing]}")
    return {"thing": thing, "id": str(ctx.get(f"{thing}.id")), "label": str(label or "")}


class SetsField(ForAWhile):
    """What all steps that set a custom field have in common; each says in ``of`` whose field, and has an example."""

    of: ClassVar[Owner]
    effects: ClassVar[tuple[type[Effect], ...]] = (SetField,)

    key: str = setting(
        "Field", "Its key, such as birthday. In Shopify: letters, digits, - and _.", pattern=_KEY
    )
    kind_of: FieldKind = setting("Kind", "What your shop takes the field for.", "text", choices=KINDS)
    value: Text = setting("Value", "Values can be inserted.", widget="area", max_length=60_000)
    space: str = setting("Namespace", "For Shopify. Leave it for fields that you made in your admin.", CUSTOM,
                         pattern=r"^\$?[A-Za-z0-9_:-]{1,255}$")  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{field}: {value}", field=self.key, value=self.value[:80]))

    def told(self) -> Sentence:
        """For the paragraph."""
        whose, value = _WHOSE[self.of], self.value[:80]
        return self.lasting(because("set the field {field} of {whose} to “{value}”", field=self.key, whose=whose,
                                    value=value))  # fmt: skip

    def decide(self, ctx: Context) -> Ask:
        """The field, set."""
        value = written(self.kind_of, ctx.text(self.value), ctx)
        kind = SetElsewhere if self.of in _ELSEWHERE else SetField
        effect = kind(**owner_of(self.of, ctx), space=self.space, key=self.key, of=self.kind_of, value=value)
        return self.ask(ctx, effect)


class RemovesField(Action):
    """What all steps that empty a custom field have in common."""

    of: ClassVar[Owner]
    effects: ClassVar[tuple[type[Effect], ...]] = (RemoveField,)

    key: str = setting("Field", "Its key, such as birthday.", pattern=_KEY)
    space: str = setting("Namespace", "For Shopify. Leave it for fields that you made in your admin.", CUSTOM,
                         pattern=r"^\$?[A-Za-z0-9_:-]{1,255}$")  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{field}", field=self.key)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("empty the field {field} of {whose}", field=self.key, whose=_WHOSE[self.of])

    def decide(self, ctx: Context) -> Ask:
        """The field, emptied."""
        kind = RemoveShopifyField if self.of in _ELSEWHERE else RemoveField
        effect = kind(**owner_of(self.of, ctx), space=self.space, key=self.key)
        return Ask(effect.sentence(), effect)


def written(kind: FieldKind, text: str, ctx: Context) -> str:
    """What an owner wrote as Shopify writes values of the kind. Raises Missing where nothing is left of it, so that a
    field is never emptied by mistake, and Permanent for what is none."""
    plain = required(text, because("Value"))
    match kind:
        case "text":
            return " ".join(plain.split())
        case "lines":
            return plain.replace("\r\n", "\n")
        case "number":
            return str(quantity(plain))
        case "decimal":
            return format(number(plain), "f")
        case "yes_no":
            return _yes_no(plain)
        case "date" | "moment":
            return _moment(kind, plain, ctx.zone)
        case "money":
            return _money(plain, ctx)
        case "link":
            return _link(plain)
        case "list":
            return json.dumps(
                [line.strip() for line in plain.splitlines() if line.strip()], ensure_ascii=False
            )
        case "json":
            return _json(plain)


def _yes_no(text: str) -> str:
    word = text.casefold()
    if word not in _YES and word not in _NO:
        raise Permanent(because("“{text}” is neither yes nor no", text=text[:60]))
    return "true" if word in _YES else "false"


def _moment(kind: Literal["date", "moment"], text: str, zone: str) -> str:
    at = read(text, zone)
    if at is None:
        raise Permanent(because("“{text}” is no date, such as 2026-12-24", text=text[:60]))
    if kind == "moment":
        return at.astimezone(UTC).isoformat(timespec="seconds")
    return (
        text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else at.astimezone(zone_of(zone)).date().isoformat()
    )


def _money(text: str, ctx: Context) -> str:
    """An amount, in the currency that is written behind it, else in the shop's."""
    found = re.fullmatch(r"(.*?)\s*([A-Z]{3})?", text, re.DOTALL)
    amount, given = (found[1], found[2]) if found else (text, None)
    currency = given or ctx.find("shop.currency") or ctx.find("order.currency")
    if not currency:
        raise Permanent(
            because("“{text}”: write the currency behind the amount, such as 5 EUR", text=text[:60])
        )
    return json.dumps({"amount": format(number(amount), "f"), "currency_code": str(currency)})


def _link(text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or any(c.isspace() for c in text):
        raise Permanent(
            because("{address} is not a web address; it begins with https://", address=text[:200])
        )
    return text


def _json(text: str) -> str:
    try:
        found: Json = json.loads(text)
    except ValueError:
        raise Permanent(because("“{text}” is not JSON", text=text[:60])) from None
    return json.dumps(found, ensure_ascii=False)
