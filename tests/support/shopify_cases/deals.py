"""Discounts, drafts, custom fields, what an owner asks by hand; and reading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

from app.core.effects import GetFact, GetWithOrder
from app.core.effects.api import AskShopifyApi, ChangeByShopifyApi
from app.core.effects.discounts import CreateDiscountCode, GetDiscount, SwitchOffDiscount, SwitchOnDiscount
from app.core.effects.drafts import (
    CompleteDraft,
    CreateDraft,
    DeleteDraft,
    DraftLine,
    SendDraftInvoice,
    SetDraftNote,
)
from app.core.effects.fields import GetField, RemoveField, RemoveShopifyField, SetField, SetShopifyField
from app.core.effects.records import GetRecords
from app.core.records import RecordKind, Where
from tests.fakes.clock import iso
from tests.fakes.shopify import derived, discounts, returns
from tests.fakes.shopify.fields import field_of
from tests.fakes.shopify.money import give_back
from tests.fakes.shopify.parcels import send
from tests.fakes.shopify.store import Shop, Thing, number
from tests.support.shopify_cases.case import Case, cid, oid, order, told, vid
from tests.support.shopify_cases.orders import pay_later

SHOP = "gid://shopify/Shop/1"


def _in(shop: Shop, **when: float) -> str:
    return iso(shop.clock.now() + timedelta(**when))


def _code(code: str) -> Any:
    def look(shop: Shop) -> tuple[str, Any] | None:
        node = discounts.by_code(shop, {"code": code})
        return (
            (discounts.status(shop, node["codeDiscount"], {}), node["codeDiscount"]["endsAt"])
            if node
            else None
        )

    return look


def _ended(shop: Shop) -> None:
    node = discounts.by_code(shop, {"code": "TEATIME"})
    assert node
    node["codeDiscount"]["endsAt"] = _in(shop, days=-1)


def _ending(shop: Shop) -> None:
    node = discounts.by_code(shop, {"code": "TEATIME"})
    assert node
    node["codeDiscount"]["endsAt"] = "2027-05-01T00:00:00Z"


def _draft(shop: Shop) -> Thing:
    return shop.all("DraftOrder")[0]


def _did(shop: Shop) -> str:
    return number(_draft(shop)["id"])


def _value(owner: Any, key: str, space: str = "custom") -> Any:
    def look(shop: Shop) -> tuple[str, str] | None:
        found = field_of(shop, owner(shop), space, key)
        return (found["type"], found["value"]) if found else None

    return look


def _field(owner: Any, key: str, value: str, kind: str = "single_line_text_field") -> Any:
    return lambda shop: shop.add(
        "Metafield", owner=owner(shop), namespace="custom", key=key, type=kind, value=value, ownerType="ORDER"
    )


def _first(shop: Shop) -> str:
    return str(order(shop)["id"])


DISCOUNTS: list[Case] = [
    Case(lambda shop: GetDiscount(code="teatime"), lambda shop: None),
    Case(lambda shop: GetDiscount(code="NONE"), answer={"discount": None}),
    Case(
        lambda shop: CreateDiscountCode(
            code="ANNA10",
            value="10",
            customer=cid(shop),
            minimum="20.00",
            uses=1,
            starts_at=_in(shop, hours=-1),
        ),
        _code("ANNA10"),
        ("ACTIVE", None),
        {"created": True},
        {"created": False},
        back=("EXPIRED", "2026-11-23T09:00:00Z"),
        exact=False,
    ),
    Case(
        lambda shop: CreateDiscountCode(
            code="FREESHIP",
            worth="shipping",
            starts_at=_in(shop, hours=-1),
            ends_at="2027-01-01T00:00:00Z",
            alone=False,
        ),
        _code("FREESHIP"),
        ("ACTIVE", "2027-01-01T00:00:00Z"),
        back=("EXPIRED", "2026-11-23T09:00:00Z"),
        exact=False,
    ),
    Case(
        lambda shop: CreateDiscountCode(
            code="FIVE", worth="amount", value="5.00", currency="EUR", starts_at=_in(shop, hours=-1)
        ),
        _code("FIVE"),
        ("ACTIVE", None),
        back=("EXPIRED", "2026-11-23T09:00:00Z"),
        exact=False,
    ),
    Case(
        lambda shop: SwitchOffDiscount(code="TEATIME"),
        _code("TEATIME"),
        ("EXPIRED", "2026-11-23T09:00:00Z"),
        {"changed": True},
        {"changed": False},
        prepare=_ending,
        exact=False,
    ),
    Case(
        lambda shop: SwitchOnDiscount(code="TEATIME", ends_at="2027-05-01T00:00:00Z"),
        _code("TEATIME"),
        ("ACTIVE", "2027-05-01T00:00:00Z"),
        {"changed": True},
        {"changed": False},
        prepare=_ended,
        back=("EXPIRED", "2026-11-23T09:00:00Z"),
        exact=False,
    ),
]

DRAFTS: list[Case] = [
    Case(
        lambda shop: CreateDraft(
            lines=(DraftLine(sku="pot"), DraftLine(variant=vid(shop, "CUP"), quantity=2)),
            customer=cid(shop),
            note="a gift",
            tags=("offer",),
            percent="10",
        ),
        lambda shop: [
            (one["note2"], one["email"], str(told(shop, one, "DraftOrder.totalPriceSet")))
            for one in shop.all("DraftOrder")[1:]
        ],
        [("a gift", "anna@example.com", "106.20")],
    ),
    Case(
        lambda shop: SendDraftInvoice(id=_did(shop), subject="Your offer"),
        lambda shop: (_draft(shop)["status"], [(which, to) for which, to, _ in shop.mails]),
        ("INVOICE_SENT", [("draft invoice", "ben@example.com")]),
    ),
    Case(
        lambda shop: CompleteDraft(id=_did(shop)),
        lambda shop: (
            _draft(shop)["status"],
            derived.financial_status(shop, shop.all("Order")[-1]),
            len(shop.all("Order")),
        ),
        ("COMPLETED", "PENDING", 4),
        {"completed": True},
        {"completed": False},
    ),
    Case(
        lambda shop: CompleteDraft(id=_did(shop), paid=True),
        lambda shop: derived.financial_status(shop, shop.all("Order")[-1]),
        "PAID",
    ),
    Case(
        lambda shop: SetDraftNote(id=_did(shop), note="call first"),
        lambda shop: _draft(shop)["note2"],
        "call first",
        exact=False,
    ),
    Case(
        lambda shop: DeleteDraft(id=_did(shop)),
        lambda shop: len(shop.all("DraftOrder")),
        0,
        {"deleted": True},
        {"deleted": False},
    ),
]

FIELDS: list[Case] = [
    Case(
        lambda shop: SetField(thing="order", id=oid(shop), key="colour", value="blue"),
        _value(_first, "colour"),
        ("single_line_text_field", "blue"),
    ),
    Case(
        lambda shop: SetField(thing="order", id=oid(shop), key="pieces", of="number", value="4"),
        _value(_first, "pieces"),
        ("number_integer", "4"),
        prepare=_field(_first, "pieces", "3", "number_integer"),
    ),
    Case(
        lambda shop: RemoveField(thing="order", id=oid(shop), key="colour"),
        _value(_first, "colour"),
        None,
        prepare=_field(_first, "colour", "blue"),
        exact=False,  # the field that comes back has another number
    ),
    Case(
        lambda shop: SetShopifyField(thing="shop", key="banner", of="json", value='{"on":true}'),
        _value(lambda shop: SHOP, "banner"),
        ("json", '{"on":true}'),
    ),
    Case(
        lambda shop: RemoveShopifyField(thing="shop", key="banner"),
        _value(lambda shop: SHOP, "banner"),
        None,
        prepare=_field(lambda shop: SHOP, "banner", "Sale"),
        exact=False,
    ),
    Case(
        lambda shop: GetField(thing="order", id=oid(shop), key="colour"),
        answer={"value": "blue", "of": "text"},
        prepare=_field(_first, "colour", "blue"),
    ),
]

API: list[Case] = [
    Case(
        lambda shop: AskShopifyApi(title="Name", text="query { shop { name } }", variables={}),
        answer={"data": {"shop": {"name": "Leaf & Clay"}}},
    ),
    Case(
        lambda shop: ChangeByShopifyApi(
            title="Close",
            text="mutation($id: ID!) { orderClose(input: {id: $id}) { order { id } userErrors { field message } } }",
            variables={"id": order(shop)["id"]},
        ),
        lambda shop: bool(order(shop)["closedAt"]),
        True,
    ),
]

READ = {
    "order": "Order",
    "customer": "Customer",
    "product": "Product",
    "variant": "ProductVariant",
    "inventory": "InventoryItem",
    "collection": "Collection",
    "draft_order": "DraftOrder",
    "checkout": "AbandonedCheckout",
    "company": "Company",
    "discount": "DiscountCodeNode",
    "fulfilment": "Fulfillment",
    "fulfilment_order": "FulfillmentOrder",
    "return": "Return",
    "refund": "Refund",
    "payment_schedule": "PaymentSchedule",
    "subscription": "SubscriptionContract",
    "dispute": "ShopifyPaymentsDispute",
    "transfer": "InventoryTransfer",
}
"""What can be read by its id, by the kind that Shopify has."""


def _all_there(shop: Shop) -> None:
    """A parcel, a return, a refund and what else is not in every shop."""
    parcel = send(shop, [(part, {}) for part in shop.these(order(shop)["fulfillmentOrders"])], [])
    row = parcel["fulfillmentLineItems"][0]
    returns.ask_back(shop, order(shop), [{"fulfillmentLineItemId": row, "quantity": 1}], "OPEN")
    give_back(shop, order(shop), [(order(shop)["lineItems"][1], 1, "RETURN")], note="late")
    pay_later(shop)
    place = {"name": "Berlin", "location": shop.all("Location")[0]["id"]}
    shop.add("InventoryTransfer", name="#T1", status="DRAFT", note=None, tags=[], dateCreated=shop.now(), origin=place,
             destination=place, totalQuantity=3, receivedQuantity=0)  # fmt: skip
    why = {"reason": "FRAUDULENT", "networkReasonCode": "4837"}
    shop.add("ShopifyPaymentsDispute", status="NEEDS_RESPONSE", type="CHARGEBACK", order=order(shop)["id"],
             amount="10.00", initiatedAt=shop.now(), reasonDetails=why)  # fmt: skip
    terms = {"interval": "MONTH", "intervalCount": 1}
    shop.add("SubscriptionContract", status="ACTIVE", currencyCode="EUR", customer=order(shop)["customer"], note=None,
             nextBillingDate=None, lastPaymentStatus="SUCCEEDED", originOrder=order(shop)["id"], billingPolicy=terms,
             deliveryPolicy=terms)  # fmt: skip


def _reads(thing: str) -> Case:
    def make(shop: Shop) -> GetFact:
        return GetFact(thing=thing, id=number(shop.all(READ[thing])[0]["id"]))

    return Case(make, prepare=_all_there)


def _last(kind: str) -> Any:
    return lambda shop: GetWithOrder(thing=kind, id=number(shop.all(READ[kind])[-1]["id"]))


READING: list[Case] = [
    *(_reads(thing) for thing in READ),
    Case(_last("refund"), prepare=_all_there),
    Case(_last("fulfilment"), prepare=_all_there),
    *(
        Case(lambda shop, thing=thing: GetRecords(thing=thing, where=Where()), answer={"next": None})  # type: ignore[misc]
        for thing in get_args(RecordKind)
    ),
]

CASES = DISCOUNTS + DRAFTS + FIELDS + API + READING
