"""What discount codes, store credit and drafts are worth, how long they count, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from babel.numbers import get_currency_precision

from app.core.condition_parts import SettingError
from app.core.effects.drafts import DraftLine
from app.core.filling import quantity
from app.core.moments import shift
from app.core.node import Context
from app.core.people import email_of
from app.core.prices import number
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import choices
from app.errors import Missing, Permanent

WORTH = choices({"percent": "Percent", "amount": "An amount", "shipping": "Free shipping"})
Items = Literal["order", "checkout", "chosen"]
ITEMS = choices(
    {"order": "What is in the order", "checkout": "What is in the cart", "chosen": "What I choose here"}
)


def currency_of(ctx: Context) -> str:
    """The shop's currency; else that of the order or the checkout. Raises Missing."""
    for path in ("shop.currency", "order.currency", "checkout.currency", "customer.currency"):
        if found := ctx.find(path):
            return str(found)
    raise Missing(because("there is no {path} here", path="shop.currency"))


def amount(text: str, ctx: Context) -> tuple[str, str]:
    """An amount of money above zero, to the currency's last place, and the currency. Raises Permanent."""
    currency, found = currency_of(ctx), number(text)
    places = Decimal(1).scaleb(-get_currency_precision(currency))
    rounded = found.quantize(places)
    if rounded <= 0:
        raise Permanent(because("“{text}” is no amount above zero", text=text.strip()[:60]))
    return format(rounded, "f"), currency


def percent(text: str, *, may_be_empty: bool = False) -> str:
    """A share above 0 and up to 100; ``may_be_empty``: an empty text is none. Raises Permanent."""
    if may_be_empty and not text.strip():
        return ""
    found = number(text)
    if not 0 < found <= 100:
        raise Permanent(because("“{text}” is no percentage from 1 to 100", text=text.strip()[:60]))
    return format(found, "f")


def terms(ctx: Context, worth: str, value: str, minimum: str, only_customer: bool) -> dict[str, str]:
    """What a code is worth, from which total on, and for whom, filled in. Raises Missing, Permanent."""
    found = {"value": percent(ctx.text(value))} if worth == "percent" else {}
    if worth == "amount":
        found["value"], found["currency"] = amount(ctx.text(value), ctx)
    if least := ctx.text(minimum).strip():
        found["minimum"], found["currency"] = amount(least, ctx)
    return found | (
        {"customer": str(ctx.find("customer.id") or ""), "email": email_of(ctx)} if only_customer else {}
    )


def worth_told(worth: str, value: str) -> Sentence:
    """What a code is worth, for the canvas: its amount is in the shop's currency, which is known when it runs."""
    if worth == "shipping":
        return because("free shipping")
    return because("{percent} % off" if worth == "percent" else "{amount} off", percent=value, amount=value)


def ends(ctx: Context, days: int) -> str:
    """So many days from now on the store's calendar; "" for none."""
    return shift(ctx.now, days, "days", ctx.zone).isoformat() if days else ""


def known_id(code: str, ctx: Context) -> str:
    """The number of the discount with that code, where the run is about it; else ""."""
    same = str(ctx.find("discount.code") or "").casefold() == code.casefold()
    return str(ctx.find("discount.id") or "") if same else ""


def lines_of(items: Items, chosen: Mapping[str, str], ctx: Context) -> tuple[DraftLine, ...]:
    """What a draft is to hold: articles by their SKUs with how many of each, or what another thing holds.

    Raises Missing where nothing is in it, Permanent for what is no number of pieces.
    """
    if items == "chosen":
        found = [(sku.strip(), ctx.text(pieces).strip()) for sku, pieces in chosen.items() if sku.strip()]
        counted = [(sku, quantity(pieces) if pieces else 1) for sku, pieces in found]
        lines = [DraftLine(sku=sku, quantity=pieces) for sku, pieces in counted if pieces > 0]
    else:
        told = ctx.find(f"{items}.line_items")
        lines = [line for one in told or () if (line := _line(one))] if isinstance(told, list) else []
    if not lines:
        raise Missing(because("there is no article to put into the draft"))
    return tuple(lines)


def buyer_of(items: Items, email: str, ctx: Context) -> dict[str, Any]:
    """For whom a draft is: the address that was written, else the customer of the run; and where it goes."""
    if email.strip():
        return {"email": email.strip()}
    known = ctx.find("customer.email") or ctx.find(f"{items}.email")
    who = {"customer": str(ctx.find("customer.id") or ""), "email": str(known or "")}
    return {**who, "address": address_of(items, ctx)}


def said_which(items: Items, chosen: Mapping[str, str]) -> None:
    """Raises SettingError where the articles are to be chosen, and none is."""
    if items == "chosen" and not any(sku.strip() for sku in chosen):
        raise SettingError(because("say which articles are meant, by their SKUs"))


def address_of(items: Items, ctx: Context) -> dict[str, str]:
    """Where the thing that a draft is made of goes; nothing where that is not known."""
    found = ctx.find(f"{items}.shipping_address") if items != "chosen" else None
    return {name: str(value) for name, value in found.items() if value} if isinstance(found, Mapping) else {}


def _line(one: Json) -> DraftLine | None:
    if not isinstance(one, Mapping) or not (one.get("variant_id") or one.get("product_id") or one.get("sku")):
        return None
    ids = {name: str(one.get(f"{name}_id") or "") for name in ("variant", "product")}
    pieces = one.get("quantity")
    return DraftLine(
        sku=str(one.get("sku") or ""), **ids, quantity=pieces if isinstance(pieces, int) and pieces else 1
    )
