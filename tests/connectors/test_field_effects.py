"""Custom fields as each store is asked to set and to empty them, and what an undo leaves alone."""

from typing import Any

import pytest

from app.core.effects import GetFact
from app.core.effects.fields import (
    GetField,
    RemoveField,
    RemoveShopifyField,
    SetField,
    SetShopifyField,
)
from app.errors import Missing, Permanent
from tests.support.shops import DemoStore, ShopifyStore, WooStore

GID = "gid://shopify/Customer/501"
BADGE = SetField(thing="customer", id="501", label="Anna", key="badge", value="VIP")
POINTS = SetField(thing="customer", id="501", key="points", of="number", value="30")
MONEY = '{"amount": "5.00", "currency_code": "EUR"}'


def field(value: str | None, kind: str = "single_line_text_field", id: str = GID) -> dict[str, Any]:
    told = None if value is None else {"value": value, "type": kind, "compareDigest": "d1"}
    return {"id": id, "metafield": told}


def wrote(store: ShopifyStore) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in store.asked if one[0] not in ("node", "shop")]


@pytest.mark.parametrize(
    ("effect", "type_", "value"),
    [
        (BADGE, "single_line_text_field", "VIP"),
        (BADGE.replace(of="lines", value="a\nb"), "multi_line_text_field", "a\nb"),
        (POINTS, "number_integer", "30"),
        (BADGE.replace(of="decimal", value="1.5"), "number_decimal", "1.5"),
        (BADGE.replace(of="yes_no", value="true"), "boolean", "true"),
        (BADGE.replace(of="date", value="2026-11-23"), "date", "2026-11-23"),
        (
            BADGE.replace(of="moment", value="2026-11-23T09:00:00+00:00"),
            "date_time",
            "2026-11-23T09:00:00+00:00",
        ),
        (BADGE.replace(of="money", value=MONEY), "money", MONEY),
        (BADGE.replace(of="link", value="https://e.example"), "url", "https://e.example"),
        (BADGE.replace(of="list", value='["a"]'), "list.single_line_text_field", '["a"]'),
        (BADGE.replace(of="json", value='{"a": 1}'), "json", '{"a": 1}'),
    ],
)
async def test_shopify_is_told_each_kind_by_its_own_name(effect: SetField, type_: str, value: str) -> None:
    async with ShopifyStore() as store:
        store.answers["node"] = field(None)
        assert await store.shop.perform(effect, "k") == {"value": value}
        sent = {"ownerId": GID, "namespace": "custom", "key": effect.key, "type": type_, "value": value}
        assert wrote(store) == [("metafieldsSet", {"fields": [sent]})]


@pytest.mark.parametrize(
    ("effect", "kind"),
    [
        (BADGE.replace(thing="order", id="1"), "Order"),
        (BADGE.replace(thing="product", id="1"), "Product"),
        (BADGE.replace(thing="variant", id="1", product="2"), "ProductVariant"),
        (BADGE.replace(thing="draft_order", id="1"), "DraftOrder"),
        (SetShopifyField(thing="collection", id="1", key="badge", value="x"), "Collection"),
        (SetShopifyField(thing="company", id="1", key="badge", value="x"), "Company"),
        (SetShopifyField(thing="company_location", id="1", key="badge", value="x"), "CompanyLocation"),
        (SetShopifyField(thing="shop", key="badge", value="x"), "Shop"),
    ],
)
async def test_fields_of_every_thing(effect: SetField, kind: str) -> None:
    gid = f"gid://shopify/{kind}/1"
    async with ShopifyStore() as store:
        store.answers["shop"] = {"id": gid}
        store.answers["node"] = lambda asked: field(None, id=asked["id"])
        await store.shop.perform(effect, "k")
        assert [asked["fields"][0]["ownerId"] for _, asked in wrote(store)] == [gid]


async def test_a_field_keeps_its_type_and_what_is_right_already_is_not_written() -> None:
    async with ShopifyStore() as store:
        store.answers["node"] = field("20", "number_decimal")
        await store.shop.perform(POINTS, "k")
        assert wrote(store)[0][1]["fields"][0]["type"] == "number_decimal"
        store.answers["node"] = field("30.0", "number_decimal")
        await store.shop.perform(POINTS, "k")
        assert len(wrote(store)) == 1


async def test_shopify_takes_a_field_back_only_as_it_was_set() -> None:
    async with ShopifyStore() as store:
        store.answers["node"] = field("Old")
        before = await store.shop.perform(GetField(thing="customer", id="501", key="badge"), "k")
        assert before == {"value": "Old", "of": "text"}
        undo = BADGE.undo(before)
        assert isinstance(undo, SetField)
        assert (undo.value, undo.expected) == ("Old", "VIP")
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(undo.replace(expected="Gold"), "k")
        assert wrote(store) == []
        store.answers["node"] = field("VIP")
        await store.shop.perform(undo, "k")
        [(_, asked)] = wrote(store)
        assert asked["fields"][0]["compareDigest"] == "d1"


async def test_what_was_empty_is_emptied_again() -> None:
    async with ShopifyStore() as store:
        store.answers["node"] = field(None)
        undo = BADGE.undo(await store.shop.perform(GetField(thing="customer", id="501", key="badge"), "k"))
        assert isinstance(undo, RemoveField)
        await store.shop.perform(undo.replace(expected=None), "k")
        assert wrote(store) == []
        store.answers["node"] = field("Gold")
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(undo, "k")
        store.answers["node"] = field("VIP")
        assert await store.shop.perform(undo, "k") == {"value": None}
        sent = {"ownerId": GID, "namespace": "custom", "key": "badge"}
        assert wrote(store) == [("metafieldsDelete", {"fields": [sent]})]


async def test_what_is_gone_has_no_fields_and_shopify_says_why_it_declines() -> None:
    async with ShopifyStore() as store:
        with pytest.raises(Missing, match="no Anna any more"):
            await store.shop.perform(BADGE, "k")
        store.answers["node"] = field(None)
        store.answers["metafieldsSet"] = {"userErrors": [{"message": "Value must be one of Gold"}]}
        with pytest.raises(Permanent, match="Value must be one of Gold"):
            await store.shop.perform(BADGE, "k")
        store.answers["node"] = field("VIP")
        await store.shop.perform(RemoveShopifyField(thing="shop", key="badge"), "k")
        assert wrote(store)[-1][0] == "metafieldsDelete"


def woo(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": 501, "meta_data": list(entries), **fields}


async def test_woocommerce_keeps_fields_in_its_meta_data() -> None:
    async with WooStore() as store:
        store.answers["GET customers/501"] = (200, woo({"id": 3, "key": "other", "value": "x"}))
        store.answers["PUT customers/501"] = (200, {})
        await store.shop.perform(BADGE, "k")
        store.answers["GET customers/501"] = (200, woo({"id": 4, "key": "badge", "value": "Old"}))
        before = await store.shop.perform(GetField(thing="customer", id="501", key="badge"), "k")
        await store.shop.perform(BADGE, "k")
        await store.shop.perform(BADGE.replace(value="Old"), "k")
        await store.shop.perform(RemoveField(thing="customer", id="501", key="badge"), "k")
        assert before == {"value": "Old", "of": "text"}
        assert store.wrote == [
            ("PUT customers/501", {"meta_data": [{"key": "badge", "value": "VIP"}]}),
            ("PUT customers/501", {"meta_data": [{"id": 4, "key": "badge", "value": "VIP"}]}),
            ("PUT customers/501", {"meta_data": [{"id": 4, "key": "badge", "value": None}]}),
        ]
        undo = BADGE.undo(before)
        assert undo is not None
        store.answers["GET customers/501"] = (200, woo({"id": 4, "key": "badge", "value": "Silver"}))
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(undo, "k")
        store.answers["GET customers/501"] = (200, woo())
        await store.shop.perform(RemoveField(thing="customer", id="501", key="badge"), "k")
        assert len(store.wrote) == 3


@pytest.mark.parametrize(
    ("effect", "path"),
    [
        (BADGE.replace(thing="order", id="23"), "orders/23"),
        (BADGE.replace(thing="draft_order", id="23"), "orders/23"),
        (BADGE.replace(thing="product", id="30"), "products/30"),
        (BADGE.replace(thing="variant", id="31", product="30"), "products/30/variations/31"),
    ],
)
async def test_fields_of_every_thing_of_woocommerce(effect: SetField, path: str) -> None:
    async with WooStore() as store:
        store.answers[f"GET {path}"] = (200, woo())
        store.answers[f"PUT {path}"] = (200, {})
        await store.shop.perform(effect, "k")
        assert store.wrote == [(f"PUT {path}", {"meta_data": [{"key": "badge", "value": "VIP"}]})]


async def test_woocommerce_keeps_json_as_json_and_amounts_without_a_currency() -> None:
    async with WooStore() as store:
        store.answers["GET customers/501"] = (200, woo())
        store.answers["PUT customers/501"] = (200, {})
        await store.shop.perform(BADGE.replace(of="list", value='["a", "b"]'), "k")
        paid = BADGE.replace(of="money", value=MONEY)
        await store.shop.perform(paid, "k")
        assert [body["meta_data"][0]["value"] for _, body in store.wrote] == [["a", "b"], "5.00"]
        store.answers["GET customers/501"] = (200, woo({"id": 4, "key": "badge", "value": "5.00"}))
        undo = paid.undo({"value": None, "of": "text"})
        assert undo is not None
        await store.shop.perform(undo, "k")
        assert store.wrote[-1][1]["meta_data"] == [{"id": 4, "key": "badge", "value": None}]
        with pytest.raises(Permanent, match="holds the tags"):
            await store.shop.perform(BADGE.replace(key="storeflow_tags"), "k")


async def test_the_demo_store_keeps_fields() -> None:
    store = DemoStore()

    async def custom(thing: str, id: str) -> Any:
        return (await store.shop.perform(GetFact(thing=thing, id=id), "k"))["custom"]

    nothing = await store.shop.perform(GetField(thing="customer", id="501", key="points"), "k")
    await store.shop.perform(POINTS, "k")
    await store.shop.perform(BADGE.replace(space="loyalty"), "k")
    assert await custom("customer", "501") == {"points": 30, "loyalty": {"badge": "VIP"}}
    assert [topic for topic, _ in store.told] == ["customer.updated"] * 2
    await store.shop.perform(POINTS, "k")
    assert len(store.told) == 2
    undo = POINTS.undo(nothing)
    assert undo is not None
    with pytest.raises(Permanent, match="changed meanwhile"):
        await store.shop.perform(undo.replace(expected="31"), "k")
    await store.shop.perform(undo, "k")
    assert await custom("customer", "501") == {"loyalty": {"badge": "VIP"}}
    with pytest.raises(Permanent, match="no customer"):
        await store.shop.perform(BADGE.replace(id="9999"), "k")


async def test_the_demo_store_finds_the_product_of_a_variant() -> None:
    store = DemoStore()
    effect = SetField(thing="variant", id="402", key="delivery", value="in 2 days")
    await store.shop.perform(effect, "k")
    one, other = store.state.things["product"]["301"]["variants"]
    assert (one["custom"], other["custom"]) == ({}, {"delivery": "in 2 days"})
    read = GetField(thing="variant", id="402", product="301", key="delivery")
    assert await store.shop.perform(read, "k") == {"value": "in 2 days", "of": "text"}
    await store.shop.perform(RemoveField(thing="variant", id="402", product="301", key="delivery"), "k")
    assert (await store.shop.perform(read, "k"))["value"] is None
    for gone in (effect.replace(id="1"), effect.replace(id="1", product="301")):
        with pytest.raises(Permanent, match="no variant"):
            await store.shop.perform(gone, "k")
