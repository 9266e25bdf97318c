"""Effects on orders and drafts: each with a shop to begin with and what it looks like afterwards."""

from typing import Any

from app.core.effects.drafts import (
    CompleteDraft,
    CreateDraft,
    DeleteDraft,
    DraftLine,
    SendDraftInvoice,
    SetDraftNote,
)
from app.core.effects.fulfilment import (
    CancelFulfilment,
    FulfilOrder,
    HoldFulfilment,
    ReleaseHold,
    UpdateTracking,
)
from app.core.effects.order_details import (
    AddOrderLine,
    RemoveOrderLine,
    SetOrderAddress,
    SetOrderAttributes,
    SetOrderContact,
)
from app.core.effects.orders import (
    AddOrderNote,
    CancelOrder,
    RemoveOrderNote,
    SetOrderNote,
    SetOrderStatus,
)
from app.core.effects.payments import (
    MarkAsPaid,
    RefundOrder,
    ResendOrderEmail,
    SendInvoice,
    SendPaymentReminder,
)
from tests.fakes.woocommerce.order_parts import Notes
from tests.fakes.woocommerce.orders import Orders
from tests.support.woo_whole import Case, Whole

ANNA = "anna@example.com"


def _become(w: Whole, order: str, status: str, **fields: Any) -> str:
    Orders(w.state).update(w.state.things["order"][int(order)], {"status": status, **fields})
    return order


def _noted(w: Whole, note: str) -> str:
    order = w.order()
    Notes(w.state, w.o).add(note)
    return order


def _held(w: Whole) -> str:
    return _become(w, w.paid(), "on-hold", meta_data=[{"key": "storeflow_held_from", "value": "processing"}])


def _lines(w: Whole) -> Any:
    return [(one["sku"], one["quantity"], one["total"]) for one in w.o["line_items"]], w.o["total"]


def _refunds(w: Whole) -> Any:
    return w.all("refund", "amount"), w.state.refunded_by_gateway, w.o["status"], w.stock("TEE-100")


def _mails(w: Whole) -> Any:
    return [(template, to) for template, to, _ in w.state.mails if template != "customer_processing_order"]


def _drafts(w: Whole) -> Any:
    return [
        (
            one["status"],
            one["total"],
            one["customer_note"],
            one["billing"]["email"],
            w.meta("order", str(one["id"])),
        )
        for one in w.state.things["order"].values()
    ]


ORDERS = {
    "note": Case(
        lambda w: SetOrderNote(id=w.order(), note="Leave it at the door"),
        lambda w: w.o["customer_note"],
        "Leave it at the door",
    ),
    "note of its own": Case(lambda w: AddOrderNote(id=w.order(), note="Packed"), Whole.notes, ["Packed"]),
    "note to the customer": Case(
        lambda w: AddOrderNote(id=w.order(), note="On its way", to_customer=True),
        lambda w: (w.notes(), _mails(w)),
        (["On its way"], [("customer_note", ANNA)]),
        no_undo=True,
    ),
    "note taken away": Case(
        lambda w: RemoveOrderNote(id=_noted(w, "Packed"), note="Packed"), Whole.notes, [], no_undo=True
    ),
    "address": Case(
        lambda w: SetOrderAddress(id=w.order(), address={"line1": "Am Markt 1", "city": "Bonn"}),
        lambda w: (w.o["shipping"]["address_1"], w.o["shipping"]["city"], w.o["shipping"]["postcode"]),
        ("Am Markt 1", "Bonn", "10969"),
    ),
    "contact": Case(
        lambda w: SetOrderContact(id=w.order(), email="new@example.com", phone="+49 228 1"),
        lambda w: (w.o["billing"]["email"], w.o["billing"]["phone"]),
        ("new@example.com", "+49 228 1"),
    ),
    "attributes": Case(
        lambda w: SetOrderAttributes(id=w.order(), attributes={"gift": "yes"}),
        lambda w: w.meta("order", w.at),
        {"gift": "yes"},
    ),
    "status": Case(
        lambda w: SetOrderStatus(id=w.order(), status="on-hold", note="Waits for the bank"),
        lambda w: (w.o["status"], w.stock("TEE-100")),
        ("on-hold", 38),
    ),
    "cancelled": Case(
        lambda w: CancelOrder(id=w.paid(), note="Wrong size"),
        lambda w: (_refunds(w), w.notes()),
        ((["24.70"], [(16, "24.70")], "cancelled", 40), ["Wrong size"]),
    ),
    "held": Case(
        lambda w: HoldFulfilment(id=w.paid(), note="Which house?"),
        lambda w: w.o["status"],
        "on-hold",
    ),
    "released": Case(lambda w: ReleaseHold(id=_held(w)), lambda w: w.o["status"], "processing"),
    "sent": Case(
        lambda w: FulfilOrder(id=w.paid(), carrier="DHL", tracking_number="JJD01"),
        lambda w: (w.o["status"], w.o["date_completed"] is not None, w.notes(), _mails(w)),
        ("completed", True, ["DHL JJD01"], [("customer_note", ANNA), ("customer_completed_order", ANNA)]),
    ),
    "not sent after all": Case(
        lambda w: CancelFulfilment(id=_become(w, w.paid(), "completed")),
        lambda w: w.o["status"],
        "processing",
    ),
    "tracking": Case(
        lambda w: UpdateTracking(id=w.paid(), carrier="DHL", tracking_number="JJD02"),
        Whole.notes,
        ["DHL JJD02"],
        no_undo=True,
    ),
    "line added": Case(
        lambda w: AddOrderLine(id=w.order(), sku="wrap", quantity=2, note="Two wraps"),
        _lines,
        ([("TEE-100", 2, "19.80"), ("WRAP", 2, "4.00")], "28.70"),
    ),
    "gift added": Case(
        lambda w: AddOrderLine(id=w.order(), sku="MUG-R", free=True),
        _lines,
        ([("TEE-100", 2, "19.80"), ("MUG-R", 1, "0.00")], "24.70"),
    ),
    "line taken out": Case(lambda w: RemoveOrderLine(id=w.order(), sku="TEE-100"), _lines, ([], "4.90")),
    "paid": Case(
        lambda w: MarkAsPaid(id=w.order()),
        lambda w: (w.o["status"], w.o["date_paid"] is not None, w.stock("TEE-100")),
        ("processing", True, 38),
    ),
    "paid while on hold": Case(
        lambda w: MarkAsPaid(id=_become(w, w.order(), "on-hold")),
        lambda w: (w.o["status"], w.o["date_paid"] is not None),
        ("processing", True),
    ),
    "paid for nothing": Case(
        lambda w: MarkAsPaid(id=w.order(shipping_lines=[], line_items=[{"sku": "WRAP", "total": "0"}])),
        lambda w: (w.o["total"], w.o["status"], w.o["date_paid"] is not None),
        ("0.00", "processing", True),
    ),
    "refunded in part": Case(
        lambda w: RefundOrder(id=w.paid(), amount="5.00", currency="EUR", reason="Late"),
        _refunds,
        (["5.00"], [(16, "5.00")], "processing", 38),
        {"amount": "5.00", "paid_back": True},
    ),
    "refunded a piece": Case(
        lambda w: RefundOrder(id=w.paid(), lines=((str(w.o["line_items"][0]["id"]), 1),), shipping=False),
        _refunds,
        (["9.90"], [(16, "9.90")], "processing", 39),
    ),
    "refunded": Case(
        lambda w: RefundOrder(id=w.paid()), _refunds, (["24.70"], [(16, "24.70")], "refunded", 40)
    ),
    "refunded by hand": Case(
        lambda w: RefundOrder(id=w.paid(payment_method="bacs"), restock=False),
        _refunds,
        (["24.70"], [], "refunded", 38),
        {"paid_back": False},
    ),
    "invoice": Case(lambda w: SendInvoice(id=w.order()), _mails, [("customer_invoice", ANNA)], again=True),
    "reminder": Case(
        lambda w: SendPaymentReminder(id=w.order()),
        _mails,
        [("customer_invoice", ANNA)],
        again=True,
    ),
    "mail again": Case(
        lambda w: ResendOrderEmail(id=_become(w, w.paid(), "completed")),
        lambda w: _mails(w)[1:],
        [("customer_completed_order", ANNA)],
        again=True,
    ),
    "draft": Case(
        lambda w: CreateDraft(
            lines=(DraftLine(sku="WRAP", quantity=2), DraftLine(product=w.id("MUG"), variant=w.id("MUG-R"))),
            email="new@example.com",
            note="As agreed",
            tags=("vip",),
        ),
        _drafts,
        [("pending", "13.50", "As agreed", "new@example.com", {"storeflow_tags": "vip"})],
        again=True,
    ),
    "draft for less": Case(
        lambda w: CreateDraft(lines=(DraftLine(sku="TEE-100"),), customer="2", percent="10"),
        _drafts,
        [("pending", "8.91", "", ANNA, {})],
    ),
    "draft sent": Case(
        lambda w: SendDraftInvoice(id=w.order()), _mails, [("customer_invoice", ANNA)], again=True
    ),
    "draft paid": Case(
        lambda w: CompleteDraft(id=w.order(), paid=True),
        lambda w: (w.o["status"], w.o["date_paid"] is not None),
        ("processing", True),
    ),
    "draft without payment": Case(
        lambda w: CompleteDraft(id=w.order()), lambda w: (w.o["status"], w.o["date_paid"]), ("on-hold", None)
    ),
    "draft's note": Case(
        lambda w: SetDraftNote(id=w.order(), note="As agreed"), lambda w: w.o["customer_note"], "As agreed"
    ),
    "draft deleted": Case(lambda w: DeleteDraft(id=w.order()), lambda w: w.o["status"], "trash"),
}
