"""What is to be sent and what was sent, as each store is asked to change it."""

from typing import Any

import pytest

from app.core.effects import Effect
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
from app.errors import Missing, Permanent
from tests.support.orders import GID, demo, woo_order, wrote
from tests.support.shops import ShopifyStore, WooStore

FO = "gid://shopify/FulfillmentOrder"
PLACE = "gid://shopify/Location"


def part(number: int, status: str = "OPEN", place: int = 71, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{FO}/{number}",
        "status": status,
        "requestStatus": "UNSUBMITTED",
        "assignedLocation": {"location": {"id": f"{PLACE}/{place}"}},
        "supportedActions": [],
        "fulfillmentHolds": [],
        **fields,
    }


def hold(number: int, handle: str, ours: bool = True) -> dict[str, Any]:
    return {"id": f"gid://shopify/FulfillmentHold/{number}", "handle": handle, "heldByRequestingApp": ours}


def parts(store: ShopifyStore, *found: dict[str, Any]) -> None:
    store.asked.clear()
    store.answers["order"] = {"id": GID, "fulfillmentOrders": {"nodes": list(found)}}


HOLD = HoldFulfilment(id="23", reason="high_risk_of_fraud", note="Call first")
HANDLE = "storeflow-high_risk_of_fraud"


async def test_shopify_holds_every_open_part_once() -> None:
    held = part(3, "ON_HOLD", fulfillmentHolds=[hold(1, HANDLE)])
    async with ShopifyStore() as store:
        parts(store, part(1), part(2, "CLOSED"), held)
        assert await store.shop.perform(HOLD, "k") == {"held": 1}
        [(name, sent)] = wrote(store.asked)
        assert (name, sent["id"]) == ("fulfillmentOrderHold", f"{FO}/1")
        assert sent["hold"] == {
            "reason": "HIGH_RISK_OF_FRAUD",
            "reasonNotes": "Call first",
            "notifyMerchant": False,
            "handle": HANDLE,
        }
        parts(store, held)
        assert await store.shop.perform(HOLD, "k") == {"held": 0}
        assert wrote(store.asked) == []
        parts(store, part(1), part(4))
        await store.shop.perform(HOLD.replace(part="4"), "k")
        assert [sent["id"] for _, sent in wrote(store.asked)] == [f"{FO}/4"]
        parts(store, part(2, "CLOSED"))
        with pytest.raises(Permanent, match="nothing is left"):
            await store.shop.perform(HOLD, "k")
        with pytest.raises(Missing):
            await store.shop.perform(HOLD.replace(part="9"), "k")


async def test_shopify_releases_all_holds_or_only_its_own() -> None:
    held = part(3, "ON_HOLD", fulfillmentHolds=[hold(1, HANDLE), hold(2, "", ours=False)])
    async with ShopifyStore() as store:
        parts(store, held, part(1))
        assert await store.shop.perform(ReleaseHold(id="23"), "k") == {"released": 2}
        undo = HOLD.undo({"id": "23", "fulfilment_status": "unfulfilled"})
        assert isinstance(undo, ReleaseHold)
        parts(store, held)
        assert await store.shop.perform(undo, "k") == {"released": 1}
        [(_, sent)] = wrote(store.asked)
        assert sent["holds"] == ["gid://shopify/FulfillmentHold/1"], "somebody else's hold stays"
        parts(store, part(1))
        assert await store.shop.perform(ReleaseHold(id="23"), "k") == {"released": 0}
    assert HOLD.undo({"id": "23", "fulfilment_status": "on_hold"}) is None
    back = ReleaseHold(id="23").undo({"id": "23", "store_status": "on-hold"})
    assert isinstance(back, HoldFulfilment)
    assert ReleaseHold(id="23").undo({"id": "23"}) is None


async def test_woocommerce_gives_back_the_status_that_it_had() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order(status="pending"))
        store.answers["PUT orders/23"] = (200, {})
        store.answers["GET orders/23/notes"] = (200, [])
        store.answers["POST orders/23/notes"] = (201, {})
        await store.shop.perform(HOLD, "k")
        meta = {"key": "storeflow_held_from", "value": "pending"}
        last = {"key": "_storeflow_last", "value": "k"}
        assert store.wrote == [
            ("PUT orders/23", {"status": "on-hold", "meta_data": [meta, last]}),
            ("POST orders/23/notes", {"note": "Call first", "customer_note": False}),
        ]
        held = woo_order(status="on-hold", meta_data=[{"id": 4, **meta}])
        store.answers["GET orders/23"] = (200, held)
        assert await store.shop.perform(HOLD, "k") == {"held": 0}
        with pytest.raises(Permanent, match="on hold"):
            await store.shop.perform(FulfilOrder(id="23"), "k")
        assert await store.shop.perform(ReleaseHold(id="23", reason="other"), "k") == {"released": 1}
        assert store.wrote[2:] == [
            ("PUT orders/23", {"status": "pending", "meta_data": [{**meta, "value": ""}]})
        ]
        store.answers["GET orders/23"] = (200, woo_order(status="on-hold"))
        assert await store.shop.perform(ReleaseHold(id="23", reason="other"), "k") == {"released": 0}
        await store.shop.perform(ReleaseHold(id="23"), "k")
        assert store.wrote[-1][1]["status"] == "processing"
        store.answers["GET orders/23"] = (200, woo_order(status="completed"))
        with pytest.raises(Permanent, match="nothing is left"):
            await store.shop.perform(HOLD, "k")
        assert await store.shop.perform(ReleaseHold(id="23"), "k") == {"released": 0}


async def test_shopify_sends_a_parcel_from_each_place() -> None:
    sent = FulfilOrder(id="23", carrier="DHL", tracking_number="0034-1")
    async with ShopifyStore() as store:
        store.answers["fulfillmentCreate"] = {"fulfillment": {"id": "gid://shopify/Fulfillment/5"}}
        parts(store, part(1), part(2, "IN_PROGRESS"), part(3, place=72), part(4, "CLOSED"))
        assert await store.shop.perform(sent, "k") == {"fulfilments": ["5", "5"]}
        first, second = (one["fulfillment"] for _, one in wrote(store.asked))
        assert first["lineItemsByFulfillmentOrder"] == [
            {"fulfillmentOrderId": f"{FO}/1"},
            {"fulfillmentOrderId": f"{FO}/2"},
        ]
        assert second["trackingInfo"] == {"company": "DHL", "number": "0034-1"}
        assert second["notifyCustomer"] is True
        parts(store, part(4, "CLOSED"))
        assert await store.shop.perform(sent, "k") == {"fulfilments": []}
        assert wrote(store.asked) == [], "it was sent before"
        parts(store, part(1, "ON_HOLD"))
        with pytest.raises(Permanent, match="release it first"):
            await store.shop.perform(sent, "k")


async def test_woocommerce_completes_and_notes_the_tracking() -> None:
    sent = FulfilOrder(id="23", carrier="DHL", tracking_number="0034-1", tracking_url="https://t.example/1")
    note = {"note": "DHL 0034-1 https://t.example/1", "customer_note": True}
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order())
        store.answers["PUT orders/23"] = (200, {})
        store.answers["GET orders/23/notes"] = (200, [])
        store.answers["POST orders/23/notes"] = (201, {})
        await store.shop.perform(sent, "k")
        assert store.wrote == [("POST orders/23/notes", note), ("PUT orders/23", {"status": "completed"})]
        store.answers["GET orders/23"] = (200, woo_order(status="completed"))
        store.answers["GET orders/23/notes"] = (200, [{"id": 1, **note}])
        await store.shop.perform(sent, "k")
        tracking = UpdateTracking(
            id="23", carrier="DHL", tracking_number="0034-1", tracking_url="https://t.example/1"
        )
        await store.shop.perform(tracking, "k")
        assert len(store.wrote) == 2, "it is so already"
        await store.shop.perform(UpdateTracking(id="23", tracking_number="0034-2"), "k")
        assert store.wrote[2:] == [("POST orders/23/notes", {"note": "0034-2", "customer_note": False})]
        assert await store.shop.perform(CancelFulfilment(id="23"), "k") == {"cancelled": 1}
        assert store.wrote[3:] == [("PUT orders/23", {"status": "processing"})]
        store.answers["GET orders/23"] = (200, woo_order(status="cancelled"))
        assert await store.shop.perform(CancelFulfilment(id="23"), "k") == {"cancelled": 0}
        with pytest.raises(Permanent, match="cancelled"):
            await store.shop.perform(sent, "k")


async def test_shopify_moves_what_lies_elsewhere() -> None:
    page = {
        "pageInfo": {"hasNextPage": True, "endCursor": "c"},
        "nodes": [{"id": f"{PLACE}/71", "name": "Berlin"}],
    }
    last = {"pageInfo": {"hasNextPage": False}, "nodes": [{"id": f"{PLACE}/72", "name": "Köln"}]}
    async with ShopifyStore() as store:
        store.answers["locations"] = lambda variables: last if variables["after"] else page
        parts(store, part(1), part(2, place=72), part(3, "CLOSED"))
        told = await store.shop.perform(MoveFulfilment(id="23", location=" köln "), "k")
        assert told == {"moved": 1, "location": "72"}
        assert wrote(store.asked) == [("fulfillmentOrderMove", {"id": f"{FO}/1", "location": f"{PLACE}/72"})]
        parts(store, part(1))
        assert (await store.shop.perform(MoveFulfilment(id="23", location="71"), "k"))["moved"] == 0
        with pytest.raises(Missing, match="Paris"):
            await store.shop.perform(MoveFulfilment(id="23", location="Paris"), "k")
        parts(store, part(3, "CLOSED"))
        with pytest.raises(Permanent, match="nothing is left"):
            await store.shop.perform(MoveFulfilment(id="23", location="72"), "k")


async def test_shopify_asks_the_service_once() -> None:
    can = part(1, supportedActions=[{"action": "REQUEST_FULFILLMENT"}])
    ask = RequestFulfilment(id="23", message="Gift wrap", notify=True)
    async with ShopifyStore() as store:
        parts(store, can, part(2))
        assert await store.shop.perform(ask, "k") == {"requested": 1}
        assert wrote(store.asked)[0][1] == {"id": f"{FO}/1", "message": "Gift wrap", "notify": True}
        with pytest.raises(Permanent, match="no fulfilment service"):
            await store.shop.perform(ask.replace(strict=True), "k")
        parts(store, part(1, requestStatus="SUBMITTED"))
        assert await store.shop.perform(ask, "k") == {"requested": 0}
        parts(store, part(2))
        with pytest.raises(Permanent, match="no fulfilment service"):
            await store.shop.perform(ask, "k")


async def test_shopify_reschedules_what_is_scheduled() -> None:
    later = RescheduleFulfilment(id="23", at="2026-12-27T09:00:00+00:00")
    async with ShopifyStore() as store:
        parts(store, part(1, "SCHEDULED"), part(2))
        assert await store.shop.perform(later, "k") == {"rescheduled": 1}
        assert wrote(store.asked)[0][1] == {"id": f"{FO}/1", "at": later.at}
        parts(store, part(2))
        with pytest.raises(Permanent, match="not scheduled"):
            await store.shop.perform(later, "k")


def parcel(number: int, status: str = "SUCCESS", tracking: str = "") -> dict[str, Any]:
    info = [{"company": "DHL", "number": tracking, "url": ""}] if tracking else []
    id = f"gid://shopify/Fulfillment/{number}"
    return {"id": id, "status": status, "createdAt": f"2026-01-0{number}T00:00:00Z", "trackingInfo": info}


async def test_shopifys_parcels() -> None:
    new = UpdateTracking(id="23", carrier="DHL", tracking_number="2")
    async with ShopifyStore() as store:
        store.answers["order"] = {
            "id": GID,
            "fulfillments": [parcel(1), parcel(2, "CANCELLED"), parcel(3, tracking="1")],
        }
        assert await store.shop.perform(new, "k") == {"fulfilment": "3"}
        assert wrote(store.asked)[0][1]["tracking"] == {"company": "DHL", "number": "2"}
        store.asked.clear()
        assert await store.shop.perform(new.replace(tracking_number="1"), "k") == {"fulfilment": "3"}
        assert wrote(store.asked) == [], "it is so already"
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(new.replace(expected="9"), "k")
        assert await store.shop.perform(CancelFulfilment(id="23"), "k") == {"cancelled": 2}
        assert await store.shop.perform(CancelFulfilment(id="23", fulfilment="2"), "k") == {"cancelled": 0}
        assert await store.shop.perform(CancelFulfilment(id="23", fulfilment="1"), "k") == {"cancelled": 1}
        store.answers["order"] = {"id": GID, "fulfillments": []}
        with pytest.raises(Permanent, match="no parcel"):
            await store.shop.perform(new, "k")


async def test_the_demo_store_holds_sends_and_takes_back() -> None:
    store, order = demo()
    before = store.state.get("order", order)
    hold = HoldFulfilment(id=order, reason="other")
    await store.shop.perform(hold, "k")
    assert store.state.get("order", order)["fulfilment_status"] == "on_hold"
    assert hold.apply({"order": before})["order"]["fulfilment_status"] == "on_hold"
    with pytest.raises(Permanent, match="on hold"):
        await store.shop.perform(FulfilOrder(id=order), "k")
    undo = hold.undo(before)
    assert isinstance(undo, ReleaseHold)
    await store.shop.perform(undo, "k")
    sent = FulfilOrder(id=order, carrier="DHL", tracking_number="1")
    told = await store.shop.perform(sent, "k")
    assert told == {"fulfilments": [f"{order}-1"]}
    assert await store.shop.perform(sent, "again") == {"fulfilments": []}
    with pytest.raises(Permanent, match="nothing is left"):
        await store.shop.perform(hold, "k")
    track = UpdateTracking(id=order, carrier="UPS", tracking_number="2")
    fact = store.state.get("order", order)
    await store.shop.perform(track, "k")
    assert track.apply({"order": fact})["order"]["fulfilments"][0]["tracking_number"] == "2"
    back = track.undo(fact)
    assert back is not None
    await store.shop.perform(back, "k")
    assert store.state.get("order", order)["fulfilments"][0]["carrier"] == "DHL"
    assert await store.shop.perform(CancelFulfilment(id=order), "k") == {"cancelled": 1}
    now = store.state.get("order", order)
    assert (now["fulfilment_status"], now["line_items"]) == ("unfulfilled", before["line_items"])
    assert CancelFulfilment(id=order).apply({"order": fact})["order"]["fulfilment_status"] == "unfulfilled"
    with pytest.raises(Permanent, match="no parcel"):
        await store.shop.perform(track, "k")
    topics = [topic for topic, _ in store.told]
    assert {"order.held", "order.fulfilled", "fulfilment.created", "fulfilment.cancelled"} <= set(topics)


@pytest.mark.parametrize(
    "effect",
    [
        MoveFulfilment(id="23", location="1"),
        RequestFulfilment(id="23"),
        RescheduleFulfilment(id="23", at="x"),
    ],
)
async def test_only_shopify_knows_places_services_and_dates(effect: Effect) -> None:
    async with WooStore() as store:
        with pytest.raises(Permanent, match="can't do this"):
            await store.shop.perform(effect, "k")
    with pytest.raises(Permanent, match="can't do this"):
        await demo()[0].shop.perform(effect, "k")
