"""Effects on customers, codes, drafts, companies and fields as values: what they say, and how they are taken back."""

import json
from typing import Any

import pytest

from app.core.effects import Effect, by_name
from app.core.effects.api import (
    AskShopifyApi,
    AskWooCommerceApi,
    ChangeByShopifyApi,
    ChangeByWooCommerceApi,
    answered,
)
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
from app.core.effects.discounts import (
    CreateDiscountCode,
    GetDiscount,
    SwitchOffDiscount,
    SwitchOnDiscount,
)
from app.core.effects.drafts import (
    CompleteDraft,
    CreateDraft,
    DeleteDraft,
    DraftLine,
    SendDraftInvoice,
    SetDraftNote,
)
from app.core.effects.fields import (
    GetField,
    RemoveField,
    RemoveShopifyField,
    SetField,
    SetShopifyField,
    plain_value,
    same_value,
)
from app.core.fields import example

ANNA: Any = {"id": "501", "label": "Anna"}
DRAFT: Any = {"id": "1", "label": "#D1"}
FIELD: Any = {"thing": "customer", **ANNA, "key": "points"}
CREDIT: Any = {**ANNA, "amount": "5.00", "currency": "EUR", "code": "C-1"}

ALL: list[tuple[Effect, str]] = [
    (SetCustomerNote(**ANNA, note="VIP"), "sets the note about Anna to “VIP”"),
    (SetCustomerNote(**ANNA, note=""), "clears the note about Anna"),
    (AddCustomerNote(**ANNA, note="VIP"), "adds “VIP” to the note about Anna"),
    (RemoveCustomerNote(**ANNA, note="VIP"), "takes “VIP” out of the note about Anna"),
    (SetCustomerDetails(**ANNA, details={"language": "fr"}), "changes the details of Anna: fr"),
    (CreateCustomer(email="a@example.com"), "enters a@example.com as a customer"),
    (SetEmailConsent(**ANNA, state="subscribed"), "subscribes Anna to marketing by e-mail"),
    (SetEmailConsent(**ANNA, state="unsubscribed"), "unsubscribes Anna from marketing by e-mail"),
    (SetSmsConsent(**ANNA, state="subscribed"), "subscribes Anna to marketing by SMS"),
    (SetSmsConsent(**ANNA, state="unsubscribed"), "unsubscribes Anna from marketing by SMS"),
    (GiveStoreCredit(**CREDIT), "gives Anna 5.00 EUR to spend"),
    (TakeStoreCredit(**CREDIT), "takes 5.00 EUR of store credit back from Anna"),
    (SendAccountInvite(id="501"), "invites 501 to an account"),
    (DeleteCustomer(**ANNA), "deletes the customer Anna"),
    (IsInSegment(**ANNA, segment="Fans"), "asks whether Anna is in “Fans”"),
    (SetCompanyNote(id="9", note="VIP"), "sets the note about 9 to “VIP”"),
    (SetCompanyNote(id="9", note=""), "clears the note about 9"),
    (GetBranchNote(id="8"), "reads the note about 8"),
    (SetBranchNote(id="8", note="VIP"), "sets the note about 8 to “VIP”"),
    (DeleteCompany(id="9"), "deletes the company 9"),
    (AddCompanyContact(id="9", customer="501"), "lets 501 buy for 9"),
    (GetDiscount(code="A1"), "looks for the code A1"),
    (CreateDiscountCode(code="A1", value="10"), "makes the code A1 for 10 % off"),
    (
        CreateDiscountCode(code="A1", worth="amount", value="5.00", currency="EUR"),
        "makes the code A1 for 5.00 EUR off",
    ),
    (CreateDiscountCode(code="A1", worth="shipping"), "makes the code A1 for free shipping"),
    (SwitchOffDiscount(code="A1"), "switches off the code A1"),
    (SwitchOnDiscount(code="A1", id="7"), "switches on the code A1"),
    (CreateDraft(lines=(DraftLine(sku="POT"),)), "drafts an order of 1 piece"),
    (
        CreateDraft(lines=(DraftLine(sku="POT", quantity=2),), email="a@example.com"),
        "drafts an order of 2 pieces for a@example.com",
    ),
    (SendDraftInvoice(**DRAFT), "sends the invoice of #D1 to the customer"),
    (SendDraftInvoice(**DRAFT, to="b@example.com"), "sends the invoice of #D1 to b@example.com"),
    (CompleteDraft(**DRAFT, paid=True), "makes a paid order of #D1"),
    (CompleteDraft(**DRAFT), "makes an order of #D1, which is still to be paid"),
    (SetDraftNote(**DRAFT, note="VIP"), "sets the note of #D1 to “VIP”"),
    (SetDraftNote(**DRAFT, note=""), "clears the note of #D1"),
    (DeleteDraft(**DRAFT), "deletes the draft #D1"),
    (GetField(**FIELD), "reads the field points of Anna"),
    (SetField(**FIELD, of="number", value="30"), "sets the field points of Anna to “30”"),
    (
        SetField(**FIELD, of="money", value='{"amount": "5.00", "currency_code": "EUR"}'),
        "sets the field points of Anna to “5.00 EUR”",
    ),
    (SetField(**FIELD, of="list", value='["a", "b"]'), "sets the field points of Anna to “a, b”"),
    (RemoveField(**FIELD), "empties the field points of Anna"),
    (
        SetShopifyField(thing="shop", key="notice", value="Closed"),
        "sets the field notice of your shop to “Closed”",
    ),
    (RemoveShopifyField(thing="shop", key="notice"), "empties the field notice of your shop"),
    (AskShopifyApi(title="Weight", text="{ shop { id } }"), "asks Shopify by “Weight”"),
    (ChangeByShopifyApi(title="orderClose", text="mutation"), "has Shopify do “orderClose”"),
    (AskWooCommerceApi(path="orders"), "asks WooCommerce for orders"),
    (ChangeByWooCommerceApi(path="orders"), "calls POST orders of WooCommerce"),
]


@pytest.mark.parametrize(("effect", "said"), ALL)
def test_says_what_it_does_and_survives_a_restart(effect: Effect, said: str) -> None:
    assert str(effect.sentence()) == said
    assert Effect.unpack(json.loads(json.dumps(effect.pack()))) == effect
    assert by_name(type(effect).__name__) is type(effect)
    assert json.loads(json.dumps(effect.assume().value)) is not None
    assert effect.slot == "shop"
    if effect.kind == "write":
        assert effect.echo() or effect.no_echo
        read = effect.before()
        assert read is None or read.kind == "read"
        undoes = type(effect).undo is not Effect.undo
        assert undoes != bool(effect.no_undo)
    else:
        assert effect.kind == "read"
        assert not effect.echo()
        assert effect.before() is None


NOTED = {"note": "Old"}
ON: Any = {"discount": {"code": "A1", "status": "active", "ends_at": "2099-01-01T00:00:00+00:00"}}
OFF: Any = {"discount": {"code": "A1", "status": "expired", "ends_at": "2020-01-01T00:00:00+00:00"}}
UNDONE: list[tuple[Effect, Any, Effect | None]] = [
    (SetCustomerNote(**ANNA, note="New"), NOTED, SetCustomerNote(**ANNA, note="Old", expected="New")),
    (SetCustomerNote(**ANNA, note="New"), {"note": None}, SetCustomerNote(**ANNA, note="", expected="New")),
    (SetCustomerNote(**ANNA, note="Old"), NOTED, None),
    (SetCustomerNote(**ANNA, note="New"), None, None),
    (AddCustomerNote(**ANNA, note="New"), NOTED, RemoveCustomerNote(**ANNA, note="New")),
    (AddCustomerNote(**ANNA, note="Old"), NOTED, None),
    (RemoveCustomerNote(**ANNA, note="Old"), NOTED, AddCustomerNote(**ANNA, note="Old")),
    (RemoveCustomerNote(**ANNA, note="New"), NOTED, None),
    (
        SetCustomerDetails(**ANNA, details={"language": "fr", "phone": "1"}),
        {"language": "de", "phone": None},
        SetCustomerDetails(
            **ANNA, details={"language": "de", "phone": ""}, expected={"language": "fr", "phone": "1"}
        ),
    ),
    (SetCustomerDetails(**ANNA, details={"language": "fr"}), {"language": "fr"}, None),
    (SetCustomerDetails(**ANNA, details={"language": "fr"}), None, None),
    (
        SetEmailConsent(**ANNA, state="subscribed"),
        {"email_consent": "not_subscribed"},
        SetEmailConsent(**ANNA, state="unsubscribed", expected="subscribed"),
    ),
    (SetEmailConsent(**ANNA, state="subscribed"), {"email_consent": "subscribed"}, None),
    (SetSmsConsent(**ANNA, state="unsubscribed"), {"sms_consent": "subscribed"}, None),
    (GiveStoreCredit(**CREDIT, email="a@example.com"), None, TakeStoreCredit(**CREDIT)),
    (SetCompanyNote(id="9", note="New"), NOTED, SetCompanyNote(id="9", note="Old", expected="New")),
    (SetBranchNote(id="9", note="New"), NOTED, SetBranchNote(id="9", note="Old", expected="New")),
    (SetBranchNote(id="9", note="New"), None, None),
    (CreateDiscountCode(code="A1", value="10"), {"discount": None}, SwitchOffDiscount(code="A1")),
    (CreateDiscountCode(code="A1", value="10"), ON, None),
    (
        SwitchOffDiscount(code="A1", id="7"),
        ON,
        SwitchOnDiscount(code="A1", id="7", ends_at="2099-01-01T00:00:00+00:00"),
    ),
    (SwitchOffDiscount(code="A1"), OFF, None),
    (SwitchOffDiscount(code="A1"), None, None),
    (SwitchOnDiscount(code="A1"), OFF, SwitchOffDiscount(code="A1")),
    (SwitchOnDiscount(code="A1"), ON, None),
    (SetDraftNote(**DRAFT, note="New"), NOTED, SetDraftNote(**DRAFT, note="Old", expected="New")),
    (SetDraftNote(**DRAFT, note="Old"), NOTED, None),
    (
        SetField(**FIELD, of="number", value="30"),
        {"value": "20", "of": "number"},
        SetField(**FIELD, of="number", value="20", expected="30"),
    ),
    (SetField(**FIELD, value="30"), {"value": None, "of": "text"}, RemoveField(**FIELD, expected="30")),
    (SetField(**FIELD, of="decimal", value="30"), {"value": "30.0", "of": "decimal"}, None),
    (
        SetShopifyField(thing="shop", key="a", value="b"),
        {"value": None},
        RemoveShopifyField(thing="shop", key="a", expected="b"),
    ),
    (
        RemoveField(**FIELD),
        {"value": "20", "of": "number"},
        SetField(**FIELD, of="number", value="20", expected=""),
    ),
    (
        RemoveShopifyField(thing="shop", key="a"),
        {"value": "b", "of": "text"},
        SetShopifyField(thing="shop", key="a", value="b", expected=""),
    ),
    (RemoveField(**FIELD), {"value": None, "of": "text"}, None),
]


@pytest.mark.parametrize(("effect", "before", "undo"), UNDONE)
def test_is_taken_back_to_what_was(effect: Effect, before: Any, undo: Effect | None) -> None:
    assert effect.undo(before) == undo


FACTS: Any = {
    "customer": {**example("Customer"), "note": "Old", "custom": {"points": 20}},
    "discount": {"id": "7", "code": "A1", "status": "active"},
    "draft_order": {"id": "1", "note": "Old", "status": "open"},
    "company": {"id": "9", "note": "Old"},
    "company_location": {"id": "8", "note": "Old"},
}
SEEN: list[tuple[Effect, str, dict[str, Any]]] = [
    (SetCustomerNote(**ANNA, note=""), "customer", {"note": None}),
    (AddCustomerNote(**ANNA, note="New"), "customer", {"note": "Old\nNew"}),
    (RemoveCustomerNote(**ANNA, note="Old"), "customer", {"note": None}),
    (
        SetCustomerDetails(**ANNA, details={"last_name": "Braun"}),
        "customer",
        {"last_name": "Braun", "name": "Anna Braun"},
    ),
    (
        SetEmailConsent(**ANNA, state="unsubscribed", at="2026-11-23"),
        "customer",
        {"email_consent": "unsubscribed", "accepts_marketing": False, "email_consent_at": "2026-11-23"},
    ),
    (
        SetSmsConsent(**ANNA, state="subscribed"),
        "customer",
        {"sms_consent": "subscribed", "accepts_sms": True},
    ),
    (SetCompanyNote(id="9", note="New"), "company", {"note": "New"}),
    (SetBranchNote(id="8", note="New"), "company_location", {"note": "New"}),
    (SwitchOffDiscount(code="a1"), "discount", {"status": "expired"}),
    (
        SwitchOnDiscount(code="A1", ends_at="2099-01-01"),
        "discount",
        {"status": "active", "ends_at": "2099-01-01"},
    ),
    (SendDraftInvoice(**DRAFT), "draft_order", {"status": "invoice_sent"}),
    (CompleteDraft(**DRAFT), "draft_order", {"status": "completed"}),
    (SetDraftNote(**DRAFT, note="New"), "draft_order", {"note": "New"}),
    (SetField(**FIELD, of="number", value="30"), "customer", {"custom": {"points": 30}}),
    (
        SetField(**FIELD, space="loyalty", value="a"),
        "customer",
        {"custom": {"points": 20, "loyalty": {"points": "a"}}},
    ),
    (RemoveField(**FIELD), "customer", {"custom": {}}),
]


@pytest.mark.parametrize(("effect", "fact", "changes"), SEEN)
def test_later_steps_see_what_it_changed(effect: Effect, fact: str, changes: dict[str, Any]) -> None:
    found = effect.apply(FACTS)
    assert set(found) == {fact}
    assert {name: found[fact][name] for name in changes} == changes
    other = {name: {**thing, "id": "other", "code": "OTHER"} for name, thing in FACTS.items()}
    assert effect.apply(other) == {}
    assert effect.apply({}) == {}


def test_what_is_told_of_is_expected() -> None:
    assert SetEmailConsent(**ANNA, state="subscribed").echo() == (
        "customer.email_consent_given:501",
        "customer.email_consent_changed:501",
        "customer.updated:501",
    )
    assert SetField(thing="variant", id="4", product="3", key="a", value="b").echo() == ("product.updated:3",)
    assert SetField(thing="order", id="4", key="a", value="b").echo() == ("order.updated:4",)
    assert SwitchOffDiscount(code="A1", id="7").echo() == ("discount.updated:7",)
    assert DeleteDraft(id="1").echo() == ("draft_order.deleted:1", "order.deleted:1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.50", "1.5", True),
        ('{"amount":"5.0","currency_code":"EUR"}', '{"currency_code": "EUR", "amount": "5.00"}', True),
        ('{"amount":"5.0","currency_code":"EUR"}', '{"currency_code": "USD", "amount": "5.00"}', False),
        ('["a", "b"]', '["a","b"]', True),
        ("a\r\nb ", "a\nb", True),
        (None, "", True),
        ("", None, True),
        ("0", None, False),
        ("true", "false", False),
        ("007", "7", False),
    ],
)
def test_values_are_compared_by_what_they_mean(one: str | None, other: str | None, same: bool) -> None:
    assert same_value(one, other) is same


def test_values_as_steps_see_them() -> None:
    assert plain_value("text", "30") == "30"
    assert plain_value("number", "30") == 30
    assert plain_value("yes_no", "true") is True
    assert plain_value("json", "no json") == "no json"


def test_what_a_call_gives() -> None:
    assert answered({"data": [1]}) == {"data": [1]}
    assert answered([1]) == {"data": [1]}
