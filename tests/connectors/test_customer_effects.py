"""Customers and companies as each store is asked to change them: notes, details, consent, credit, accounts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.effects import AddTags, Effect, GetFact
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
from app.core.effects.discounts import GetDiscount
from app.core.fields import SHAPES
from app.errors import Missing, Permanent
from tests.support.shops import DemoStore, ShopifyStore, WooStore

GID = "gid://shopify/Customer/501"
ANNA = {
    "id": GID,
    "note": "Likes tea",
    "firstName": "Anna",
    "lastName": "Berger",
    "locale": "de",
    "canDelete": True,
    "defaultPhoneNumber": {"phoneNumber": "+49301", "marketingState": "NOT_SUBSCRIBED"},
    "defaultEmailAddress": {"emailAddress": "anna@example.com", "marketingState": "SUBSCRIBED"},
}
READ = {
    "id": GID,
    "first_name": "Anna",
    "tags": [],
    "defaultEmailAddress": {"emailAddress": "anna@example.com"},
}
WOO = {
    "id": 501,
    "email": "anna@example.com",
    "first_name": "Anna",
    "last_name": "Berger",
    "billing": {"phone": "+49301", "email": "anna@example.com"},
    "shipping": {},
    "meta_data": [],
}
READS = {
    "customer",
    "customerByIdentifier",
    "segments",
    "customerSegmentMembership",
    "company",
    "companyLocation",
}
CREDIT = GiveStoreCredit(
    id="501", label="Anna", amount="5.00", currency="EUR", code="CREDIT-ABC", email="anna@example.com"
)


def wrote(asked: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in asked if one[0] not in READS]


@pytest.mark.parametrize(
    ("effect", "sent"),
    [
        (SetCustomerNote(id="501", note="VIP"), {"note": "VIP"}),
        (SetCustomerNote(id="501", note="", expected="Likes tea"), {"note": ""}),
        (AddCustomerNote(id="501", note="Rings twice"), {"note": "Likes tea\nRings twice"}),
        (RemoveCustomerNote(id="501", note="Likes tea"), {"note": ""}),
        (
            SetCustomerDetails(id="501", details={"last_name": "Braun", "language": "fr"}),
            {"lastName": "Braun", "locale": "fr"},
        ),
        (
            SetCustomerDetails(id="501", details={"phone": "+4940"}, expected={"phone": "+49301"}),
            {"phone": "+4940"},
        ),
    ],
)
async def test_shopify_changes_a_customer(effect: Effect, sent: Mapping[str, str]) -> None:
    async with ShopifyStore() as store:
        store.answers["customer"] = ANNA
        await store.shop.perform(effect, "k")
        assert wrote(store.asked) == [("customerUpdate", {"input": {"id": GID, **sent}})]


@pytest.mark.parametrize(
    "effect",
    [
        SetCustomerNote(id="501", note="Likes tea"),
        AddCustomerNote(id="501", note="Likes tea"),
        RemoveCustomerNote(id="501", note="Likes coffee"),
        SetCustomerDetails(id="501", details={"first_name": "Anna", "phone": "+49301"}),
        SetEmailConsent(id="501", state="subscribed"),
    ],
)
async def test_what_is_right_already_is_not_written(effect: Effect) -> None:
    async with ShopifyStore() as store:
        store.answers["customer"] = ANNA
        await store.shop.perform(effect, "k")
        assert wrote(store.asked) == []


@pytest.mark.parametrize(
    "effect",
    [
        SetCustomerNote(id="501", note="", expected="VIP"),
        SetCustomerDetails(id="501", details={"language": "de"}, expected={"language": "fr"}),
        SetSmsConsent(id="501", state="unsubscribed", expected="subscribed"),
    ],
)
async def test_an_undo_leaves_what_was_changed_meanwhile(effect: Effect) -> None:
    async with ShopifyStore() as store:
        store.answers["customer"] = ANNA
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(effect, "k")
        assert wrote(store.asked) == []


async def test_what_a_customer_said_is_written_down_with_its_time() -> None:
    async with ShopifyStore() as store:
        store.answers["customer"] = ANNA
        await store.shop.perform(
            SetEmailConsent(id="501", state="unsubscribed", at="2026-11-23T09:00:00+00:00"), "k"
        )
        await store.shop.perform(SetSmsConsent(id="501", state="subscribed"), "k")
        (email, told), (sms, agreed) = wrote(store.asked)
        assert email == "customerEmailMarketingConsentUpdate"
        assert told["input"] == {
            "customerId": GID,
            "emailMarketingConsent": {
                "marketingState": "UNSUBSCRIBED",
                "consentUpdatedAt": "2026-11-23T09:00:00+00:00",
            },
        }
        assert sms == "customerSmsMarketingConsentUpdate"
        consent = {"marketingState": "SUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN"}
        assert agreed["input"]["smsMarketingConsent"] == consent


async def test_shopify_says_why_it_declines() -> None:
    async with ShopifyStore() as store:
        store.answers["customer"] = {**ANNA, "defaultPhoneNumber": None}
        store.answers["customerSmsMarketingConsentUpdate"] = {
            "userErrors": [{"message": "A phone number is needed"}]
        }
        with pytest.raises(Permanent, match="declined: A phone number is needed"):
            await store.shop.perform(SetSmsConsent(id="501", state="subscribed"), "k")


async def test_a_new_customer_of_shopify() -> None:
    effect = CreateCustomer(email="anna@example.com", first_name="Anna", phone="+49301", tags=("guest",))
    async with ShopifyStore() as store:
        store.answers["customerCreate"] = {"customer": READ, "userErrors": []}
        made = await store.shop.perform(effect, "k")
        sent = {"email": "anna@example.com", "firstName": "Anna", "phone": "+49301", "tags": ["guest"]}
        assert wrote(store.asked) == [("customerCreate", {"input": sent})]
        assert made["created"] is True
        assert (made["customer"]["id"], made["customer"]["email"]) == ("501", "anna@example.com")
        store.answers["customerByIdentifier"] = READ
        again = await store.shop.perform(effect, "k")
        assert again == {"customer": made["customer"], "created": False}
        assert len(wrote(store.asked)) == 1


async def test_store_credit_of_shopify_is_given_and_taken_back() -> None:
    async with ShopifyStore() as store:
        given = await store.shop.perform(
            CREDIT.replace(ends_at="2027-01-01T00:00:00+00:00", notify=True), "k"
        )
        assert given == {"amount": "5.00", "currency": "EUR", "code": ""}
        undo = CREDIT.undo(None)
        assert isinstance(undo, TakeStoreCredit)
        await store.shop.perform(undo, "k")
        amount = {"amount": "5.00", "currencyCode": "EUR"}
        assert wrote(store.asked) == [
            (
                "storeCreditAccountCredit",
                {
                    "id": GID,
                    "credit": {
                        "creditAmount": amount,
                        "notify": True,
                        "expiresAt": "2027-01-01T00:00:00+00:00",
                    },
                },
            ),
            ("storeCreditAccountDebit", {"id": GID, "debit": {"debitAmount": amount}}),
        ]


async def test_an_invitation() -> None:
    async with ShopifyStore() as store:
        await store.shop.perform(SendAccountInvite(id="501"), "k")
        await store.shop.perform(SendAccountInvite(id="501", subject="Come in"), "k")
        assert wrote(store.asked) == [
            ("customerSendAccountInviteEmail", {"id": GID, "email": None}),
            ("customerSendAccountInviteEmail", {"id": GID, "email": {"subject": "Come in"}}),
        ]


async def test_shopify_deletes_only_those_who_never_ordered() -> None:
    async with ShopifyStore() as store:
        store.answers["customer"] = ANNA
        assert await store.shop.perform(DeleteCustomer(id="501"), "k") == {"deleted": True}
        assert wrote(store.asked) == [("customerDelete", {"id": GID})]
        store.answers["customer"] = {**ANNA, "canDelete": False}
        with pytest.raises(Permanent, match="Anna has ordered"):
            await store.shop.perform(DeleteCustomer(id="501", label="Anna"), "k")
        store.answers["customer"] = None
        assert await store.shop.perform(DeleteCustomer(id="501"), "k") == {"deleted": False}
        assert len(wrote(store.asked)) == 1


async def test_who_is_gone_can_not_be_changed() -> None:
    async with ShopifyStore() as store:
        for effect in (
            SetCustomerNote(id="501", label="Anna", note="x"),
            SetEmailConsent(id="501", state="subscribed"),
        ):
            with pytest.raises(Missing, match="no customer"):
                await store.shop.perform(effect, "k")


async def test_a_segment_is_meant_by_its_name_exactly() -> None:
    async with ShopifyStore() as store:
        store.answers["segments"] = {
            "nodes": [
                {"id": "gid://shopify/Segment/1", "name": "Big spenders in Berlin"},
                {"id": "gid://shopify/Segment/2", "name": "Big spenders"},
            ]
        }
        store.answers["customerSegmentMembership"] = lambda asked: {
            "memberships": [
                {"segmentId": asked["segments"][0], "isMember": asked["segments"][0].endswith("/2")}
            ]
        }
        assert await store.shop.perform(IsInSegment(id="501", segment="big Spenders"), "k") == {
            "member": True
        }
        assert await store.shop.perform(IsInSegment(id="501", segment="1"), "k") == {"member": False}
        assert store.asked[0] == ("segments", {"query": 'name:"big Spenders"'})
        with pytest.raises(Missing, match="no segment called “Potters”"):
            await store.shop.perform(IsInSegment(id="501", segment="Potters"), "k")


async def test_woocommerce_changes_details() -> None:
    async with WooStore() as store:
        store.answers["GET customers/501"] = (200, WOO)
        store.answers["PUT customers/501"] = (200, WOO)
        effect = SetCustomerDetails(id="501", details={"first_name": "Ann", "phone": "+4940"})
        assert await store.shop.perform(effect, "k") == effect.details
        assert store.wrote == [("PUT customers/501", {"first_name": "Ann", "billing": {"phone": "+4940"}})]
        await store.shop.perform(SetCustomerDetails(id="501", details={"phone": "+49301"}), "k")
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(effect.replace(expected={"first_name": "Ann", "phone": "1"}), "k")
        with pytest.raises(Permanent, match="keeps no language"):
            await store.shop.perform(SetCustomerDetails(id="501", details={"language": "fr"}), "k")
        assert len(store.wrote) == 1


async def test_a_new_customer_of_woocommerce() -> None:
    effect = CreateCustomer(email="anna@example.com", first_name="Anna", phone="+49301", tags=("guest",))
    async with WooStore() as store:
        store.answers["GET customers"] = (200, [{**WOO, "id": 7, "email": "other@example.com"}])
        store.answers["POST customers"] = (201, WOO)
        made = await store.shop.perform(effect, "k")
        assert (made["created"], made["customer"]["id"]) == (True, "501")
        ours = {"key": "_storeflow_key", "value": "k"}
        sent = {"email": "anna@example.com", "first_name": "Anna", "billing": {"phone": "+49301"}}
        tags = {"key": "storeflow_tags", "value": "guest"}
        assert store.wrote == [("POST customers", {**sent, "meta_data": [tags, ours]})]
        for meta, created in (([], False), ([ours], True), ([{**ours, "value": "another step's"}], False)):
            store.answers["GET customers"] = (200, [{**WOO, "email": "Anna@Example.com", "meta_data": meta}])
            assert (await store.shop.perform(effect, "k"))["created"] is created
        assert len(store.wrote) == 1


async def test_woocommerce_deletes_a_customer_once() -> None:
    async with WooStore() as store:
        store.answers["DELETE customers/501"] = (200, WOO)
        assert await store.shop.perform(DeleteCustomer(id="501"), "k") == {"deleted": True}
        assert store.asked[-1][1] == {"force": "true"}
        del store.answers["DELETE customers/501"]
        assert await store.shop.perform(DeleteCustomer(id="501"), "k") == {"deleted": False}


async def test_store_credit_of_woocommerce_is_a_coupon_of_ones_own() -> None:
    coupon = {
        "id": 9,
        "code": "credit-abc",
        "amount": "5.00",
        "status": "publish",
        "usage_count": 0,
        "date_expires_gmt": None,
    }
    async with WooStore() as store:
        store.answers["GET coupons"] = (200, [])
        store.answers["POST coupons"] = (201, coupon)
        given = await store.shop.perform(CREDIT.replace(ends_at="2027-01-01T01:00:00+01:00"), "k")
        assert given == {"amount": "5.00", "currency": "EUR", "code": "CREDIT-ABC"}
        sent = {
            "code": "CREDIT-ABC",
            "discount_type": "fixed_cart",
            "amount": "5.00",
            "usage_limit": 1,
            "email_restrictions": ["anna@example.com"],
            "date_expires": "2027-01-01T00:00:00Z",
            "meta_data": [{"key": "_storeflow_key", "value": "k"}],
        }
        assert store.wrote == [("POST coupons", sent)]
        store.answers["GET coupons"] = (200, [coupon])
        await store.shop.perform(CREDIT, "k")
        assert len(store.wrote) == 1
        store.answers["PUT coupons/9"] = (200, coupon)
        undo = CREDIT.undo(None)
        assert undo is not None
        await store.shop.perform(undo, "k")
        path, body = store.wrote[-1]
        assert path == "PUT coupons/9"
        assert datetime.fromisoformat(body["date_expires"]) < datetime.now(UTC)
        store.answers["GET coupons"] = (200, [{**coupon, "usage_count": 1}])
        with pytest.raises(Permanent, match="Anna has spent the credit"):
            await store.shop.perform(undo, "k")
        with pytest.raises(Permanent, match="no e-mail address"):
            await store.shop.perform(CREDIT.replace(email="", code="CREDIT-DEF"), "k")


async def test_the_demo_store_changes_customers_and_tells_of_it() -> None:
    store = DemoStore()

    async def anna() -> Any:
        return await store.shop.perform(GetFact(thing="customer", id="501"), "k")

    await store.shop.perform(AddCustomerNote(id="501", note="Rings twice"), "k")
    await store.shop.perform(AddCustomerNote(id="501", note="Rings twice"), "k")
    assert (await anna())["note"] == "Rings twice"
    await store.shop.perform(SetCustomerNote(id="501", note="New", expected="Rings twice"), "k")
    with pytest.raises(Permanent, match="changed meanwhile"):
        await store.shop.perform(SetCustomerNote(id="501", note="", expected="Rings twice"), "k")
    await store.shop.perform(RemoveCustomerNote(id="501", note="New"), "k")
    await store.shop.perform(
        SetCustomerDetails(id="501", details={"last_name": "Braun", "language": "fr"}), "k"
    )
    found = await anna()
    assert (found["note"], found["name"], found["language"]) == (None, "Anna Braun", "fr")
    store.told.clear()
    await store.shop.perform(SetEmailConsent(id="501", state="unsubscribed"), "k")
    await store.shop.perform(SetEmailConsent(id="501", state="unsubscribed"), "k")
    await store.shop.perform(SetSmsConsent(id="501", state="subscribed"), "k")
    assert [topic for topic, _ in store.told] == [
        "customer.email_consent_withdrawn",
        "customer.updated",
        "customer.sms_consent_given",
        "customer.updated",
    ]
    found = await anna()
    assert (found["accepts_marketing"], found["accepts_sms"]) == (False, True)
    await store.shop.perform(AddTags(thing="customer", id="501", tags=("vip",)), "k")
    assert "vip" in (await anna())["tags"]


async def test_a_new_customer_of_the_demo_store() -> None:
    store = DemoStore()
    effect = CreateCustomer(email="new@example.com", first_name="Nora", tags=("lead",))
    made = await store.shop.perform(effect, "k")
    assert made["created"] is True
    assert set(made["customer"]) == set(SHAPES["Customer"].model_fields)
    assert [topic for topic, _ in store.told] == ["customer.created"]
    again = await store.shop.perform(effect.replace(email="NEW@example.com"), "k")
    assert again == {"customer": made["customer"], "created": False}


async def test_store_credit_of_the_demo_store() -> None:
    store = DemoStore()
    assert (await store.shop.perform(CREDIT, "k"))["code"] == "CREDIT-ABC"
    found = (await store.shop.perform(GetDiscount(code="credit-abc"), "k"))["discount"]
    assert (found["amount"], found["emails"], found["usage_limit"]) == ("5.00", ["anna@example.com"], 1)
    undo = CREDIT.undo(None)
    assert undo is not None
    await store.shop.perform(undo, "k")
    assert (await store.shop.perform(GetDiscount(code="CREDIT-ABC"), "k"))["discount"]["status"] == "expired"
