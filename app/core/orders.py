"""Which order, which part of it and which of its lines a step means, and the words for why something is done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, TypedDict

from babel.numbers import get_currency_precision

from app.core.condition_parts import SettingError
from app.core.effects import Answer
from app.core.filling import quantity
from app.core.node import Context, Go
from app.core.prices import number
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import choices
from app.errors import Missing, Permanent

EITHER = frozenset({"order", "fulfilment_order"})
"""Facts one of which is enough: a part that is to be sent knows its order."""
PARCEL = frozenset({"order", "fulfilment"})

CANCEL = choices(
    {
        "customer": "The customer changed or called off the order",
        "declined": "The payment was declined",
        "fraud": "Fraud",
        "inventory": "Articles are not there",
        "staff": "A mistake of the staff",
        "other": "Other",
    }
)
DECLINE = choices(
    {
        "return_period_ended": "The time for returns is over",
        "final_sale": "Can't be returned",
        "other": "Other",
    }
)
RETURN = choices(
    {
        "unknown": "Not known",
        "unwanted": "Not wanted any more",
        "defective": "Broken or faulty",
        "not_as_described": "Not as described",
        "wrong_item": "The wrong article",
        "size_too_small": "Too small",
        "size_too_large": "Too large",
        "color": "The colour",
        "style": "The style",
        "other": "Other",
    }
)
Refunded = Literal["all", "amount", "lines"]
REFUNDED = choices({"all": "All that is left", "amount": "An amount", "lines": "Some of its articles"})
WOOCOMMERCE = choices(
    {
        "pending": "Pending payment",
        "processing": "Processing",
        "on-hold": "On hold",
        "completed": "Completed",
        "cancelled": "Cancelled",
        "failed": "Failed",
        "custom": "One of a plugin",
    }
)
"""The status of an order as WooCommerce calls it. “Refunded” is none to set: a refund makes it."""
MAILS = choices(
    {
        "": "What fits its status",
        "customer_invoice": "Order details, with a link to pay",
        "customer_processing_order": "Processing order",
        "customer_completed_order": "Completed order",
        "customer_on_hold_order": "Order on hold",
        "customer_failed_order": "Failed order",
        "customer_refunded_order": "Refunded order",
    }
)


class TheOrder(TypedDict):
    """An order as effects name it."""

    id: str
    label: str


class TheReturn(TypedDict):
    """A return as effects name it."""

    id: str
    label: str
    order: str


def order_of(ctx: Context) -> TheOrder:
    """The order's id, and its name on screen as ``label``: of a part or a parcel, the one that it belongs to. Raises
    Missing."""
    found = ctx.find("order.id")
    if found:
        return {"id": str(found), "label": str(ctx.find("order.name") or "")}
    for fact in ("fulfilment_order", "fulfilment", "return"):
        if ctx.find(f"{fact}.order_id"):
            name = ctx.find(f"{fact}.order_name")
            return {"id": str(ctx.find(f"{fact}.order_id")), "label": str(name or "")}
    raise Missing(because("there is no {path} here", path="order.id"))


def part_of(ctx: Context) -> str:
    """The part to be sent that the run is about; "" where it is about the order as a whole."""
    return _belonging(ctx, "fulfilment_order")


def parcel_of(ctx: Context) -> str:
    """The parcel that the run is about; "" where it is about none."""
    return _belonging(ctx, "fulfilment")


def return_of(ctx: Context) -> TheReturn:
    """The return's id, its name on screen, and the id of its order. Raises Missing."""
    order = ctx.find("return.order_id") or ctx.find("order.id")
    return {
        "id": str(ctx.get("return.id")),
        "label": str(ctx.find("return.name") or ""),
        "order": str(order or ""),
    }


def amount_of(text: str, ctx: Context) -> str:
    """An amount of money above zero, in the order's currency. Raises Permanent."""
    found = number(text)
    if found <= 0:
        raise Permanent(because("“{text}” is no amount above zero", text=text.strip()[:60]))
    places = get_currency_precision(currency_of(ctx) or "EUR")
    return format(found.quantize(Decimal(1).scaleb(-places)), "f")


def currency_of(ctx: Context) -> str:
    """The order's currency."""
    return str(ctx.find("order.currency") or "")


def said_which(what: str, pieces: Mapping[str, str], amount: str = "1") -> None:
    """Raises SettingError where an amount or some of the articles are meant, and it is not said which."""
    if what == "amount" and not amount.strip():
        raise SettingError(because("say which amount is meant"))
    if what == "lines" and not any(sku.strip() for sku in pieces):
        raise SettingError(because("say which articles are meant, by their SKUs"))


def which(what: str, pieces: Mapping[str, str], amount: str = "") -> Sentence:
    """What is meant, for the canvas."""
    if what == "all":
        return because("All that is left")
    return because("{what}", what=amount if what == "amount" else list(pieces))


def refunded(answer: Answer) -> Go:
    """Whether the money went back by itself: not every way of paying can do that."""
    given = answer.value if isinstance(answer.value, dict) else {}
    by_hand = because("{done}; it is only written down, so pay it back by hand", done=answer.because)
    return Go(by_hand if given.get("paid_back") is False else answer.because, output=given)


def lines_of(pieces: Mapping[str, str], ctx: Context) -> tuple[tuple[str, int], ...]:
    """The order's lines of the articles with these SKUs, and how many pieces of each; an empty number means all.

    Raises Missing for an article that is not in the order, Permanent for what is no number of pieces.
    """
    found: dict[str, int] = {}
    lines = ctx.find("order.line_items")
    for key, text in pieces.items():
        sku, wanted = key.strip(), ctx.text(text).strip()
        same = [line for line in lines if _is(line, sku)] if isinstance(lines, list) else []
        if not same:
            raise Missing(because("{sku} is not in the order", sku=sku or key))
        left = quantity(wanted) if wanted else sum(line.get("quantity") or 0 for line in same)
        if left <= 0:
            raise Permanent(because("“{text}” is no number of pieces", text=wanted[:60]))
        for line in same:
            taken = min(left, line.get("quantity") or 0)
            if taken > 0:
                found[str(line["id"])] = taken
                left -= taken
    return tuple(found.items())


def _belonging(ctx: Context, fact: str) -> str:
    """The id of what belongs to the order, and "" where the order is another one, as in a loop over orders."""
    found, of, order = ctx.find(f"{fact}.id"), ctx.find(f"{fact}.order_id"), ctx.find("order.id")
    if not found or (of and order and str(of) != str(order)):
        return ""
    return str(found)


def _is(line: Json, sku: str) -> bool:
    return (
        isinstance(line, Mapping)
        and bool(line.get("id"))
        and str(line.get("sku") or "").casefold() == sku.casefold()
    )
