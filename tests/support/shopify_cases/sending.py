"""What is to be sent, what was sent, and what comes back."""

from __future__ import annotations

from typing import Any

from app.core.effects.fulfilment import (
    CancelFulfilment,
    FulfilOrder,
    HoldFulfilment,
    MoveFulfilment,
    ReleaseHold,
    RequestFulfilment,
    RescheduleFulfilment,
    UpdateTracking,
)
from app.core.effects.returns import (
    ApproveReturn,
    CancelReturn,
    CloseReturn,
    CreateReturn,
    DeclineReturn,
    ReopenReturn,
)
from tests.fakes.shopify import derived, returns
from tests.fakes.shopify.orders import place
from tests.fakes.shopify.parcels import send
from tests.fakes.shopify.seed import by_email, variant
from tests.fakes.shopify.store import Shop, Thing, number
from tests.support.shopify_cases.case import Case, oid, order

LATER = "2027-01-04T09:00:00Z"


def _parts(shop: Shop, at: int = 0) -> list[Thing]:
    return shop.these(order(shop, at)["fulfillmentOrders"])


def _states(at: int = 0) -> Any:
    return lambda shop: [part["status"] for part in _parts(shop, at)]


def _held(shop: Shop) -> None:
    for part in _parts(shop):
        part["status"] = "ON_HOLD"
        part["_before_hold"] = "OPEN"
        part["fulfillmentHolds"] = [
            {
                "id": shop.new_id("FulfillmentHold"),
                "reason": "OTHER",
                "reasonNotes": None,
                "handle": "storeflow-other",
                "displayReason": "Other",
                "heldByRequestingApp": True,
            }
        ]


def _holds(shop: Shop) -> list[tuple[str, str | None]]:
    return [
        (hold["reason"], hold["reasonNotes"]) for part in _parts(shop) for hold in part["fulfillmentHolds"]
    ]


def _sent(shop: Shop) -> Thing:
    return send(shop, [(part, {}) for part in _parts(shop)], [{"company": "DHL", "number": "1", "url": None}])


def _parcels(shop: Shop) -> list[tuple[str, list[str | None]]]:
    found = shop.these(order(shop)["fulfillments"])
    return [(one["status"], [row["number"] for row in one["trackingInfo"]]) for one in found]


def _by_service(shop: Shop) -> None:
    place(shop, [(variant(shop, "TABLE"), 1)], customer=by_email(shop, "anna@example.com"))


def _later(shop: Shop) -> None:
    buyer = by_email(shop, "anna@example.com")
    place(shop, [(variant(shop, "POT"), 1)], customer=buyer, _send_at="2027-01-01T09:00:00Z")


def _asked_back(status: str) -> Any:
    def prepare(shop: Shop) -> None:
        row = _sent(shop)["fulfillmentLineItems"][0]
        sent = {"fulfillmentLineItemId": row, "quantity": 1, "returnReason": "DEFECTIVE"}
        back = returns.ask_back(shop, order(shop), [sent], "REQUESTED" if status == "REQUESTED" else "OPEN")
        if status == "CLOSED":
            back.update(status="CLOSED", closedAt=shop.now())

    return prepare


def _return(shop: Shop) -> Thing:
    return shop.all("Return")[0]


def _rid(shop: Shop) -> str:
    return number(_return(shop)["id"])


def _back(shop: Shop) -> tuple[str, bool]:
    return _return(shop)["status"], bool(_return(shop)["closedAt"])


FULFILMENT: list[Case] = [
    Case(
        lambda shop: HoldFulfilment(id=oid(shop), reason="incorrect_address", note="no number", notify=True),
        lambda shop: (_states()(shop), _holds(shop)),
        (["ON_HOLD"], [("INCORRECT_ADDRESS", "no number")]),
        {"held": 1},
        {"held": 0},
    ),
    Case(
        lambda shop: ReleaseHold(id=oid(shop)),
        _states(),
        ["OPEN"],
        {"released": 1},
        prepare=_held,
        exact=False,  # the new hold has another number
    ),
    Case(
        lambda shop: MoveFulfilment(id=oid(shop), location="Hamburg"),
        lambda shop: [shop.the(part["_place"])["name"] for part in _parts(shop)],
        ["Hamburg"],
        {"moved": 1},
        {"moved": 0},
    ),
    Case(
        lambda shop: FulfilOrder(
            id=oid(shop), carrier="DHL", tracking_number="00340", tracking_url="https://dhl.example/1"
        ),
        lambda shop: (_parcels(shop), derived.fulfilment_status(shop, order(shop))),
        ([("SUCCESS", ["00340"])], "FULFILLED"),
        again={"fulfilments": []},
    ),
    Case(
        lambda shop: RequestFulfilment(id=oid(shop, 3), message="with care", strict=True),
        lambda shop: [(part["requestStatus"], part.get("_message")) for part in _parts(shop, 3)],
        [("SUBMITTED", "with care")],
        {"requested": 1},
        {"requested": 0},
        prepare=_by_service,
    ),
    Case(
        lambda shop: RescheduleFulfilment(id=oid(shop, 3), at=LATER),
        lambda shop: [part["fulfillAt"] for part in _parts(shop, 3)],
        [LATER],
        prepare=_later,
    ),
    Case(
        lambda shop: CancelFulfilment(id=oid(shop)),
        lambda shop: (_parcels(shop), derived.fulfilment_status(shop, order(shop))),
        ([("CANCELLED", ["1"])], "UNFULFILLED"),
        {"cancelled": 1},
        {"cancelled": 0},
        prepare=_sent,
    ),
    Case(
        lambda shop: UpdateTracking(id=oid(shop), carrier="UPS", tracking_number="1Z9", notify=True),
        _parcels,
        [("SUCCESS", ["1Z9"])],
        prepare=_sent,
    ),
]

RETURNS: list[Case] = [
    Case(
        lambda shop: CreateReturn(id=oid(shop), reason="defective", note="cracked"),
        lambda shop: [(one["status"], one["totalQuantity"]) for one in shop.all("Return")],
        [("OPEN", 3)],
        prepare=_sent,
    ),
    Case(
        lambda shop: CreateReturn(id=oid(shop), lines=((number(order(shop)["lineItems"][1]), 1),)),
        lambda shop: [(one["status"], one["totalQuantity"]) for one in shop.all("Return")],
        [("OPEN", 1)],
        prepare=_sent,
    ),
    Case(lambda shop: ApproveReturn(id=_rid(shop)), _back, ("OPEN", False), prepare=_asked_back("REQUESTED")),
    Case(
        lambda shop: DeclineReturn(id=_rid(shop), reason="final_sale", note="on sale"),
        lambda shop: (_back(shop), _return(shop)["decline"]),
        (("DECLINED", False), {"reason": "FINAL_SALE", "note": "on sale"}),
        prepare=_asked_back("REQUESTED"),
    ),
    Case(lambda shop: CloseReturn(id=_rid(shop)), _back, ("CLOSED", True), prepare=_asked_back("OPEN")),
    Case(lambda shop: ReopenReturn(id=_rid(shop)), _back, ("OPEN", False), prepare=_asked_back("CLOSED")),
    Case(lambda shop: CancelReturn(id=_rid(shop)), _back, ("CANCELED", False), prepare=_asked_back("OPEN")),
]

CASES = FULFILMENT + RETURNS
