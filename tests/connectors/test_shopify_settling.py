"""A write that got no answer: how each is settled by asking, never blindly repeated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest

from app.connectors.shopify.acts import reference
from app.connectors.shopify.connector import Shopify
from app.core.effects import Effect
from app.core.effects.customers import GiveStoreCredit, SendAccountInvite, TakeStoreCredit
from app.core.effects.drafts import CreateDraft, DraftLine, SendDraftInvoice
from app.core.effects.payments import RefundOrder, SendInvoice
from app.core.effects.products import CreateProduct, DuplicateProduct
from app.core.effects.returns import CreateReturn
from app.errors import Temporary
from tests.support.shopify_graph import BROKEN, Graph, graph_store

Way = Literal["key", "state", "mark", "compared", "person"]
WAYS: dict[str, Way] = {
    # Shopify does it once under its key (and the refund is known by its note besides)
    "AdjustStock": "key",
    "RefundOrder": "key",
    # what is made carries our key, and is looked for
    "CreateDraft": "mark",
    "CreateProduct": "mark",
    # what is there now is compared with what was there before
    "CreateReturn": "compared",
    "DuplicateProduct": "compared",
    "GiveStoreCredit": "compared",
    "TakeStoreCredit": "compared",
    "SendAccountInvite": "compared",
    "SendDraftInvoice": "compared",
    # nobody can be asked: "possibly done", and a person looks
    "ChangeByShopifyApi": "person",
    "SendInvoice": "person",
    "SendPaymentReminder": "person",
}
"""The way of each mutation; what is not named looks at the state before it writes: a second time changes nothing."""


def test_every_write_has_its_way() -> None:
    writes = {one for one in Shopify.performs() if one.kind == "write"}
    assert set(WAYS) <= {one.__name__ for one in writes}
    for effect in writes:
        way = WAYS.get(effect.__name__, "state")
        wanted = {"key": "key", "state": "safe"}.get(way, "never")
        assert effect.repeat == wanted, effect.__name__


@pytest.fixture
async def store() -> AsyncIterator[Graph]:
    async with graph_store() as made:
        yield made


def broken_off(store: Graph, mutation: str, done: Any = None) -> None:
    """The first call gets no answer. ``done``: what it does all the same."""

    def answer(asked: dict[str, Any]) -> Any:
        if done is not None:
            done(asked)
        return BROKEN

    store.answers[mutation] = answer


PRODUCT = {
    "id": "gid://shopify/Product/9",
    "title": "Pot",
    "handle": "pot",
    "created_at": "2026-05-03T10:00:00Z",
    "updated_at": "2026-05-03T10:00:00Z",
}
DRAFT = {"id": "gid://shopify/DraftOrder/9", "name": "#D9", "created_at": "2026-05-03T10:00:00Z"}


async def test_a_draft_is_found_by_the_key_that_it_carries(store: Graph) -> None:
    there: list[dict[str, Any]] = []
    store.answers["draftOrders"] = lambda asked: {"nodes": there}
    store.answers["draftOrder"] = DRAFT

    def made(asked: dict[str, Any]) -> None:
        [mark] = asked["input"]["metafields"]
        there.append({"id": "gid://shopify/DraftOrder/8", "mark": {"value": "another"}})
        there.append({"id": DRAFT["id"], "mark": {"value": mark["value"]}})

    broken_off(store, "draftOrderCreate", made)
    effect = CreateDraft(lines=(DraftLine(variant="5", quantity=1),))
    answer = await store.shop.perform(effect, "run/step~0")
    assert answer["draft_order"]["id"] == "9"
    assert store.wrote("draftOrderCreate") == 1


async def test_a_product_is_found_by_the_key_that_it_carries(store: Graph) -> None:
    there: list[dict[str, Any]] = []
    store.answers["products"] = lambda asked: {"nodes": there}
    store.answers["product"] = PRODUCT
    variant = {"nodes": [{"id": "gid://shopify/ProductVariant/3"}]}
    broken_off(
        store,
        "productCreate",
        lambda asked: there.append(
            {
                "id": PRODUCT["id"],
                "variants": variant,
                "mark": {"value": asked["product"]["metafields"][0]["value"]},
            }
        ),
    )
    store.answers["productVariantsBulkUpdate"] = {"userErrors": []}
    answer = await store.shop.perform(CreateProduct(title="Pot", price="9.00"), "run/step~0")
    assert answer["product"]["id"] == "9"
    assert (store.wrote("productCreate"), store.wrote("productVariantsBulkUpdate")) == (1, 1)


async def test_a_copy_is_found_among_what_is_new(store: Graph) -> None:
    there = [{"id": "gid://shopify/Product/1", "title": "Pot (copy)"}]
    store.answers["products"] = lambda asked: {"nodes": list(there)}
    store.answers["product"] = PRODUCT
    broken_off(
        store, "productDuplicate", lambda asked: there.append({"id": PRODUCT["id"], "title": "Pot (copy)"})
    )
    answer = await store.shop.perform(DuplicateProduct(id="1", title="Pot (copy)"), "run/step~0")
    assert answer["product"]["id"] == "9"


async def test_a_return_is_found_among_what_is_new(store: Graph) -> None:
    line = {
        "quantity": 1,
        "fulfillmentLineItem": {
            "id": "gid://shopify/FulfillmentLineItem/1",
            "lineItem": {"id": "gid://shopify/LineItem/1"},
        },
    }
    store.answers["returnableFulfillments"] = {
        "nodes": [{"returnableFulfillmentLineItems": {"nodes": [line]}}]
    }
    there: list[dict[str, Any]] = []
    store.answers["order"] = lambda asked: {"returns": {"nodes": list(there)}}
    broken_off(
        store, "returnCreate", lambda asked: there.append({"id": "gid://shopify/Return/4", "name": "#1-R1"})
    )
    answer = await store.shop.perform(CreateReturn(id="1", label="#1"), "run/step~0")
    assert answer["return"]["id"] == "4"


@pytest.mark.parametrize(
    ("effect", "mutation", "kind"),
    [
        (
            GiveStoreCredit(id="7", amount="5.00", currency="EUR", code="x"),
            "storeCreditAccountCredit",
            "StoreCreditAccountCreditTransaction",
        ),
        (
            TakeStoreCredit(id="7", amount="5.00", currency="EUR"),
            "storeCreditAccountDebit",
            "StoreCreditAccountDebitTransaction",
        ),
    ],
)
async def test_store_credit_is_found_among_its_movements(
    store: Graph, effect: Effect, mutation: str, kind: str
) -> None:
    def moved(at: str, amount: str = "5.0") -> dict[str, Any]:
        return {
            "__typename": kind,
            "createdAt": at,
            "amount": {"amount": amount, "currencyCode": "EUR"},
        }

    there = [moved("2026-05-01T10:00:00Z")]
    store.answers["customer"] = lambda asked: {
        "storeCreditAccounts": {"nodes": [{"transactions": {"nodes": list(there)}}]}
    }
    broken_off(store, mutation, lambda asked: there.append(moved("2026-05-03T10:00:00Z", "7.0")))
    with pytest.raises(Temporary) as caught:
        await store.shop.perform(effect, "run/step~0")
    assert caught.value.unclear, "another movement is not ours, so it may still be under way"
    broken_off(store, mutation, lambda asked: there.append(moved("2026-05-03T10:00:01Z")))
    assert (await store.shop.perform(effect, "run/step~1"))["amount"] == "5.00"


async def test_mails_are_known_by_what_they_leave_behind(store: Graph) -> None:
    sent: dict[str, Any] = {"at": "2026-05-01T10:00:00Z", "state": "DISABLED"}
    store.answers["draftOrder"] = lambda asked: {"id": asked["id"], "invoiceSentAt": sent["at"]}
    store.answers["customer"] = lambda asked: {"id": asked["id"], "state": sent["state"]}
    broken_off(store, "draftOrderInvoiceSend", lambda asked: sent.update(at="2026-05-03T10:00:00Z"))
    broken_off(store, "customerSendAccountInviteEmail", lambda asked: sent.update(state="INVITED"))
    assert await store.shop.perform(SendDraftInvoice(id="9"), "a") == {"sent": True}
    assert await store.shop.perform(SendAccountInvite(id="7"), "b") == {"sent": True}
    with pytest.raises(Temporary):  # it was invited before already, so nothing tells
        await store.shop.perform(SendAccountInvite(id="7"), "c")


@pytest.mark.parametrize(
    "effect",
    [
        CreateDraft(lines=(DraftLine(variant="5", quantity=1),)),
        CreateProduct(title="Pot"),
        DuplicateProduct(id="1", title="Pot (copy)"),
        SendInvoice(id="1", label="#1"),
    ],
)
async def test_what_is_not_found_may_be_under_way(store: Graph, effect: Effect) -> None:
    mutation = {
        "CreateDraft": "draftOrderCreate",
        "CreateProduct": "productCreate",
        "DuplicateProduct": "productDuplicate",
        "SendInvoice": "orderInvoiceSend",
    }[type(effect).__name__]
    store.answers |= {"draftOrders": {"nodes": []}, "products": {"nodes": []}, mutation: BROKEN}
    with pytest.raises(Temporary) as caught:
        await store.shop.perform(effect, "run/step~0")
    assert caught.value.unclear
    assert store.wrote(mutation) == 1


async def test_a_refund_is_known_by_its_note(store: Graph) -> None:
    """After it nothing is left to refund, so the same call could not even be put together again."""
    made = {
        "id": "gid://shopify/Refund/3",
        "note": f"broken · {reference('run/step~0')}",
        "totalRefundedSet": {"shopMoney": {"amount": "12.00"}},
    }
    store.answers["order"] = {
        "id": "gid://shopify/Order/1",
        "currency": "EUR",
        "presented": "EUR",
        "lineItems": {"nodes": []},
        "refunds": [made],
    }
    answer = await store.shop.perform(RefundOrder(id="1", label="#1", reason="broken"), "run/step~0")
    assert answer == {"refund": "3", "amount": "12.00", "paid_back": True}
    assert store.wrote("refundCreate") == 0
