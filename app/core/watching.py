"""What triggers have in common that start when something has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Literal

from app.core.changed import ORDERED, VARIANT
from app.core.comparing import decimal
from app.core.condition_words import title
from app.core.node import Context, Go, Trigger, Wait
from app.core.sentence import Json, Sentence, because


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


OrderField = Literal[
    "status", "financial_status", "fulfilment_status", "store_status", "tags", "note", "total", "line_items",
    "shipping_address", "email",
]  # fmt: skip
ORDER_FIELDS = {
    "status": _("Order status"),
    "financial_status": _("Payment status"),
    "fulfilment_status": _("Fulfilment status"),
    "store_status": _("Status in the store's words"),
    "tags": _("Tags"),
    "note": _("Note"),
    "total": _("Total"),
    "line_items": _("Items"),
    "shipping_address": _("Shipping address"),
    "email": _("E-mail"),
}

CustomerField = Literal[
    "tags", "email", "phone", "orders_count", "total_spent", "note", "accepts_marketing",
]  # fmt: skip
CUSTOMER_FIELDS = {
    "tags": _("Tags"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "orders_count": _("Number of orders"),
    "total_spent": _("Total spent"),
    "note": _("Note"),
    "accepts_marketing": _("Accepts marketing"),
}

ProductField = Literal[
    "status", "title", "tags", "price", "stock", "description", "categories", "vendor", "product_type", "image",
]  # fmt: skip
PRODUCT_FIELDS = {
    "status": _("Product status"),
    "title": _("Title"),
    "tags": _("Tags"),
    "price": _("Price"),
    "stock": _("Stock"),
    "description": _("Description"),
    "categories": _("Categories"),
    "vendor": _("Vendor"),
    "product_type": _("Product type"),
    "image": _("Picture"),
}


def changes(ctx: Context, fact: str) -> Mapping[str, Json]:
    """The fields of a fact that changed, with what they were before."""
    found = ctx.find(f"before.{fact}")
    return found if isinstance(found, Mapping) else {}


def refusal(ctx: Context, fact: str, fields: Sequence[str]) -> Sentence | None:
    """Why a change starts nothing: none of the fields is among what changed. Without fields any change counts."""
    changed = [name for name in changes(ctx, fact) if not fields or name in fields]
    if changed:
        return None
    if not fields:
        return because("nothing of it changed that Storeflow knows of")
    return because("{fields} did not change", fields=titles(fact, fields))


def told(ctx: Context, fact: str, fields: Sequence[str]) -> Json:
    """The titles of what changed."""
    return titles(fact, [name for name in changes(ctx, fact) if not fields or name in fields])


def titles(fact: str, fields: Sequence[str]) -> Json:
    """The fields by their names on screen."""
    return [title(f"{fact}.{name}") for name in fields]


def moved(ctx: Context, path: str) -> tuple[Decimal, Decimal] | None:
    """A number before and now; None where it did not change, or where one of them is not known."""
    was, now = decimal(ctx.find(f"before.{path}")), decimal(ctx.find(path))
    return (was, now) if was is not None and now is not None and was != now else None


class Changed(Trigger):
    """What the triggers "order changed", "customer changed" ... share: each has its own setting ``fields``.

    ``fact``: the thing; ``named``: the field by which sentences call it."""

    fact: ClassVar[str]
    named: ClassVar[str]

    def _fields(self) -> Sequence[str]:
        found: Any = getattr(self, "fields", ())
        return list(found)

    def gives(self) -> Mapping[str, str]:
        """What changed; with an order, who placed it."""
        shape = self.fact.capitalize()
        return {self.fact: shape} | ({"customer": "Customer"} if self.fact == "order" else {})

    def watches(self) -> frozenset[str]:
        """What it was before."""
        return frozenset({self.fact})

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where nothing of that changed."""
        return refusal(ctx, self.fact, self._fields())

    def summary(self) -> Sentence:
        """For the canvas."""
        fields = self._fields()
        return because("{fields}", fields=titles(self.fact, fields)) if fields else because("Any change")

    def decide(self, ctx: Context) -> Go:
        """What changed."""
        what = told(ctx, self.fact, self._fields())
        name = ctx.find(f"{self.fact}.{self.named}") or ctx.find(f"{self.fact}.id")
        return Go(because("{name}: {what} changed", name=name, what=what))


class VariantMoved(Trigger):
    """What the triggers share that start when the price or the stock of a variant moves."""

    listens = (VARIANT,)

    def gives(self) -> Mapping[str, str]:
        """The variant and its product."""
        return {"variant": "Variant", "product": "Product"}


def email_of(ctx: Context) -> str:
    """By what a customer is known who may order as a guest; "" where no address was left."""
    found = ctx.find("customer.email") or ctx.find("order.email") or ctx.find("checkout.email")
    return str(found or "").strip().casefold()


def after_event(ctx: Context) -> datetime:
    """The first moment after the event that the run began with."""
    return datetime.fromisoformat(ctx.get("event.at")) + timedelta(microseconds=1)


def next_order(ctx: Context, until: datetime, since: datetime) -> Wait:
    """Waits for the customer's next order. What came since then counts."""
    return Wait(until, ORDERED, f"customer:{email_of(ctx)}", since)
