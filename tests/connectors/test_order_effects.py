"""Orders as each store is asked to change them: notes, details, articles, open and closed, cancelled."""

from typing import Any

import pytest

from app.core.effects import Effect
from app.core.effects.order_details import (
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
    SetOrderStatus,
    UnarchiveOrder,
)
from app.core.effects.shop import AddTags
from app.core.example import NOW
from app.errors import Missing, Permanent, Temporary
from tests.support.orders import GID, demo, shopify_order, woo_order, wrote
from tests.support.shops import DemoStore, ShopifyStore, WooStore

JOB = {"id": "gid://shopify/Job/1", "done": False}


# ------------------------------------------------------------------------------------------------- notes

NOTES = [
    (SetOrderNote(id="23", note="Gift"), "Gift"),
    (AddOrderNote(id="23", note="Gift"), "Ring twice\nGift"),
    (RemoveOrderNote(id="23", note="Ring twice"), ""),
    (SetOrderNote(id="23", note="Gift", expected="Ring twice"), "Gift"),
]


@pytest.mark.parametrize(("effect", "note"), NOTES)
async def test_shopifys_one_note(effect: Effect, note: str) -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_order()
        assert await store.shop.perform(effect, "k") == {"note": note}
        assert wrote(store.asked) == [("orderUpdate", {"input": {"id": GID, "note": note}})]
        store.answers["order"] = shopify_order(note=note)
        again = effect.replace(expected=None) if isinstance(effect, SetOrderNote) else effect
        await store.shop.perform(again, "k")
        assert len(wrote(store.asked)) == 1, "it is so already"


@pytest.mark.parametrize(("effect", "note"), NOTES)
async def test_the_demo_stores_note(effect: Any, note: str) -> None:
    store, order = demo()
    await store.shop.perform(SetOrderNote(id=order, note="Ring twice"), "k")
    store.told.clear()
    assert await store.shop.perform(effect.replace(id=order), "k") == {"note": note or None}
    assert [topic for topic, _ in store.told] == ["order.updated"]


async def test_what_was_changed_meanwhile_is_not_overwritten() -> None:
    undo = SetOrderNote(id="23", note="old", expected="mine")
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_order(note="theirs")
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(undo, "k")
        assert wrote(store.asked) == []
    async with WooStore() as woo:
        woo.answers["GET orders/23"] = (200, woo_order(customer_note="theirs"))
        with pytest.raises(Permanent, match="changed meanwhile"):
            await woo.shop.perform(undo, "k")
        assert woo.wrote == []
    here, order = demo()
    with pytest.raises(Permanent, match="changed meanwhile"):
        await here.shop.perform(undo.replace(id=order), "k")


async def test_woocommerces_notes_are_a_list() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order())
        store.answers["GET orders/23/notes"] = (200, [{"id": 5, "note": "Tea &amp; cups"}])
        store.answers["POST orders/23/notes"] = (201, {"id": 6})
        store.answers["DELETE orders/23/notes/5"] = (200, {"id": 5})
        store.answers["PUT orders/23"] = (200, woo_order())
        assert await store.shop.perform(AddOrderNote(id="23", note="Tea & cups"), "k") == {"added": False}
        assert store.wrote == [], "the note is there"
        told = AddOrderNote(id="23", note="On its way", to_customer=True)
        assert await store.shop.perform(told, "k") == {"added": True}
        assert store.wrote == [("POST orders/23/notes", {"note": "On its way", "customer_note": True})]
        assert await store.shop.perform(RemoveOrderNote(id="23", note="Tea & cups"), "k") == {"removed": 1}
        assert store.asked[-1][1] == {"force": "true"}
        await store.shop.perform(SetOrderNote(id="23", note="Gift"), "k")
        assert store.wrote[-1] == ("PUT orders/23", {"customer_note": "Gift"})
        await store.shop.perform(SetOrderNote(id="23", note="Ring twice"), "k")
        assert len(store.wrote) == 3


# ------------------------------------------------------------------------------------------------- details

MOVED = SetOrderAddress(id="23", address={"city": "Potsdam"})
REACHED = SetOrderContact(id="23", email="a@example.com")
FIELDS = SetOrderAttributes(id="23", attributes={"Gift": "", "Batch": "7"})


async def test_shopify_takes_addresses_and_extra_fields_as_a_whole() -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_order()
        for effect in (MOVED, REACHED, FIELDS):
            await store.shop.perform(effect, "k")
        address, contact, fields = (one["input"] for _, one in wrote(store.asked))
        assert (address["shippingAddress"]["city"], address["shippingAddress"]["zip"]) == ("Potsdam", "10969")
        assert contact == {"id": GID, "email": "a@example.com"}
        assert fields["customAttributes"] == [{"key": "Batch", "value": "7"}]


async def test_woocommerce_takes_only_what_changes() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order())
        store.answers["PUT orders/23"] = (200, woo_order())
        for effect in (MOVED, REACHED, FIELDS):
            await store.shop.perform(effect, "k")
        assert [body for _, body in store.wrote] == [
            {"shipping": {"city": "Potsdam"}},
            {"billing": {"email": "a@example.com"}},
            {"meta_data": [{"id": 1, "key": "Gift", "value": None}, {"key": "Batch", "value": "7"}]},
        ]


@pytest.mark.parametrize(
    "effect",
    [
        SetOrderAddress(id="23", address={"city": "Berlin"}),
        SetOrderContact(id="23", email="anna@example.com"),
        SetOrderAttributes(id="23", attributes={"Gift": "yes"}),
    ],
)
async def test_nothing_is_written_where_it_is_so_already(effect: Effect) -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_order()
        await store.shop.perform(effect, "k")
        assert wrote(store.asked) == []
    async with WooStore() as woo:
        woo.answers["GET orders/23"] = (200, woo_order())
        await woo.shop.perform(effect, "k")
        assert woo.wrote == []


@pytest.mark.parametrize("effect", [MOVED, REACHED, FIELDS, SetOrderNote(id="23", note="new")])
async def test_taken_back_it_is_as_it_was(effect: Any) -> None:
    store, order = demo()
    effect = effect.replace(id=order)
    before = await store.shop.perform(effect.before(), "k")
    await store.shop.perform(effect, "k")
    changed = await store.shop.perform(effect.before(), "k")
    seen = effect.apply({"order": before})["order"]
    assert {name: seen[name] for name in ("note", "email", "attributes")} == {
        name: changed[name] for name in ("note", "email", "attributes")
    }
    assert seen["shipping_address"]["city"] == changed["shipping_address"]["city"]
    undo = effect.undo(before)
    assert undo is not None
    await store.shop.perform(undo, "k")
    now = await store.shop.perform(effect.before(), "k")
    assert {**now, "updated_at": None} == {**before, "updated_at": None}
    assert effect.undo(changed) is None, "it was so before"


async def test_what_is_gone_is_missing() -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = None
        with pytest.raises(Missing):
            await store.shop.perform(MOVED, "k")
    async with WooStore() as woo:
        woo.answers["GET orders/23"] = (404, {"code": "woocommerce_rest_shop_order_invalid_id"})
        with pytest.raises(Missing):
            await woo.shop.perform(MOVED, "k")
    with pytest.raises(Permanent):
        await DemoStore().shop.perform(MOVED, "k")


# ------------------------------------------------------------------------------- open, closed, cancelled


async def test_archived_and_opened_again() -> None:
    async with ShopifyStore() as store:
        for closed in (None, "2026-05-03T10:00:00Z"):
            store.answers["order"] = {"id": GID, "closedAt": closed}
            await store.shop.perform(ArchiveOrder(id="23"), "k")
            await store.shop.perform(UnarchiveOrder(id="23"), "k")
        written = [one for one in store.asked if one[0] != "order"]
        assert written == [("orderClose", {"id": GID}), ("orderOpen", {"id": GID})]
    here, order = demo()
    before = here.state.get("order", order)
    archive = ArchiveOrder(id=order, at=NOW.isoformat())
    await here.shop.perform(archive, "k")
    assert here.state.get("order", order)["status"] == "closed"
    assert archive.apply({"order": before})["order"]["closed_at"] == NOW.isoformat()
    undo = archive.undo(before)
    assert undo == UnarchiveOrder(id=order)
    await here.shop.perform(undo, "k")
    assert here.state.get("order", order)["closed_at"] is None
    assert UnarchiveOrder(id=order).undo(before) is None


async def test_shopify_cancels_in_a_job_that_is_waited_for() -> None:
    cancel = CancelOrder(id="23", label="#1001", reason="fraud", refund=True, note="x" * 300)
    looks = iter([None, None, "2026-11-23T09:00:00Z"])
    async with ShopifyStore() as store:
        store.shop.looks = (0.0, 0.0)  # type: ignore[misc]
        store.answers["orderCancel"] = {"job": JOB, "orderCancelUserErrors": []}
        store.answers["job"] = JOB
        store.answers["order"] = lambda variables: shopify_order(cancelledAt=next(looks))
        assert await store.shop.perform(cancel, "k") == {"cancelled": True}
        [(_, sent)] = [one for one in store.asked if one[0] == "orderCancel"]
        assert (sent["reason"], sent["refund"], len(sent["note"])) == ("FRAUD", True, 255)
        store.asked.clear()
        store.answers["order"] = shopify_order(cancelledAt="2026-11-23T09:00:00Z")
        assert await store.shop.perform(cancel, "k") == {"cancelled": False}
        assert wrote(store.asked) == []
        store.answers["order"] = shopify_order()
        with pytest.raises(Temporary, match="still cancelling #1001"):
            await store.shop.perform(cancel, "k")
        store.answers["job"] = {**JOB, "done": True}
        with pytest.raises(Permanent, match="could not cancel #1001"):
            await store.shop.perform(cancel, "k")
        store.answers["orderCancel"] = {"orderCancelUserErrors": [{"message": "Has an open return"}]}
        with pytest.raises(Permanent, match="open return"):
            await store.shop.perform(cancel, "k")


async def test_woocommerce_gives_the_money_back_first() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order(date_paid_gmt="2026-11-22T06:21:57"))
        store.answers["GET orders/23/refunds"] = (200, [])
        store.answers["GET orders/23/notes"] = (200, [])
        store.answers["POST orders/23/notes"] = (201, {})
        store.answers["PUT orders/23"] = (200, {})
        store.answers["POST orders/23/refunds"] = (500, {"code": "x", "message": "Gateway said no."})
        cancel = CancelOrder(id="23", note="Fraud")
        with pytest.raises(Permanent, match="Gateway said no"):
            await store.shop.perform(cancel, "k")
        assert [what for what, _ in store.wrote] == ["POST orders/23/refunds"], "it is not cancelled"
        store.answers["POST orders/23/refunds"] = (201, {"id": 31, "amount": "29.81"})
        assert await store.shop.perform(cancel, "k") == {"cancelled": True}
        assert store.wrote[2:] == [
            (
                "PUT orders/23",
                {"status": "cancelled", "meta_data": [{"key": "_storeflow_last", "value": "k"}]},
            ),
            ("POST orders/23/notes", {"note": "Fraud", "customer_note": False}),
        ]
        store.answers["GET orders/23"] = (200, woo_order(status="cancelled"))
        assert await store.shop.perform(cancel, "k") == {"cancelled": False}
        assert len(store.wrote) == 4


@pytest.mark.parametrize(("refund", "financial"), [(True, "refunded"), (False, "paid")])
async def test_the_demo_store_cancels(refund: bool, financial: str) -> None:
    store, order = demo()
    before = store.state.get("order", order)
    stock = {one["id"]: one["stock"] for one in store.state.all("product")}
    cancel = CancelOrder(id=order, reason="inventory", refund=refund, at=NOW.isoformat())
    assert await store.shop.perform(cancel, "k") == {"cancelled": True}
    now = store.state.get("order", order)
    assert (now["status"], now["cancel_reason"], now["financial_status"]) == (
        "cancelled",
        "inventory",
        financial,
    )
    seen = cancel.apply({"order": before})["order"]
    assert (seen["status"], seen["financial_status"]) == ("cancelled", financial)
    more = sum(one["stock"] - stock[one["id"]] for one in store.state.all("product"))
    assert more == before["item_count"], "the articles lie on the shelf again"
    topics = [topic for topic, _ in store.told]
    assert ("refund.created" in topics) == refund
    assert "order.cancelled" in topics
    assert await store.shop.perform(cancel, "k") == {"cancelled": False}


async def test_woocommerces_status() -> None:
    done = SetOrderStatus(id="23", status="completed", note="Packed")
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order())
        store.answers["PUT orders/23"] = (200, {})
        store.answers["GET orders/23/notes"] = (200, [])
        store.answers["POST orders/23/notes"] = (201, {})
        await store.shop.perform(done, "k")
        assert [body for _, body in store.wrote] == [
            {"status": "completed"},
            {"note": "Packed", "customer_note": False},
        ]
        undo = done.undo({"id": "23", "store_status": "processing"})
        assert undo == SetOrderStatus(id="23", status="processing", expected="completed")
        await store.shop.perform(undo, "k")
        assert len(store.wrote) == 2, "it is so already"
        store.answers["GET orders/23"] = (200, woo_order(status="on-hold"))
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(undo, "k")
        assert len(store.wrote) == 2
        store.answers["PUT orders/23"] = (400, {"code": "rest_invalid_param", "message": "status is not one"})
        with pytest.raises(Permanent, match="status is not one"):
            await store.shop.perform(SetOrderStatus(id="23", status="shipped"), "k")
    assert done.apply({"order": {"id": "23"}})["order"]["status"] == "closed"
    async with ShopifyStore() as shopify:
        with pytest.raises(Permanent, match="can't do this"):
            await shopify.shop.perform(done, "k")


async def test_tags_for_a_while_come_off_only_where_they_were_not_before() -> None:
    store, order = demo()
    await store.shop.perform(AddTags(thing="order", id=order, tags=("old",)), "k")
    add = AddTags(thing="order", id=order, tags=("old", "new"))
    read = add.before()
    assert read is not None
    undo = add.undo(await store.shop.perform(read, "k"))
    await store.shop.perform(add, "k")
    assert undo is not None
    assert await store.shop.perform(undo, "k") == {"tags": ["old"]}
