"""Effects on customers, store credit and discount codes."""

from typing import Any

from app.core.effects.customers import (
    CreateCustomer,
    DeleteCustomer,
    GiveStoreCredit,
    SetCustomerDetails,
    TakeStoreCredit,
)
from app.core.effects.discounts import (
    CreateDiscountCode,
    GetDiscount,
    SwitchOffDiscount,
    SwitchOnDiscount,
)
from tests.fakes.woocommerce.people import Coupons
from tests.support.woo_whole import Case, Whole

ANNA = "2"


def _anna(w: Whole) -> Any:
    found = w.state.things["customer"][int(ANNA)]
    return found["first_name"], found["billing"]["phone"]


def _coupon(w: Whole, code: str) -> Any:
    """Of each coupon of that code what it is worth, for whom, and whether it has ended."""
    return [
        (one["discount_type"], one["amount"], one["email_restrictions"], one["date_expires"] is not None)
        for one in w.state.things["coupon"].values()
        if one["code"] == code
    ]


def _credit(w: Whole) -> str:
    Coupons(w.state).create({"code": "CREDIT-1", "amount": "5.00", "usage_limit": 1})
    return "CREDIT-1"


def _ended(w: Whole) -> str:
    Coupons(w.state).create({"code": "OLD", "amount": "5", "date_expires": "2020-01-01T00:00:00"})
    return "OLD"


PEOPLE = {
    "details": Case(
        lambda w: SetCustomerDetails(id=ANNA, details={"first_name": "Anne", "phone": "+49 30 1"}),
        _anna,
        ("Anne", "+49 30 1"),
    ),
    "entered": Case(
        lambda w: CreateCustomer(email="new@example.com", first_name="Nea", phone="+49 1", tags=("vip",)),
        lambda w: [(one[1], w.meta("customer", str(one[0]))) for one in w.all("customer", "id", "email")][2:],
        [("new@example.com", {"storeflow_tags": "vip"})],
        {"created": True},
    ),
    "deleted": Case(lambda w: DeleteCustomer(id=ANNA), lambda w: w.all("customer", "id"), [1]),
    "credit": Case(
        lambda w: GiveStoreCredit(
            id=ANNA, amount="5.00", currency="EUR", code="CREDIT-1", email="anna@example.com"
        ),
        lambda w: _coupon(w, "credit-1"),
        [("fixed_cart", "5.00", ["anna@example.com"], False)],
        undone=[("fixed_cart", "5.00", ["anna@example.com"], True)],
    ),
    "credit taken back": Case(
        lambda w: TakeStoreCredit(id=ANNA, amount="5.00", currency="EUR", code=_credit(w)),
        lambda w: _coupon(w, "credit-1"),
        [("fixed_cart", "5.00", [], True)],
    ),
    "code": Case(
        lambda w: CreateDiscountCode(code="THANKS-X7", value="12.5", email="anna@example.com"),
        lambda w: _coupon(w, "thanks-x7"),
        [("percent", "12.50", ["anna@example.com"], False)],
        {"created": True},
        undone=[("percent", "12.50", ["anna@example.com"], True)],
    ),
    "code found": Case(lambda w: GetDiscount(code="Spring15"), lambda w: None, None),
    "code switched off": Case(
        lambda w: SwitchOffDiscount(code="SPRING15"),
        lambda w: _coupon(w, "spring15"),
        [("percent", "15.00", [], True)],
    ),
    "code switched on": Case(
        lambda w: SwitchOnDiscount(code=_ended(w)),
        lambda w: _coupon(w, "old"),
        [("fixed_cart", "5.00", [], False)],
    ),
}
