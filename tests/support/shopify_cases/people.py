"""Customers and the companies that they buy for."""

from __future__ import annotations

from typing import Any

from app.core.effects.companies import (
    AddCompanyContact,
    DeleteCompany,
    GetBranchNote,
    SetBranchNote,
    SetCompanyNote,
)
from app.core.effects.customers import (
    AddCustomerNote,
    CreateCustomer,
    DeleteCustomer,
    GiveStoreCredit,
    IsInSegment,
    RemoveCustomerNote,
    SendAccountInvite,
    SetCustomerDetails,
    SetCustomerNote,
    SetEmailConsent,
    SetSmsConsent,
    TakeStoreCredit,
)
from tests.fakes.shopify.customers import credit_of, set_phone
from tests.fakes.shopify.store import Shop, Thing, cents, number
from tests.support.shopify_cases.case import Case, cid, customer


def _note(shop: Shop) -> Any:
    return customer(shop)["note"]


def _noted(text: str) -> Any:
    return lambda shop: customer(shop).__setitem__("note", text)


def _consent(name: str, where: str = "defaultEmailAddress") -> Any:
    return lambda shop: customer(shop, name)[where]["marketingState"]


def _reached(shop: Shop) -> None:
    set_phone(customer(shop), "+4930123456")


def _credit(shop: Shop) -> str:
    return str(credit_of(shop, customer(shop)["id"]))


def _rich(shop: Shop) -> None:
    owner = customer(shop)["id"]
    shop.add("StoreCreditAccount", owner=owner, balance=cents("30.00"), _currency="EUR")


def _people(shop: Shop) -> list[str]:
    return [one["email"] for one in shop.all("Customer")]


def _company(shop: Shop) -> Thing:
    return shop.all("Company")[0]


def _coid(shop: Shop) -> str:
    return number(_company(shop)["id"])


def _branch(shop: Shop) -> Thing:
    return shop.the(_company(shop)["_branches"][0])


CUSTOMERS: list[Case] = [
    Case(lambda shop: SetCustomerNote(id=cid(shop), note="likes green tea"), _note, "likes green tea"),
    Case(
        lambda shop: AddCustomerNote(id=cid(shop), note="likes green tea"),
        _note,
        "tall\nlikes green tea",
        prepare=_noted("tall"),
    ),
    Case(
        lambda shop: RemoveCustomerNote(id=cid(shop), note="likes green tea"),
        _note,
        "tall",
        prepare=_noted("tall\nlikes green tea"),
    ),
    Case(
        lambda shop: SetCustomerDetails(
            id=cid(shop), details={"first_name": "Hanna", "phone": "+4930999999", "language": "de"}
        ),
        lambda shop: [customer(shop)[name] for name in ("firstName", "phone", "locale")],
        ["Hanna", "+4930999999", "de"],
    ),
    Case(
        lambda shop: CreateCustomer(
            email="dora@example.com", first_name="Dora", tags=("new",), note="met at the fair"
        ),
        lambda shop: _people(shop)[3:],
        ["dora@example.com"],
        {"created": True},
        {"created": False},
    ),
    Case(
        lambda shop: CreateCustomer(email="Anna@example.com"),
        lambda shop: len(_people(shop)),
        3,
        {"created": False},
    ),
    Case(
        lambda shop: SetEmailConsent(id=cid(shop, "ben"), state="subscribed"),
        _consent("ben"),
        "SUBSCRIBED",
        back="UNSUBSCRIBED",  # who was asked once has an answer from then on
        exact=False,
    ),
    Case(
        lambda shop: SetSmsConsent(id=cid(shop), state="subscribed"),
        _consent("anna", "defaultPhoneNumber"),
        "SUBSCRIBED",
        prepare=_reached,
        back="UNSUBSCRIBED",
        exact=False,
    ),
    Case(
        lambda shop: GiveStoreCredit(id=cid(shop), amount="15.00", currency="EUR", code="", notify=True),
        _credit,
        "45.00",
        {"amount": "15.00", "code": ""},
        prepare=_rich,
        exact=False,  # what was booked stays in the books
    ),
    Case(
        lambda shop: TakeStoreCredit(id=cid(shop), amount="30.00", currency="EUR"),
        _credit,
        "0.00",
        prepare=_rich,
    ),
    Case(
        lambda shop: SendAccountInvite(id=cid(shop), subject="Come in"),
        lambda shop: ([(which, to) for which, to, _ in shop.mails], customer(shop)["state"]),
        ([("account invite", "anna@example.com")], "INVITED"),
    ),
    Case(
        lambda shop: DeleteCustomer(id=cid(shop, "chloe") if len(_people(shop)) == 3 else "1"),
        _people,
        ["anna@example.com", "ben@example.com"],
        {"deleted": True},
        {"deleted": False},
    ),
    Case(lambda shop: IsInSegment(id=cid(shop), segment="fans of TEA"), answer={"member": True}),
    Case(
        lambda shop: IsInSegment(id=cid(shop, "ben"), segment=number(shop.all("Segment")[0]["id"])),
        answer={"member": False},
    ),
]

COMPANIES: list[Case] = [
    Case(
        lambda shop: SetCompanyNote(id=_coid(shop), note="pays late"),
        lambda shop: _company(shop)["note"],
        "pays late",
    ),
    Case(
        lambda shop: SetBranchNote(id=number(_branch(shop)["id"]), note="ring at the back"),
        lambda shop: _branch(shop)["note"],
        "ring at the back",
    ),
    Case(
        lambda shop: GetBranchNote(id=number(_branch(shop)["id"])),
        answer={"note": "second floor"},
        prepare=lambda shop: _branch(shop).update(note="second floor"),
    ),
    Case(
        lambda shop: AddCompanyContact(id=_coid(shop), customer=cid(shop)),
        lambda shop: [shop.the(one)["company"] for one in customer(shop)["companyContactProfiles"]] and "one",
        "one",
        {"added": True},
        {"added": False},
    ),
    Case(
        lambda shop: DeleteCompany(id=_coid(shop)),
        lambda shop: len(shop.all("Company")) + len(shop.all("CompanyLocation")),
        0,
        {"deleted": True},
        {"deleted": False},
    ),
]

CASES = CUSTOMERS + COMPANIES
