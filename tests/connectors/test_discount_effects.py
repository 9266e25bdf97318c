"""Discount codes as each store is asked to make them, to end them, and to let them count again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.effects.discounts import (
    CreateDiscountCode,
    GetDiscount,
    SwitchOffDiscount,
    SwitchOnDiscount,
)
from app.core.fields import SHAPES
from app.errors import Missing, Permanent
from tests.support.shops import DemoStore, ShopifyStore, WooStore

PERCENT = CreateDiscountCode(
    code="THANKS-X7",
    worth="percent",
    value="12.5",
    customer="501",
    email="anna@example.com",
    uses=1,
    starts_at="2026-11-23T09:00:00+00:00",
    ends_at="2026-12-23T09:00:00+00:00",
)
AMOUNT = CreateDiscountCode(
    code="FIVE",
    worth="amount",
    value="5.00",
    currency="EUR",
    minimum="50.00",
    once_each=False,
    alone=False,
    starts_at="2026-11-23T09:00:00+00:00",
)
SHIPPING = CreateDiscountCode(code="FREE", worth="shipping", starts_at="2026-11-23T09:00:00+00:00")


def node(status: str = "ACTIVE", **fields: Any) -> dict[str, Any]:
    return {
        "id": "gid://shopify/DiscountCodeNode/1401",
        "discount": {
            "__typename": "DiscountCodeBasic",
            "title": "THANKS-X7",
            "status": status,
            "starts_at": "2026-11-23T09:00:00Z",
            "ends_at": "2026-12-23T09:00:00Z",
            "codes": {"nodes": [{"code": "THANKS-X7"}]},
            "once_per_customer": True,
            "customerGets": {"value": {"percentage": 0.125}},
            **fields,
        },
    }


def coupon(**fields: Any) -> dict[str, Any]:
    return {
        "id": 72,
        "code": "thanks-x7",
        "amount": "12.50",
        "status": "publish",
        "discount_type": "percent",
        "date_expires_gmt": None,
        "usage_count": 0,
        **fields,
    }


def wrote(store: ShopifyStore) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in store.asked if one[0] != "codeDiscountNodeByCode"]


async def test_shopify_makes_a_code_for_one_customer() -> None:
    async with ShopifyStore() as store:
        store.answers["discountCodeBasicCreate"] = {"codeDiscountNode": node(), "userErrors": []}
        made = await store.shop.perform(PERCENT, "k")
        [(name, asked)] = wrote(store)
        assert name == "discountCodeBasicCreate"
        assert asked["input"] == {
            "title": "THANKS-X7",
            "code": "THANKS-X7",
            "startsAt": "2026-11-23T09:00:00+00:00",
            "endsAt": "2026-12-23T09:00:00+00:00",
            "appliesOncePerCustomer": True,
            "usageLimit": 1,
            "context": {"customers": {"add": ["gid://shopify/Customer/501"]}},
            "combinesWith": {"orderDiscounts": False, "productDiscounts": False, "shippingDiscounts": False},
            "customerGets": {"value": {"percentage": 0.125}, "items": {"all": True}},
        }
        assert made["created"] is True
        found = made["discount"]
        assert set(found) == set(SHAPES["DiscountCode"].model_fields)
        assert (found["code"], found["percent"], found["status"]) == ("THANKS-X7", 12.5, "active")
        assert found["emails"] == ["anna@example.com"]


async def test_a_retry_makes_no_second_code() -> None:
    async with ShopifyStore() as store:
        store.answers["codeDiscountNodeByCode"] = node()
        made = await store.shop.perform(PERCENT, "k")
        assert (made["created"], made["discount"]["id"]) == (False, "1401")
        assert wrote(store) == []


async def test_amounts_and_free_shipping() -> None:
    async with ShopifyStore() as store:
        store.answers["discountCodeBasicCreate"] = {"codeDiscountNode": node()}
        store.answers["discountCodeFreeShippingCreate"] = {
            "codeDiscountNode": node(__typename="DiscountCodeFreeShipping")
        }
        await store.shop.perform(AMOUNT, "k")
        made = await store.shop.perform(SHIPPING, "k")
        (_, flat), (_, free) = wrote(store)
        assert flat["input"]["customerGets"]["value"] == {
            "discountAmount": {"amount": "5.00", "appliesOnEachItem": False}
        }
        assert flat["input"]["minimumRequirement"] == {"subtotal": {"greaterThanOrEqualToSubtotal": "50.00"}}
        assert flat["input"]["context"] == {"all": "ALL"}
        assert flat["input"]["combinesWith"]["orderDiscounts"] is True
        assert "customerGets" not in free["input"]
        assert free["input"]["destination"] == {"all": True}
        assert made["discount"]["free_shipping"] is True


async def test_shopify_makes_no_code_for_a_guest_and_says_why_it_declines() -> None:
    async with ShopifyStore() as store:
        with pytest.raises(Permanent, match="guest"):
            await store.shop.perform(PERCENT.replace(customer=""), "k")
        store.answers["discountCodeBasicCreate"] = {"userErrors": [{"message": "Code must be unique"}]}
        with pytest.raises(Permanent, match="Code must be unique"):
            await store.shop.perform(PERCENT, "k")


async def test_shopify_ends_a_code_and_lets_it_count_again_until_its_old_end() -> None:
    async with ShopifyStore() as store:
        store.answers["codeDiscountNodeByCode"] = node()
        off = SwitchOffDiscount(code="THANKS-X7")
        before = await store.shop.perform(GetDiscount(code="THANKS-X7"), "k")
        assert await store.shop.perform(off, "k") == {"changed": True}
        store.answers["codeDiscountNodeByCode"] = node("EXPIRED", ends_at="2026-11-24T09:00:00Z")
        assert await store.shop.perform(off, "k") == {"changed": False}
        undo = off.undo(before)
        assert undo == SwitchOnDiscount(code="THANKS-X7", ends_at="2026-12-23T09:00:00Z")
        assert undo is not None
        assert await store.shop.perform(undo, "k") == {"changed": True}
        id = "gid://shopify/DiscountCodeNode/1401"
        assert wrote(store) == [
            ("discountCodeDeactivate", {"id": id}),
            ("discountCodeActivate", {"id": id}),
            ("discountCodeBasicUpdate", {"id": id, "input": {"endsAt": "2026-12-23T09:00:00Z"}}),
        ]


@pytest.mark.parametrize("kind", ["Bxgy", "FreeShipping"])
async def test_the_end_of_every_kind_of_code_can_be_set_again(kind: str) -> None:
    async with ShopifyStore() as store:
        store.answers["codeDiscountNodeByCode"] = node("EXPIRED", __typename=f"DiscountCode{kind}")
        await store.shop.perform(SwitchOnDiscount(code="THANKS-X7", ends_at="2026-12-23T09:00:00Z"), "k")
        assert [name for name, _ in wrote(store)] == ["discountCodeActivate", f"discountCode{kind}Update"]


async def test_a_code_that_counts_is_left_alone_and_one_that_is_not_there_is_missed() -> None:
    async with ShopifyStore() as store:
        store.answers["codeDiscountNodeByCode"] = node("SCHEDULED")
        assert await store.shop.perform(SwitchOnDiscount(code="THANKS-X7"), "k") == {"changed": False}
        store.answers["codeDiscountNodeByCode"] = None
        assert await store.shop.perform(GetDiscount(code="NONE"), "k") == {"discount": None}
        for effect in (SwitchOffDiscount(code="NONE"), SwitchOnDiscount(code="NONE")):
            with pytest.raises(Missing, match="no discount with the code NONE"):
                await store.shop.perform(effect, "k")
        assert wrote(store) == []


async def test_woocommerce_makes_a_coupon_for_one_customer() -> None:
    async with WooStore() as store:
        store.answers["GET coupons"] = (200, [coupon(code="thanks")])
        store.answers["POST coupons"] = (201, coupon())
        made = await store.shop.perform(PERCENT, "k")
        assert store.wrote == [
            (
                "POST coupons",
                {
                    "code": "THANKS-X7",
                    "description": "",
                    "discount_type": "percent",
                    "amount": "12.5",
                    "free_shipping": False,
                    "individual_use": True,
                    "usage_limit": 1,
                    "usage_limit_per_user": 1,
                    "email_restrictions": ["anna@example.com"],
                    "date_expires": "2026-12-23T09:00:00Z",
                    "meta_data": [{"key": "_storeflow_key", "value": "k"}],
                },
            )
        ]
        assert store.asked[0][1] == {"code": "THANKS-X7"}
        assert (made["created"], made["discount"]["code"]) == (True, "THANKS-X7")
        store.answers["GET coupons"] = (200, [coupon()])
        assert (await store.shop.perform(PERCENT, "k"))["created"] is False
        assert len(store.wrote) == 1


async def test_amounts_and_free_shipping_of_woocommerce() -> None:
    async with WooStore() as store:
        store.answers["GET coupons"] = (200, [])
        store.answers["POST coupons"] = (201, coupon())
        await store.shop.perform(AMOUNT, "k")
        await store.shop.perform(SHIPPING, "k")
        (_, flat), (_, free) = store.wrote
        assert (flat["discount_type"], flat["amount"], flat["minimum_amount"]) == (
            "fixed_cart",
            "5.00",
            "50.00",
        )
        assert flat["individual_use"] is False
        assert not {"usage_limit", "usage_limit_per_user", "email_restrictions", "date_expires"} & set(flat)
        assert (free["free_shipping"], free["amount"]) == (True, "0")


async def test_woocommerce_ends_a_coupon_by_its_date() -> None:
    async with WooStore() as store:
        store.answers["GET coupons"] = (200, [coupon(date_expires_gmt="2099-12-23T09:00:00")])
        store.answers["PUT coupons/72"] = (200, coupon())
        off = SwitchOffDiscount(code="Thanks-X7")
        before = await store.shop.perform(GetDiscount(code="Thanks-X7"), "k")
        assert await store.shop.perform(off, "k") == {"changed": True}
        assert await store.shop.perform(SwitchOnDiscount(code="Thanks-X7"), "k") == {"changed": False}
        store.answers["GET coupons"] = (200, [coupon(date_expires_gmt="2020-01-01T00:00:00")])
        assert await store.shop.perform(off, "k") == {"changed": False}
        undo = off.undo(before)
        assert undo is not None
        assert await store.shop.perform(undo, "k") == {"changed": True}
        assert await store.shop.perform(SwitchOnDiscount(code="Thanks-X7"), "k") == {"changed": True}
        (_, ended), (_, until), (_, for_good) = store.wrote
        assert datetime.fromisoformat(ended["date_expires"]) < datetime.now(UTC)
        assert until == {"date_expires": "2099-12-23T09:00:00Z"}
        assert for_good == {"date_expires": ""}
        store.answers["GET coupons"] = (200, [])
        with pytest.raises(Missing, match="no discount with the code"):
            await store.shop.perform(off, "k")


async def test_the_demo_store_keeps_codes() -> None:
    store = DemoStore()
    late = PERCENT.replace(ends_at="2099-12-23T09:00:00+00:00")
    made = await store.shop.perform(late, "k")
    assert (made["created"], made["discount"]["percent"]) == (True, 12.5)
    assert set(made["discount"]) == set(SHAPES["DiscountCode"].model_fields)
    assert await store.shop.perform(late, "k") == {"discount": made["discount"], "created": False}
    assert [topic for topic, _ in store.told] == ["discount.created"]
    off = SwitchOffDiscount(code="thanks-x7")
    before = await store.shop.perform(GetDiscount(code="THANKS-X7"), "k")
    assert await store.shop.perform(off, "k") == {"changed": True}
    assert await store.shop.perform(off, "k") == {"changed": False}
    undo = off.undo(before)
    assert undo is not None
    assert await store.shop.perform(undo, "k") == {"changed": True}
    assert await store.shop.perform(undo, "k") == {"changed": False}
    assert (await store.shop.perform(GetDiscount(code="THANKS-X7"), "k")) == before | {
        "discount": {**before["discount"], "updated_at": store.told[-1][1]["discount"]["updated_at"]}
    }
    with pytest.raises(Missing, match="no discount"):
        await store.shop.perform(SwitchOffDiscount(code="NONE"), "k")
    ended = await store.shop.perform(PERCENT.replace(code="OLD", ends_at="2020-01-01T00:00:00+00:00"), "k")
    assert ended["created"] is True
    assert (await store.shop.perform(GetDiscount(code="OLD"), "k"))["discount"]["status"] == "expired"
