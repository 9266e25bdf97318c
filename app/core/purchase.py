"""What a shop orders from a supplier: the lines of an order, and its list as a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from app.core import lists, mail
from app.core.attaching import MOST, cell
from app.core.comparing import decimal
from app.core.effects.message import SendEmail, Sheet
from app.core.moments import zone_of
from app.core.node import Context
from app.core.sentence import Json, Sentence, because
from app.errors import Missing, Permanent

Files = Literal["pdf", "csv", "both"]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


FILES: Mapping[str, str] = {"pdf": _("PDF"), "csv": _("CSV for spreadsheets"), "both": _("PDF and CSV")}
COLUMNS = (_("Article"), _("SKU"), _("Quantity"), _("Price"), _("Sum"))


class Line(NamedTuple):
    """One article of the order."""

    title: str
    sku: str
    quantity: Decimal
    price: Decimal | None


def lines(ctx: Context, items: str, quantity: str, price: str) -> list[Line]:
    """One line for each entry of the list at ``items``, or for the run's own variant or product.

    ``quantity``: a number for all, or the entry's field that holds it; ``price``: the field, "" for none. Raises
    Missing where nothing is to be ordered, Permanent for a quantity or a price that is none.
    """
    entries: Sequence[Json] = lists.entries(ctx, items) if items else [_thing(ctx)]
    found = [_line(entry, quantity, price) for entry in entries]
    wanted = [line for line in found if line.quantity > 0]
    if not wanted:
        raise Missing(because("there is nothing to order here"))
    if len(wanted) > MOST:
        raise Permanent(
            because("the list has {n} entries; a mail carries at most {most}", n=len(wanted), most=MOST)
        )
    return wanted


def letter(
    ctx: Context, texts: tuple[str, str], number: str, to: str, ordered: Sequence[Line], files: Files
) -> SendEmail:
    """The mail with the order's number behind its title. ``texts``: its title and text, as the owner wrote them."""
    subject, html = mail.written(ctx, *texts)
    title = f"{subject} {number}"
    return SendEmail(to=to, subject=title, html=html, sheets=sheets(ctx, number, title, to, ordered, files))


def sheets(
    ctx: Context, number: str, title: str, to: str, ordered: Sequence[Line], files: Files
) -> tuple[Sheet, ...]:
    """The order as the files that are wanted, in the shop's name and on its day."""
    priced = any(line.price is not None for line in ordered)
    rows = tuple(_row(line, priced) for line in ordered)
    total = sum((line.price * line.quantity for line in ordered if line.price is not None), Decimal(0))
    day = ctx.now.astimezone(zone_of(ctx.zone)).date().isoformat()
    whole: dict[str, Any] = {
        "name": number,
        "title": title,
        "head": tuple(line for line in (str(ctx.find("shop.name") or ""), day, to) if line),
        "columns": COLUMNS if priced else COLUMNS[:3],
        "rows": rows,
        "foot": (f"{_money(total)} {ctx.find('shop.currency') or ''}".strip(),) if priced else (),
        "ours": True,
    }
    kinds: tuple[Literal["pdf", "csv"], ...] = ("pdf", "csv") if files == "both" else (files,)
    return tuple(Sheet(kind=kind, **whole) for kind in kinds)


def number_of(asked: Sentence) -> str:
    """The figures at the end of the title under which an order was sent."""
    return re.sub(r"^.*?(\d*)$", r"\1", str(asked.params.get("subject") or ""), flags=re.DOTALL)


def _thing(ctx: Context) -> Json:
    """The variant that the run is about, else its product. Raises Missing."""
    found = ctx.find("variant") or ctx.find("product")
    if not isinstance(found, Mapping):
        raise Missing(because("there is no product to order here: choose a list"))
    product = ctx.find("product")
    known = product.get("title") if isinstance(product, Mapping) and found is not product else None
    return {"product_title": known, **{key: value for key, value in found.items() if value is not None}}


def _line(entry: Json, quantity: str, price: str) -> Line:
    if not isinstance(entry, Mapping):
        raise Permanent(because("the list holds no articles"))
    title = " – ".join(dict.fromkeys(
        text for key in ("product_title", "title", "name", "variant_title") if (text := cell(entry.get(key)))
    ))  # fmt: skip
    pieces = decimal(quantity)
    if pieces is None:
        pieces = decimal(lists.value(entry, quantity))
    if pieces is None:
        raise Permanent(
            because("{what} has no number in {field}", what=title or cell(entry.get("sku")), field=quantity)
        )
    paid = decimal(lists.value(entry, price)) if price else None
    if price and paid is None:
        raise Permanent(
            because("{what} has no number in {field}", what=title or cell(entry.get("sku")), field=price)
        )
    return Line(title, cell(entry.get("sku")), pieces, paid)


def _row(line: Line, priced: bool) -> tuple[str, ...]:
    plain = (line.title, line.sku, str(lists.plain(line.quantity)))
    if not priced or line.price is None:
        return plain
    return (*plain, _money(line.price), _money(line.price * line.quantity))


def _money(amount: Decimal) -> str:
    return format(amount.quantize(Decimal("0.01")), "f")
