"""The mails about an order that a store sends when it is asked to."""

import pytest

from app.core.effects.payments import ResendOrderEmail, SendInvoice, SendPaymentReminder
from app.errors import Permanent
from tests.support.orders import GID, woo_order, wrote
from tests.support.shops import ShopifyStore, WooStore


async def test_shopify_sends_the_invoice() -> None:
    async with ShopifyStore() as store:
        await store.shop.perform(SendInvoice(id="23"), "k")
        await store.shop.perform(SendInvoice(id="23", to="a@example.com", message="Hello"), "k")
        assert [sent["email"] for _, sent in store.asked] == [
            None,
            {"to": "a@example.com", "customMessage": "Hello"},
        ]


async def test_shopify_reminds_of_the_next_payment() -> None:
    schedules = [
        {
            "id": "gid://shopify/PaymentSchedule/1",
            "completedAt": "2026-01-01T00:00:00Z",
            "dueAt": "2026-01-01",
        },
        {"id": "gid://shopify/PaymentSchedule/3", "completedAt": None, "dueAt": "2026-03-01"},
        {"id": "gid://shopify/PaymentSchedule/2", "completedAt": None, "dueAt": "2026-02-01"},
    ]
    order = {"id": GID, "financial": "PENDING", "paymentTerms": {"paymentSchedules": {"nodes": schedules}}}
    remind = SendPaymentReminder(id="23")
    async with ShopifyStore() as store:
        store.answers["order"] = order
        assert await store.shop.perform(remind, "k") == {"sent": True}
        store.answers["order"] = {**order, "paymentTerms": None}
        assert await store.shop.perform(remind, "k") == {"sent": True}
        assert wrote(store.asked) == [
            ("paymentReminderSend", {"schedule": "gid://shopify/PaymentSchedule/2"}),
            ("orderInvoiceSend", {"id": GID, "email": None}),
        ]
        store.answers["order"] = {**order, "financial": "PAID"}
        assert await store.shop.perform(remind, "k") == {"sent": False}
        assert len(wrote(store.asked)) == 2


async def test_woocommerce_sends_its_mails_on_request() -> None:
    actions = "POST orders/23/actions/"
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order(status="pending"))
        store.answers["GET orders/23/notes"] = (200, [])
        store.answers[f"{actions}send_order_details"] = (200, {"message": "sent"})
        store.answers[f"{actions}send_email"] = (200, {"message": "sent"})
        await store.shop.perform(SendInvoice(id="23", to="ANNA@example.com"), "k")
        assert await store.shop.perform(SendPaymentReminder(id="23"), "k") == {"sent": True}
        await store.shop.perform(ResendOrderEmail(id="23"), "k")
        await store.shop.perform(ResendOrderEmail(id="23", template="customer_completed_order"), "k")
        assert store.wrote == [
            (f"{actions}send_order_details", {}),
            (f"{actions}send_order_details", {}),
            (f"{actions}send_email", {"template_id": "customer_invoice"}),
            (f"{actions}send_email", {"template_id": "customer_completed_order"}),
        ]
        with pytest.raises(Permanent, match="only to the order's own address"):
            await store.shop.perform(SendInvoice(id="23", to="books@example.com"), "k")
        store.answers["GET orders/23"] = (200, woo_order(status="processing"))
        assert await store.shop.perform(SendPaymentReminder(id="23"), "k") == {"sent": False}
        store.answers["GET orders/23"] = (200, woo_order(billing={"email": ""}))
        await store.shop.perform(SendInvoice(id="23", to="books@example.com"), "k")
        assert store.wrote[4:] == [(f"{actions}send_order_details", {"email": "books@example.com"})]


async def test_an_old_woocommerce_can_not() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order())
        store.answers["GET orders/23/notes"] = (200, [])
        with pytest.raises(Permanent, match=r"version 9\.8"):
            await store.shop.perform(ResendOrderEmail(id="23"), "k")


@pytest.mark.parametrize(
    "effect", [SendInvoice(id="23"), SendPaymentReminder(id="23"), ResendOrderEmail(id="23")]
)
def test_a_mail_is_never_sent_twice_by_itself(effect: SendInvoice) -> None:
    assert effect.repeat == "never"
    assert effect.no_undo
    assert effect.assume().assumed
