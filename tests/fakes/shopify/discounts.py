"""Discounts with codes: made, found, switched off and on, with another end."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify.registry import Args, Declined, field, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing, cents

SCOPE = "write_discounts"
NO_DISCOUNT = "Discount does not exist."


def make(shop: Shop, kind: str, code: str, **fields: Any) -> Thing:
    """A discount with a code. ``kind``: ``Basic``, ``Bxgy``, ``FreeShipping``."""
    now = shop.now()
    discount: Thing = {
        "__typename": f"DiscountCode{kind}",
        "title": code,
        "summary": "",
        "shortSummary": "",
        "createdAt": now,
        "updatedAt": now,
        "startsAt": now,
        "endsAt": None,
        "usageLimit": None,
        "appliesOncePerCustomer": False,
        "asyncUsageCount": 0,
        "codes": [{"id": shop.new_id("DiscountRedeemCode"), "code": code, "asyncUsageCount": 0}],
        "minimumRequirement": None,
        "customerGets": None,
        "_context": {"all": "ALL"},
    }
    discount.update(fields)
    node = shop.add("DiscountCodeNode", codeDiscount=discount)
    shop.tell("discounts/create", node)
    return node


@field(*(f"DiscountCode{kind}.status" for kind in ("Basic", "Bxgy", "FreeShipping", "App")))
def status(shop: Shop, discount: Thing, args: Args) -> str:
    now = shop.now()
    if discount["endsAt"] and discount["endsAt"] <= now:
        return "EXPIRED"
    return "SCHEDULED" if discount["startsAt"] > now else "ACTIVE"


@field("DiscountNode.id")
def _node_id(shop: Shop, node: Thing, args: Args) -> str:
    return str(node["id"]).replace("/DiscountCodeNode/", "/DiscountNode/")


@field("DiscountNode.discount")
def _discount(shop: Shop, node: Thing, args: Args) -> Thing:
    told: Thing = node["codeDiscount"]
    return told


@query("codeDiscountNodeByCode")
def by_code(shop: Shop, args: Args) -> Thing | None:
    wanted = args["code"].casefold()
    for node in shop.all("DiscountCodeNode"):
        if any(one["code"].casefold() == wanted for one in node["codeDiscount"]["codes"]):
            return node
    return None


def _terms(shop: Shop, sent: Thing, where: str, but: str = "") -> Thing:
    """The fields as they are kept. Raises Declined."""
    code = sent.get("code")
    if code is not None:
        if not code.strip():
            raise Declined("Code can't be blank", where, "code", code="BLANK")
        other = by_code(shop, {"code": code})
        if other and other["id"] != but:
            raise Declined("Code must be unique. Please try a different code.", where, "code", code="TAKEN")
    starts, ends = sent.get("startsAt"), sent.get("endsAt")
    if starts and ends and ends <= starts:
        raise Declined("Ends at needs to be after starts at", where, "endsAt", code="INVALID")
    for gid in (((sent.get("context") or {}).get("customers") or {}).get("add")) or ():
        found(shop, gid, "Customer does not exist", where, "context", kind="Customer")
    kept: Thing = {
        name: sent[name]
        for name in ("title", "startsAt", "endsAt", "usageLimit", "appliesOncePerCustomer")
        if name in sent
    }
    if sent.get("context"):
        kept["_context"] = sent["context"]
    least = ((sent.get("minimumRequirement") or {}).get("subtotal") or {}).get("greaterThanOrEqualToSubtotal")
    if least:
        kept["minimumRequirement"] = {
            "__typename": "DiscountMinimumSubtotal",
            "greaterThanOrEqualToSubtotal": cents(least),
        }
    value = (sent.get("customerGets") or {}).get("value")
    if value:
        kept["customerGets"] = {"value": _worth(value, where), "items": {"__typename": "AllDiscountItems"}}
    return kept


def _worth(value: Thing, where: str) -> Thing:
    if value.get("percentage") is not None:
        if not 0 < value["percentage"] <= 1:
            raise Declined(
                "Value must be between 0.0 and 1.0",
                where,
                "customerGets",
                "value",
                "percentage",
                code="VALUE_OUTSIDE_RANGE",
            )
        return {"__typename": "DiscountPercentage", "percentage": value["percentage"]}
    flat = value["discountAmount"]
    if cents(flat["amount"]) <= 0:
        raise Declined("Value must be greater than 0", where, "customerGets", "value", code="GREATER_THAN")
    told = {"amount": cents(flat["amount"]), "appliesOnEachItem": bool(flat.get("appliesOnEachItem"))}
    return {"__typename": "DiscountAmount", **told}


def _create(shop: Shop, kind: str, sent: Thing, where: str) -> Thing:
    for name in ("title", "code", "startsAt"):
        if not sent.get(name):
            raise Declined(f"{name[0].upper()}{name[1:]} can't be blank", where, name, code="BLANK")
    return {"codeDiscountNode": make(shop, kind, sent["code"], **_terms(shop, sent, where))}


def _update(shop: Shop, args: Args, where: str) -> Thing:
    node = found(shop, args["id"], NO_DISCOUNT, "id", kind="DiscountCodeNode")
    node["codeDiscount"].update(_terms(shop, args[where], where, node["id"]))
    return _changed(shop, node)


def _changed(shop: Shop, node: Thing) -> Thing:
    node["codeDiscount"]["updatedAt"] = shop.now()
    shop.changed(node, "discounts/update")
    return {"codeDiscountNode": node}


@mutation("discountCodeBasicCreate", SCOPE)
def create_basic(shop: Shop, args: Args) -> Thing:
    return _create(shop, "Basic", args["basicCodeDiscount"], "basicCodeDiscount")


@mutation("discountCodeFreeShippingCreate", SCOPE)
def create_shipping(shop: Shop, args: Args) -> Thing:
    return _create(shop, "FreeShipping", args["freeShippingCodeDiscount"], "freeShippingCodeDiscount")


@mutation("discountCodeBasicUpdate", SCOPE)
def update_basic(shop: Shop, args: Args) -> Thing:
    return _update(shop, args, "basicCodeDiscount")


@mutation("discountCodeBxgyUpdate", SCOPE)
def update_bxgy(shop: Shop, args: Args) -> Thing:
    return _update(shop, args, "bxgyCodeDiscount")


@mutation("discountCodeFreeShippingUpdate", SCOPE)
def update_shipping(shop: Shop, args: Args) -> Thing:
    return _update(shop, args, "freeShippingCodeDiscount")


@mutation("discountCodeDeactivate", SCOPE)
def deactivate(shop: Shop, args: Args) -> Thing:
    node = found(shop, args["id"], NO_DISCOUNT, "id", kind="DiscountCodeNode")
    node["codeDiscount"]["endsAt"] = shop.now()
    return _changed(shop, node)


@mutation("discountCodeActivate", SCOPE)
def activate(shop: Shop, args: Args) -> Thing:
    """It begins now and has no end any more."""
    node = found(shop, args["id"], NO_DISCOUNT, "id", kind="DiscountCodeNode")
    node["codeDiscount"].update(endsAt=None, startsAt=min(node["codeDiscount"]["startsAt"], shop.now()))
    return _changed(shop, node)


@mutation("discountCodeDelete", SCOPE)
def delete(shop: Shop, args: Args) -> Thing:
    node = found(shop, args["id"], NO_DISCOUNT, "id", kind="DiscountCodeNode")
    shop.remove(node["id"])
    shop.tell("discounts/delete", node)
    return {"deletedCodeDiscountId": node["id"]}
