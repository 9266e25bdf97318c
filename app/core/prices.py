"""What a price becomes: set, lowered, raised, rounded; and the price that is crossed out beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal

from babel.numbers import get_currency_precision

from app.core.effects.variants import VariantChange, changed
from app.core.sentence import Json, because
from app.core.shop_choices import choices
from app.errors import Permanent

How = Literal["to", "down_percent", "up_percent", "down", "up"]
HOW = choices(
    {
        "to": "Set to",
        "down_percent": "Lower by %",
        "up_percent": "Raise by %",
        "down": "Lower by an amount",
        "up": "Raise by an amount",
    }
)
Rounding = Literal["exact", "tenth", "whole", "99", "95"]
ROUNDING = choices(
    {
        "exact": "Not rounded",
        "tenth": "To ten cents",
        "whole": "To whole numbers",
        "99": "Ending in .99",
        "95": "Ending in .95",
    }
)
Crossed = Literal["keep", "old", "none"]
CROSSED = choices({"keep": "As it is", "old": "The price until now", "none": "None"})


def number(text: str) -> Decimal:
    """A number as owners write it: 20, 20.50, 20,50 or 20 %. Raises Permanent, also for 1,000: that is one here and a
    thousand there."""
    plain = text.strip().removesuffix("%").strip()
    if re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", plain):
        raise Permanent(because("“{text}” may be read in two ways: write it without the comma", text=plain))
    if "." not in plain:
        plain = plain.replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**12:
        raise Permanent(because("“{text}” is no number", text=text[:60]))
    return found


def worked_out(old: Decimal, how: How, by: Decimal, rounding: Rounding, currency: str) -> Decimal:
    """The new price. Raises Permanent where it would be below zero."""
    match how:
        case "to":
            new = by
        case "down_percent":
            new = old * (100 - by) / 100
        case "up_percent":
            new = old * (100 + by) / 100
        case "down":
            new = old - by
        case "up":
            new = old + by
    new = _rounded(new, rounding, currency)
    if new < 0:
        raise Permanent(because("the price would be {price}, below zero", price=str(new)))
    return new


def _rounded(price: Decimal, rounding: Rounding, currency: str) -> Decimal:
    places = get_currency_precision(currency) if currency else 2
    cent = Decimal(1).scaleb(-places)
    if rounding in ("99", "95") and places:
        below = cent if rounding == "99" else 5 * cent
        nearest = (price + below).quantize(Decimal(1), ROUND_HALF_UP) - below
        return max(nearest, 1 - below).quantize(cent) if price > 0 else price.quantize(cent)
    step = {"tenth": Decimal("0.1"), "whole": Decimal(1)}.get(rounding, cent)
    return price.quantize(max(step, cent), ROUND_HALF_UP).quantize(cent)


def changes(
    variants: Sequence[Mapping[str, Json]],
    how: How,
    by: Decimal,
    rounding: Rounding,
    crossed: Crossed,
    currency: str,
) -> tuple[VariantChange, ...]:
    """What happens to the prices of variants as they are now; one without a price is only changed where it is set."""
    new: dict[str, dict[str, Json]] = {}
    for one in variants:
        old = _price(one.get("price"))
        if old is None and how != "to":
            continue
        price = worked_out(old or Decimal(0), how, by, rounding, currency)
        beside = {"keep": _price(one.get("compare_at_price")), "old": old, "none": None}[crossed]
        # a price that is crossed out beside a higher one says nothing, and WooCommerce does not take it
        shown = str(beside) if beside is not None and beside > price else None
        new[str(one["id"])] = {"price": str(price), "compare_at_price": shown}
    return changed(variants, new)


def sale_ended(variants: Sequence[Mapping[str, Json]]) -> tuple[VariantChange, ...]:
    """The price that is crossed out is the price again, and nothing is crossed out any more."""
    new: dict[str, dict[str, Json]] = {}
    for one in variants:
        price, before = _price(one.get("price")), _price(one.get("compare_at_price"))
        if before is not None and (price is None or before > price):
            new[str(one["id"])] = {"price": str(before), "compare_at_price": None}
    return changed(variants, new)


def _price(value: Json) -> Decimal | None:
    return number(str(value)) if value else None
