"""Which of a store's things are meant: one filter for every platform.

Stores search each in their own way and can't search by everything. So a platform is asked for as much of it as it can
filter, and what comes is filtered here again: the answer is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.core import moments
from app.core.comparing import decimal, fold
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import FinancialStatus, FulfilmentStatus, OrderStatus, ProductStatus

RecordKind = Literal["order", "customer", "product", "variant", "draft_order", "collection"]


class Where(BaseModel):
    """What a thing must be like; None and "" ask for nothing. Moments are ISO 8601 with zone, money is a decimal text
    in the shop's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[str, ...] = ()
    status: OrderStatus | None = None
    payment: FinancialStatus | None = None
    fulfilment: FulfilmentStatus | None = None
    product_status: ProductStatus | None = None
    tag: str = ""
    without_tag: str = ""
    email: str = ""
    name: str = ""
    """The number of an order, the title of a product, the SKU of a variant, the name of a customer."""
    created_after: datetime | None = None
    created_before: datetime | None = None
    updated_after: datetime | None = None
    total_at_least: str | None = None
    total_at_most: str | None = None
    stock_below: int | None = None

    def fits(self, fact: Mapping[str, Json]) -> bool:
        """Whether a thing is meant. What it does not tell does not fit."""
        tags = {fold(tag) for tag in fact.get("tags") or ()}
        created, updated = moments.read(fact.get("created_at")), moments.read(fact.get("updated_at"))
        total = decimal(fact["total"] if "total" in fact else fact.get("total_spent"))
        customer = fact.get("customer")
        emails = {
            fold(one)
            for one in (fact.get("email"), customer.get("email") if isinstance(customer, Mapping) else None)
            if one
        }
        stock = fact.get("stock")
        return (
            (not self.ids or str(fact.get("id")) in self.ids)
            and self.status in (None, fact.get("status"))
            and self.payment in (None, fact.get("financial_status"))
            and self.fulfilment in (None, fact.get("fulfilment_status") or "unfulfilled")
            and self.product_status in (None, fact.get("status"))
            and (not self.tag or fold(self.tag) in tags)
            and (not self.without_tag or fold(self.without_tag) not in tags)
            and (not self.email or fold(self.email) in emails)
            and (not self.name or self._named(fact))
            and _after(created, self.created_after)
            and _before(created, self.created_before)
            and _after(updated, self.updated_after)
            and _least(total, self.total_at_least)
            and (self.total_at_most is None or _most(total, self.total_at_most))
            and (self.stock_below is None or (isinstance(stock, int) and stock < self.stock_below))
        )

    def _named(self, fact: Mapping[str, Json]) -> bool:
        """An order by its number, a variant by its SKU too; all else by a part of its name."""
        wanted = fold(self.name).lstrip("#")
        if fold(fact.get("sku") or "") == wanted:
            return True
        if "line_items" in fact or "number" in fact:
            return wanted in {fold(fact.get(field) or "").lstrip("#") for field in ("name", "number")}
        full = f"{fact.get('first_name') or ''} {fact.get('last_name') or ''}"
        return any(wanted in fold(one or "") for one in (fact.get("title"), fact.get("name"), full))

    def told(self) -> Sentence:
        """What is asked for, in words; empty where that is everything."""
        said = [because("with the ID {ids}", ids=list(self.ids))] if self.ids else []
        if self.status or self.payment or self.fulfilment or self.product_status:
            states = [
                str(one) for one in (self.status, self.payment, self.fulfilment, self.product_status) if one
            ]
            said.append(because("whose state is {states}", states=[one.replace("_", " ") for one in states]))
        if self.tag:
            said.append(because("with the tag {tag}", tag=self.tag))
        if self.without_tag:
            said.append(because("without the tag {tag}", tag=self.without_tag))
        if self.email:
            said.append(because("of {email}", email=self.email))
        if self.name:
            said.append(because("called {name}", name=self.name))
        if self.created_after:
            said.append(because("made after {at}", at=self.created_after))
        if self.created_before:
            said.append(because("made before {at}", at=self.created_before))
        if self.updated_after:
            said.append(because("changed after {at}", at=self.updated_after))
        if self.total_at_least:
            said.append(because("of at least {total}", total=self.total_at_least))
        if self.total_at_most:
            said.append(because("of at most {total}", total=self.total_at_most))
        if self.stock_below is not None:
            said.append(because("with fewer than {n} pieces", n=self.stock_below))
        return because("{parts}", parts=said) if said else because("")


def _after(at: datetime | None, bound: datetime | None) -> bool:
    return bound is None or (at is not None and at >= bound)


def _before(at: datetime | None, bound: datetime | None) -> bool:
    return bound is None or (at is not None and at < bound)


def _least(total: Decimal | None, bound: str | None) -> bool:
    return bound is None or (total is not None and total >= Decimal(bound))


def _most(total: Decimal | None, bound: str) -> bool:
    return total is not None and total <= Decimal(bound)
