"""What each of Shopify's webhook topics means in the shop's language.

A topic that is not here means nothing to us yet: its message is kept, and gives no event.
"""

from __future__ import annotations

from app.connectors.reading import Body
from app.connectors.shopify import events_read as read
from app.connectors.shopify import map_deals as deals
from app.connectors.shopify import map_goods as goods
from app.connectors.shopify import map_sending as sending
from app.connectors.shopify.events_read import Happened, Reader

TOPICS: dict[str, tuple[str, Reader]] = {
    "orders/create": ("order.created", read.order),
    "orders/updated": ("order.updated", read.order),
    "orders/paid": ("order.paid", read.order),
    "orders/cancelled": ("order.cancelled", read.order),
    "orders/fulfilled": ("order.fulfilled", read.order),
    "orders/partially_fulfilled": ("order.partially_fulfilled", read.order),
    "orders/edited": ("order.edited", read.edited),
    "orders/delete": ("order.deleted", read.gone("order")),
    "orders/link_requested": ("order.link_requested", read.order),
    "orders/risk_assessment_changed": ("order.risk_changed", read.order_id),
    "orders/shopify_protect_eligibility_changed": ("order.protection_changed", read.order_id),
    "order_transactions/create": ("transaction.created", read.of_order("transaction", sending.transaction)),
    "tender_transactions/create": (
        "tender_transaction.created",
        read.of_order("tender_transaction", sending.transaction),
    ),
    "payment_schedules/due": (
        "payment_schedule.fell_due",
        read.of_order("payment_schedule", sending.payment_schedule),
    ),
    "disputes/create": ("dispute.opened", read.of_order("dispute", sending.dispute)),
    "disputes/update": ("dispute.updated", read.of_order("dispute", sending.dispute)),
    "draft_orders/create": ("draft_order.created", read.draft),
    "draft_orders/update": ("draft_order.updated", read.draft),
    "draft_orders/delete": ("draft_order.deleted", read.gone("draft_order")),
    "customers/create": ("customer.created", read.about_customer),
    "customers/update": ("customer.updated", read.about_customer),
    "customers/delete": ("customer.deleted", read.gone("customer")),
    "customers/enable": ("customer.enabled", read.about_customer),
    "customers/disable": ("customer.disabled", read.about_customer),
    "customers/merge": ("customer.merged", read.merged),
    "customers/purchasing_summary": ("customer.spending_changed", read.customer_named),
    "customers/data_request": ("customer.data_requested", read.customer_named),
    "customers/redact": ("customer.erasure_requested", read.customer_named),
    "shop/redact": ("shop.erasure_requested", read.shop),
    "customer.tags_added": ("customer.tags_added", read.customer_named),
    "customer.tags_removed": ("customer.tags_removed", read.customer_named),
    "customer.joined_segment": ("customer.segment_joined", read.customer_named),
    "customer.left_segment": ("customer.segment_left", read.customer_named),
    "customers_email_marketing_consent/update": (
        "customer.email_consent_changed",
        read.consent("email", "email_marketing_consent"),
    ),
    "customers_marketing_consent/update": (
        "customer.sms_consent_changed",
        read.consent("sms", "sms_marketing_consent"),
    ),
    "customers_whats_app_marketing_consent/update": (
        "customer.whatsapp_consent_changed",
        read.consent("whatsapp", "whats_app_marketing_consent"),
    ),
    "customer_payment_methods/create": ("customer.payment_method_added", read.saved_card),
    "customer_payment_methods/update": ("customer.payment_method_updated", read.saved_card),
    "customer_payment_methods/revoke": ("customer.payment_method_revoked", read.saved_card),
    "companies/create": ("company.created", read.plain("company", deals.company)),
    "companies/update": ("company.updated", read.plain("company", deals.company)),
    "companies/delete": ("company.deleted", read.plain("company", deals.company)),
    "company_contacts/create": ("company_contact.created", read.contact),
    "company_contacts/update": ("company_contact.updated", read.contact),
    "company_contacts/delete": ("company_contact.deleted", read.contact),
    "company_contact_roles/assign": ("company_contact.role_given", read.contact),
    "company_contact_roles/revoke": ("company_contact.role_taken", read.contact),
    "company_locations/create": ("company_location.created", read.branch),
    "company_locations/update": ("company_location.updated", read.branch),
    "company_locations/delete": ("company_location.deleted", read.branch),
    "products/create": ("product.created", read.product),
    "products/update": ("product.updated", read.product),
    "products/delete": ("product.deleted", read.gone("product")),
    "variants/in_stock": ("variant.restocked", read.variant),
    "variants/out_of_stock": ("variant.sold_out", read.variant),
    "inventory_levels/connect": ("inventory.connected", read.plain("inventory", goods.inventory)),
    "inventory_levels/update": ("inventory.updated", read.plain("inventory", goods.inventory)),
    "inventory_levels/disconnect": ("inventory.disconnected", read.plain("inventory", goods.inventory)),
    "inventory_items/create": ("inventory_item.created", read.plain("inventory_item", goods.inventory)),
    "inventory_items/update": ("inventory_item.updated", read.plain("inventory_item", goods.inventory)),
    "inventory_items/delete": ("inventory_item.deleted", read.gone("inventory_item")),
    "inventory_transfers/ready_to_ship": ("transfer.readied", read.plain("transfer", goods.transfer)),
    "inventory_transfers/complete": ("transfer.completed", read.plain("transfer", goods.transfer)),
    "inventory_transfers/cancel": ("transfer.cancelled", read.plain("transfer", goods.transfer)),
    "inventory_transfers/updated": ("transfer.updated", read.plain("transfer", goods.transfer)),
    "collections/create": ("collection.created", read.plain("collection", goods.collection)),
    "collections/update": ("collection.updated", read.plain("collection", goods.collection)),
    "collections/delete": ("collection.deleted", read.gone("collection")),
    "discounts/create": ("discount.created", read.discount),
    "discounts/update": ("discount.updated", read.discount),
    "discounts/delete": ("discount.deleted", read.gone("discount")),
    "discounts/redeemcode_added": ("discount.code_added", read.discount),
    "discounts/redeemcode_removed": ("discount.code_removed", read.discount),
    "checkouts/create": ("checkout.created", read.checkout),
    "checkouts/update": ("checkout.updated", read.checkout),
    "checkouts/delete": ("checkout.deleted", read.checkout_gone),
    "carts/create": ("cart.created", read.cart),
    "carts/update": ("cart.updated", read.cart),
    "refunds/create": ("refund.created", read.of_order("refund", sending.refund)),
    "fulfillments/create": ("fulfilment.created", read.fulfilment),
    "fulfillments/update": ("fulfilment.updated", read.fulfilment),
    "fulfillment_events/create": ("fulfilment.tracked", read.tracked),
    "returns/request": ("return.requested", read.of_order("return", sending.returned)),
    "returns/approve": ("return.approved", read.of_order("return", sending.returned)),
    "returns/decline": ("return.declined", read.of_order("return", sending.returned)),
    "returns/cancel": ("return.cancelled", read.of_order("return", sending.returned)),
    "returns/close": ("return.closed", read.of_order("return", sending.returned)),
    "returns/reopen": ("return.reopened", read.of_order("return", sending.returned)),
    "returns/update": ("return.updated", read.of_order("return", sending.returned)),
    "returns/process": ("return.processed", read.of_order("return", sending.returned)),
    "subscription_contracts/create": ("subscription.created", read.subscription),
    "subscription_contracts/update": ("subscription.updated", read.subscription),
    "subscription_contracts/activate": ("subscription.activated", read.subscription),
    "subscription_contracts/pause": ("subscription.paused", read.subscription),
    "subscription_contracts/cancel": ("subscription.cancelled", read.subscription),
    "subscription_contracts/expire": ("subscription.expired", read.subscription),
    "subscription_contracts/fail": ("subscription.failed", read.subscription),
    "subscription_billing_attempts/success": ("billing_attempt.succeeded", read.billing_attempt),
    "subscription_billing_attempts/failure": ("billing_attempt.failed", read.billing_attempt),
    "subscription_billing_attempts/challenged": ("billing_attempt.challenged", read.billing_attempt),
    "selling_plan_groups/create": ("selling_plan.created", read.plain("selling_plan", deals.selling_plan)),
    "selling_plan_groups/update": ("selling_plan.updated", read.plain("selling_plan", deals.selling_plan)),
    "selling_plan_groups/delete": ("selling_plan.deleted", read.gone("selling_plan")),
    "metaobjects/create": ("entry.created", read.plain("entry", deals.entry)),
    "metaobjects/update": ("entry.updated", read.plain("entry", deals.entry)),
    "metaobjects/delete": ("entry.deleted", read.plain("entry", deals.entry)),
}

_FULFILMENT_ORDERS = {
    "order_routing_complete": "routed",
    "scheduled_fulfillment_order_ready": "ready",
    "placed_on_hold": "held",
    "hold_released": "released",
    "moved": "moved",
    "split": "split",
    "merged": "merged",
    "rescheduled": "rescheduled",
    "cancelled": "cancelled",
    "line_items_prepared_for_pickup": "prepared_for_pickup",
    "line_items_prepared_for_local_delivery": "prepared_for_delivery",
    "fulfillment_request_submitted": "request_submitted",
    "fulfillment_request_accepted": "request_accepted",
    "fulfillment_request_rejected": "request_declined",
    "cancellation_request_submitted": "cancellation_requested",
    "cancellation_request_accepted": "cancellation_accepted",
    "cancellation_request_rejected": "cancellation_declined",
    "fulfillment_service_failed_to_complete": "failed",
    "progress_reported": "progress_reported",
    "manually_reported_progress_stopped": "progress_stopped",
}
TOPICS |= {
    f"fulfillment_orders/{topic}": (f"fulfilment_order.{past}", read.fulfilment_order)
    for topic, past in _FULFILMENT_ORDERS.items()
}

FOLLOW_FROM: dict[str, frozenset[str]] = {
    "checkouts/create": frozenset({"checkout.completed"}),
    "checkouts/update": frozenset({"checkout.completed"}),
    "fulfillments/update": frozenset({"fulfilment.cancelled"}),
    "fulfillment_events/create": frozenset(read.ON_THE_WAY.values()),
    **{
        f"customers_{of}marketing_consent/update": frozenset(
            f"customer.{channel}_consent_{said}" for said in ("given", "withdrawn")
        )
        for of, channel in (("email_", "email"), ("", "sms"), ("whats_app_", "whatsapp"))
    },
}
"""Events that are told together with another, by the topic that tells them."""
FOLLOW = frozenset().union(*FOLLOW_FROM.values())
TELLS = frozenset(name for name, _ in TOPICS.values()) | FOLLOW


def happened(topic: str, body: Body) -> list[Happened]:
    """The events of a message, the cause before what follows from it. Raises Unreadable."""
    name, reader = TOPICS[topic]
    return list(reader(name, body))
