"""Returns, as each store is asked to change them."""

from typing import Any

import pytest

from app.connectors.demo import day
from app.core.effects import Effect
from app.core.effects.fulfilment import FulfilOrder
from app.core.effects.returns import (
    ApproveReturn,
    CancelReturn,
    CloseReturn,
    CreateReturn,
    DeclineReturn,
    ReopenReturn,
)
from app.core.example import NOW
from app.errors import Missing, Permanent
from tests.support.orders import GID, demo
from tests.support.shops import ShopifyStore, WooStore

RID = "gid://shopify/Return/5001"
CASES = [
    (ApproveReturn(id="5001"), "REQUESTED", "OPEN", "returnApproveRequest"),
    (
        DeclineReturn(id="5001", reason="final_sale", note="No"),
        "REQUESTED",
        "DECLINED",
        "returnDeclineRequest",
    ),
    (CloseReturn(id="5001"), "OPEN", "CLOSED", "returnClose"),
    (ReopenReturn(id="5001"), "CLOSED", "OPEN", "returnReopen"),
    (CancelReturn(id="5001"), "OPEN", "CANCELED", "returnCancel"),
]


@pytest.mark.parametrize(("effect", "before", "after", "mutation"), CASES)
async def test_shopify_is_asked_once(effect: Effect, before: str, after: str, mutation: str) -> None:
    async with ShopifyStore() as store:
        store.answers["return"] = {"id": RID, "status": before}
        told = await store.shop.perform(effect, "k")
        assert told["status"] == effect.apply({"return": {"id": "5001"}})["return"]["status"]
        [_, (name, sent)] = store.asked
        assert name == mutation
        assert (sent.get("input") or sent)["id"] == RID
        store.answers["return"] = {"id": RID, "status": after}
        await store.shop.perform(effect, "k")
        assert [name for name, _ in store.asked].count(mutation) == 1, "it is so already"
        store.answers["return"] = {"id": RID, "status": before}
        store.answers[mutation] = {"userErrors": [{"message": "Not in this state"}]}
        with pytest.raises(Permanent, match="Not in this state"):
            await store.shop.perform(effect, "k")
        store.answers["return"] = None
        with pytest.raises(Missing):
            await store.shop.perform(effect, "k")


async def test_why_a_return_is_declined_is_told() -> None:
    async with ShopifyStore() as store:
        store.answers["return"] = {"id": RID, "status": "REQUESTED"}
        await store.shop.perform(CASES[1][0], "k")
        told = {"declineReason": "FINAL_SALE", "declineNote": "No", "notifyCustomer": True}
        assert store.asked[1][1]["input"] == {"id": RID, **told}


def returnable(*lines: tuple[int, int, int]) -> dict[str, Any]:
    nodes = [
        {
            "quantity": quantity,
            "fulfillmentLineItem": {
                "id": f"gid://shopify/FulfillmentLineItem/{number}",
                "lineItem": {"id": f"gid://shopify/LineItem/{of}"},
            },
        }
        for number, of, quantity in lines
    ]
    return {"nodes": [{"returnableFulfillmentLineItems": {"nodes": nodes}}]}


async def test_shopify_opens_a_return_of_what_was_sent() -> None:
    async with ShopifyStore() as store:
        store.answers["returnableFulfillments"] = returnable((1, 9001, 2), (2, 9002, 1), (3, 9001, 1))
        store.answers["returnCreate"] = {"return": {"id": RID, "name": "#1001-R1", "status": "OPEN"}}
        some = CreateReturn(id="23", lines=(("9001", 3),), reason="defective", note="Chipped")
        told = await store.shop.perform(some, "k")
        assert told["return"] == {"id": "5001", "order_id": "23", "name": "#1001-R1", "status": "open"}
        sent = store.asked[2][1]["input"]
        assert sent["orderId"] == GID
        assert [
            (line["fulfillmentLineItemId"][-1], line["quantity"]) for line in sent["returnLineItems"]
        ] == [
            ("1", 2),
            ("3", 1),
        ]
        assert sent["returnLineItems"][0]["returnReason"] == "DEFECTIVE"
        await store.shop.perform(CreateReturn(id="23"), "k")
        assert [line["quantity"] for line in store.asked[5][1]["input"]["returnLineItems"]] == [2, 1, 1]
        store.answers["returnableFulfillments"] = returnable()
        with pytest.raises(Permanent, match="nothing of it"):
            await store.shop.perform(some, "k")
    assert some.repeat == "never", "a second one might be of other pieces"


async def test_the_demo_stores_returns_go_their_way() -> None:
    store, order = demo()
    day.ask_refund(store.state, NOW, order)
    wish = store.state.all("return")[-1]["id"]
    close = CloseReturn(id=wish, order=order)
    with pytest.raises(Permanent, match="requested"):
        await store.shop.perform(close, "k")
    await store.shop.perform(ApproveReturn(id=wish, order=order), "k")
    open_ = store.state.get("return", wish)
    await store.shop.perform(close, "k")
    closed = store.state.get("return", wish)
    assert closed["status"] == "closed"
    undo = close.undo(open_)
    assert undo == ReopenReturn(id=wish, order=order)
    assert close.undo(closed) is None
    await store.shop.perform(undo, "k")
    assert ReopenReturn(id=wish).undo(closed) == CloseReturn(id=wish)
    assert ReopenReturn(id=wish).undo(open_) is None
    await store.shop.perform(CancelReturn(id=wish), "k")
    with pytest.raises(Permanent, match="cancelled"):
        await store.shop.perform(DeclineReturn(id=wish), "k")
    told = [topic for topic, _ in store.told if topic.startswith("return.") and topic != "return.updated"]
    assert told == ["return.approved", "return.closed", "return.reopened", "return.cancelled"]


async def test_the_demo_store_opens_a_return() -> None:
    store, order = demo()
    with pytest.raises(Permanent, match="nothing of it"):
        await store.shop.perform(CreateReturn(id=order), "k")
    await store.shop.perform(FulfilOrder(id=order), "k")
    line = store.state.get("order", order)["line_items"][0]
    told = await store.shop.perform(CreateReturn(id=order, lines=((line["id"], 1),), reason="style"), "k")
    made = store.state.get("return", told["return"]["id"])
    assert (made["status"], made["name"], made["quantity"]) == ("open", f"#{order}-R1", 1)
    assert made["items"][0]["reason"] == "style"


@pytest.mark.parametrize("effect", [case[0] for case in CASES])
async def test_woocommerce_knows_no_returns(effect: Effect) -> None:
    async with WooStore() as store:
        with pytest.raises(Permanent, match="can't do this"):
            await store.shop.perform(effect, "k")
