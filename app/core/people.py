"""Which customer, company or draft a step means, and the words for what customers said."""

from __future__ import annotations

from typing import TypedDict

from app.core.node import Context
from app.core.sentence import because
from app.core.shop_choices import choices
from app.errors import Missing

COMPANY = frozenset({"company", "company_location", "company_contact"})
"""Facts one of which is enough: a branch and a contact know their company."""
SAID = choices({"subscribed": "Subscribe", "unsubscribed": "Unsubscribe"})


class Named(TypedDict):
    """A customer, a company or a draft as effects name it."""

    id: str
    label: str


def customer_of(ctx: Context) -> Named:
    """The customer's id, and as ``label`` the name or the address. Raises Missing for a guest, who has no account."""
    if not ctx.find("customer"):
        raise Missing(because("there is no {path} here", path="customer"))
    found = ctx.find("customer.id")
    if not found:
        raise Missing(because("the customer ordered as a guest, so your shop keeps nothing about them"))
    return {"id": str(found), "label": str(ctx.find("customer.name") or ctx.find("customer.email") or "")}


def email_of(ctx: Context) -> str:
    """The customer's address; else the one that was given with the order or the checkout. Raises Missing."""
    for path in ("customer.email", "order.email", "checkout.email"):
        if found := str(ctx.find(path) or "").strip():
            return found
    raise Missing(because("there is no {path} here", path="customer.email"))


def company_of(ctx: Context) -> Named:
    """The company: the one that the run is about, or the one that a branch or a contact belongs to. Raises Missing."""
    for path in ("company", "company_location.company", "company_contact.company"):
        if ctx.find(f"{path}.id"):
            return {"id": str(ctx.find(f"{path}.id")), "label": str(ctx.find(f"{path}.name") or "")}
    raise Missing(because("there is no {path} here", path="company.id"))


def draft_of(ctx: Context) -> Named:
    """The draft order's id and its name on screen. Raises Missing."""
    return {"id": str(ctx.get("draft_order.id")), "label": str(ctx.find("draft_order.name") or "")}
