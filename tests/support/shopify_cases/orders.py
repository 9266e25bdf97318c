"""Orders: notes, details, articles, open and closed, cancelled; their money."""

from __future__ import annotations

from typing import Any

from app.core.effects import AddTags, RemoveTags
from app.core.effects.order_details import (
    AddOrderLine,
    RemoveOrderLine,
    SetOrderAddress,
    SetOrderAttributes,
    SetOrderContact,
)
from app.core.effects.orders import (
    AddOrderNote,
    ArchiveOrder,
    CancelOrder,
    RemoveOrderNote,
    SetOrderNote,
    UnarchiveOrder,
)
from app.core.effects.payments import (
    CapturePayment,
    MarkAsPaid,
    RefundOrder,
    SendInvoice,
    SendPaymentReminder,
)
from tests.fakes.shopify import derived
from tests.fakes.shopify.store import Shop
from tests.support.shopify_cases.case import Case, cid, customer, oid, order, pid, product_of, stock


def _field(name: str, at: int = 0) -> Any:
    return lambda shop: order(shop, at)[name]


def _write(name: str, value: Any, at: int = 0) -> Any:
    return lambda shop: order(shop, at).__setitem__(name, value)


def _close(shop: Shop) -> None:
    order(shop)["closedAt"] = shop.now()


def _pieces(shop: Shop) -> list[tuple[str, int]]:
    """What is in the first order, and how much of it."""
    lines = derived.lines(shop, order(shop))
    return [(line["sku"], pieces) for line in lines if (pieces := derived.current_quantity(shop, line))]


def _money(at: int = 0) -> Any:
    def look(shop: Shop) -> tuple[str, str, str]:
        one = order(shop, at)
        came, went = derived.received(shop, one), derived.refunded(shop, one)
        return derived.financial_status(shop, one), str(came), str(went)

    return look


def _cancelled(at: int = 0) -> Any:
    def look(shop: Shop) -> tuple[bool, str | None, str, int]:
        one = order(shop, at)
        return bool(one["cancelledAt"]), one["cancelReason"], _money(at)(shop)[0], stock(shop, "CUP")

    return look


def _refunded(shop: Shop) -> tuple[str, str, int, int]:
    status, _, went = _money()(shop)
    return status, went, stock(shop, "POT"), stock(shop, "CUP")


def _mails(shop: Shop) -> list[tuple[str, str]]:
    return [(which, to) for which, to, _ in shop.mails]


def pay_later(shop: Shop) -> None:
    """The third order is to be paid later, in two parts."""
    one = order(shop, 2)
    terms = shop.add("PaymentTerms", order=one["id"], paymentTermsName="Net 30", translatedName="Net 30")
    parts = [
        shop.add(
            "PaymentSchedule",
            paymentTerms=terms["id"],
            dueAt=f"2026-12-0{day}T09:00:00Z",
            issuedAt=shop.now(),
            completedAt=None,
            balanceDue="6.00",
            totalBalance="6.00",
        )["id"]
        for day in (9, 2)
    ]
    terms["paymentSchedules"] = parts
    one["paymentTerms"] = terms["id"]


ORDERS: list[Case] = [
    Case(lambda shop: SetOrderNote(id=oid(shop), note="Gift"), _field("note"), "Gift", {"note": "Gift"}),
    Case(
        lambda shop: SetOrderNote(id=oid(shop), note=""),
        _field("note"),
        None,
        prepare=_write("note", "Ring twice"),
    ),
    Case(
        lambda shop: AddOrderNote(id=oid(shop), note="Gift"),
        _field("note"),
        "Ring twice\nGift",
        prepare=_write("note", "Ring twice"),
    ),
    Case(
        lambda shop: RemoveOrderNote(id=oid(shop), note="Gift"),
        _field("note"),
        "Ring twice",
        prepare=_write("note", "Ring twice\nGift"),
    ),
    Case(
        lambda shop: SetOrderAddress(id=oid(shop), address={"city": "Potsdam", "postcode": "14467"}),
        lambda shop: [order(shop)["shippingAddress"][name] for name in ("city", "zip", "firstName")],
        ["Potsdam", "14467", "Anna"],
        exact=False,  # the address is written down as a whole, without the number of the customer's own
    ),
    Case(
        lambda shop: SetOrderContact(id=oid(shop), email="a.berger@example.com", phone="+4930123456"),
        lambda shop: (order(shop)["email"], order(shop)["phone"]),
        ("a.berger@example.com", "+4930123456"),
    ),
    Case(
        lambda shop: SetOrderAttributes(id=oid(shop), attributes={"Batch": "7", "Gift": ""}),
        _field("customAttributes"),
        [{"key": "Batch", "value": "7"}],
        prepare=_write("customAttributes", [{"key": "Gift", "value": "yes"}]),
    ),
    Case(lambda shop: ArchiveOrder(id=oid(shop)), lambda shop: bool(order(shop)["closedAt"]), True),
    Case(
        lambda shop: UnarchiveOrder(id=oid(shop)),
        lambda shop: bool(order(shop)["closedAt"]),
        False,
        prepare=_close,
    ),
    Case(
        lambda shop: CancelOrder(id=oid(shop), reason="customer", note="changed her mind"),
        _cancelled(),
        (True, "CUSTOMER", "REFUNDED", 40),
        {"cancelled": True},
        {"cancelled": False},
    ),
    Case(
        lambda shop: CancelOrder(id=oid(shop), reason="fraud", refund=False, restock=False, notify=False),
        _cancelled(),
        (True, "FRAUD", "PAID", 38),
    ),
    Case(
        lambda shop: CancelOrder(id=oid(shop, 1), reason="inventory"),
        lambda shop: _money(1)(shop)[0],
        "VOIDED",
    ),
    Case(
        lambda shop: AddOrderLine(id=oid(shop), sku="TOWEL", free=True, note="a gift"),
        lambda shop: (_pieces(shop), str(derived.total(shop, order(shop)))),
        ([("POT", 1), ("CUP", 2), ("TOWEL", 1)], "122.90"),
        {"added": 1},
        {"added": 0},
        exact=False,  # an order keeps the line that was taken out, with nothing in it
    ),
    Case(
        lambda shop: RemoveOrderLine(id=oid(shop), sku="CUP"),
        lambda shop: (_pieces(shop), stock(shop, "CUP")),
        ([("POT", 1)], 40),
        {"removed": 2},
        {"removed": 0},
    ),
]

MONEY: list[Case] = [
    Case(
        lambda shop: MarkAsPaid(id=oid(shop, 2)),
        _money(2),
        ("PAID", "16.90", "0.00"),
        {"marked": True},
        {"marked": False},
    ),
    Case(
        lambda shop: CapturePayment(id=oid(shop, 1)),
        _money(1),
        ("PAID", "34.60", "0.00"),
        {"captured": "34.60"},
        {"captured": "0.00"},
    ),
    Case(
        lambda shop: CapturePayment(id=oid(shop, 1), amount="20.00", currency="EUR"),
        _money(1),
        ("PARTIALLY_PAID", "20.00", "0.00"),
        {"captured": "20.00"},
    ),
    Case(
        lambda shop: RefundOrder(id=oid(shop)),
        _refunded,
        ("REFUNDED", "122.90", 6, 40),
        {"amount": "122.9", "paid_back": True},
        {"amount": "122.9"},
    ),
    Case(
        lambda shop: RefundOrder(id=oid(shop), amount="10.00", currency="EUR", reason="late"),
        _refunded,
        ("PARTIALLY_REFUNDED", "10.00", 5, 38),
        {"amount": "10.0"},
    ),
    Case(
        lambda shop: RefundOrder(
            id=oid(shop), lines=((order(shop)["lineItems"][1].rpartition("/")[2], 1),), shipping=False
        ),
        _refunded,
        ("PARTIALLY_REFUNDED", "14.50", 5, 39),
    ),
    Case(
        lambda shop: SendInvoice(id=oid(shop, 2), subject="Your order", message="Please pay."),
        _mails,
        [("invoice", "anna@example.com")],
    ),
    Case(
        lambda shop: SendInvoice(id=oid(shop, 2), to="books@example.com"),
        _mails,
        [("invoice", "books@example.com")],
    ),
    Case(
        lambda shop: SendPaymentReminder(id=oid(shop, 2)),
        lambda shop: [(which, what.get("dueAt")) for which, _, what in shop.mails],
        [("payment reminder", "2026-12-02T09:00:00Z")],
        {"sent": True},
        prepare=pay_later,
    ),
    Case(lambda shop: SendPaymentReminder(id=oid(shop, 2)), _mails, [("invoice", "anna@example.com")]),
    Case(lambda shop: SendPaymentReminder(id=oid(shop)), _mails, [], {"sent": False}),
]


def _tagged(kind: str) -> Any:
    def look(shop: Shop) -> Any:
        if kind == "customer":
            return customer(shop)["tags"]
        if kind == "product":
            return product_of(shop, "POT")["tags"]
        return (order(shop) if kind == "order" else shop.all("DraftOrder")[0])["tags"]

    return look


def _tag(kind: str, *tags: str) -> Any:
    def prepare(shop: Shop) -> None:
        _tagged(kind)(shop).extend(tags)

    return prepare


def _id(shop: Shop, kind: str) -> str:
    ids = {"order": oid(shop), "customer": cid(shop), "product": pid(shop)}
    return ids.get(kind) or str(shop.all("DraftOrder")[0]["id"]).rpartition("/")[2]


def _adds(kind: Any) -> Case:
    return Case(
        lambda shop: AddTags(thing=kind, id=_id(shop, kind), tags=("vip", "new")),
        _tagged(kind),
        ["VIP", "new"],
        prepare=_tag(kind, "VIP"),
    )


def _removes(kind: Any) -> Case:
    return Case(
        lambda shop: RemoveTags(thing=kind, id=_id(shop, kind), tags=("VIP", "gone")),
        _tagged(kind),
        ["new"],
        prepare=_tag(kind, "VIP", "new"),
    )


TAGS: list[Case] = [
    make(kind) for kind in ("order", "draft_order", "customer", "product") for make in (_adds, _removes)
]

CASES = ORDERS + MONEY + TAGS
