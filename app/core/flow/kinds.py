"""Flow's tasks and our steps, side by side. A task that is in no table is kept as it was."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.sentence import Sentence, because

ADMIN, FLOW = "shopify::admin::", "shopify::flow::"
SEEN = frozenset(
    {
        "order_created", "order_cancelled", "order_risk_analyzed", "draft_order_created",
        "fulfillment_order_ready_to_fulfill", "customer_created", "product_added", "add_order_tags",
        "add_customer_tags", "add_product_tags", "add_draft_order_tags", "capture_payment", "update_draft_order_note",
        "created_redirect_url",
    }
)  # fmt: skip
"""Names of triggers and actions that stand in files of Flow that were seen. The others are read as what they can only
mean, and never written: Flow might know them by another name."""
CONDITION, LOOP, WAIT = f"{FLOW}condition", f"{FLOW}foreach", f"{FLOW}wait"
KEPT = "flow."
"""Before the name of a task that has no equal here: this version knows no such step, so it blocks publishing."""

TRIGGERS: Mapping[str, str] = {
    "order_created": "order.created", "order_paid": "order.paid", "order_fulfilled": "order.fulfilled",
    "order_cancelled": "order.cancelled", "order_deleted": "order.deleted", "order_risk_analyzed": "order.risk_judged",
    "order_transaction_created": "order.transaction_created", "payment_schedule_due": "order.payment_due",
    "refund_created": "order.refunded", "tender_transaction_created": "order.money_booked",
    "dispute_created": "order.dispute_opened", "draft_order_created": "draft.created",
    "draft_order_deleted": "draft.deleted", "return_requested": "order.return_requested",
    "return_approved": "order.return_approved", "return_declined": "order.return_declined",
    "return_cancelled": "order.return_cancelled", "return_processed": "order.return_processed",
    "return_closed": "order.return_closed", "return_reopened": "order.return_reopened",
    "fulfillment_created": "fulfilment.created", "fulfillment_event_created": "fulfilment.progress_reported",
    "fulfillment_order_ready_to_fulfill": "fulfilment.ready_to_send",
    "fulfillment_order_placed_on_hold": "fulfilment.held", "fulfillment_order_hold_released": "fulfilment.released",
    "fulfillment_order_moved": "fulfilment.moved", "fulfillment_order_split": "fulfilment.split",
    "fulfillment_order_merged": "fulfilment.merged", "fulfillment_order_rescheduled": "fulfilment.rescheduled",
    "fulfillment_order_cancelled": "fulfilment.sending_cancelled",
    "fulfillment_order_line_items_prepared_for_pickup": "fulfilment.prepared_for_pickup",
    "fulfillment_order_line_items_prepared_for_local_delivery": "fulfilment.prepared_for_delivery",
    "fulfillment_order_fulfillment_request_submitted": "fulfilment.request_submitted",
    "fulfillment_order_fulfillment_request_accepted": "fulfilment.request_accepted",
    "fulfillment_order_fulfillment_request_rejected": "fulfilment.request_declined",
    "fulfillment_order_cancellation_request_submitted": "fulfilment.cancellation_requested",
    "fulfillment_order_cancellation_request_accepted": "fulfilment.cancellation_accepted",
    "fulfillment_order_cancellation_request_rejected": "fulfilment.cancellation_declined",
    "fulfillment_order_fulfillment_service_failed_to_complete": "fulfilment.service_failed",
    "customer_created": "customer.created", "customer_deleted": "customer.deleted",
    "customer_enabled": "customer.account_opened", "customer_disabled": "customer.account_closed",
    "customer_tags_added": "customer.tags_added", "customer_tags_removed": "customer.tags_removed",
    "customer_joined_segment": "customer.segment_joined",
    "customer_subscribed_to_email_marketing": "customer.email_consent_given",
    "customer_payment_method_created": "customer.card_added",
    "customer_payment_method_updated": "customer.card_changed",
    "customer_payment_method_revoked": "customer.card_revoked", "customer_abandons_checkout": "cart.abandoned",
    "product_added": "product.created", "product_created": "product.created", "product_deleted": "product.deleted",
    "product_variant_back_in_stock": "product.variant_back_in_stock",
    "product_variant_out_of_stock": "product.variant_out_of_stock",
    "product_variant_inventory_quantity_changed": "product.stock_changed",
    "inventory_item_created": "product.article_added", "inventory_item_deleted": "product.article_deleted",
    "inventory_transfer_ready_to_ship": "product.transfer_ready",
    "inventory_transfer_completed": "product.transfer_completed", "collection_created": "product.collection_created",
    "collection_deleted": "product.collection_deleted", "discount_automatic_created": "discount.created",
    "discount_code_created": "discount.created", "company_created": "company.created",
    "company_contact_created": "company.contact_created",
    "company_contact_permission_assigned": "company.role_given", "company_location_created": "company.branch_created",
    "subscription_contract_created": "subscription.created", "subscription_contract_updated": "subscription.changed",
    "subscription_billing_attempt_success": "subscription.billed",
    "subscription_billing_attempt_failure": "subscription.billing_failed",
    "subscription_billing_attempt_challenged": "subscription.billing_challenged",
    "selling_plan_group_created": "subscription.plan_created",
    "selling_plan_group_updated": "subscription.plan_changed",
    "selling_plan_group_deleted": "subscription.plan_deleted",
}  # fmt: skip
"""By the task's name after ``shopify::admin::``. Of two names for one step the one that was seen is written."""

TRIGGER_DIFFERENCES: Mapping[str, Sentence] = {
    "customer.segment_joined": because("name the segment anew"),
    "fulfilment.progress_reported": because("each state of a parcel has a start of its own here, too"),
    "cart.abandoned": because("the time after which a checkout counts as abandoned is yours to set"),
}

OBJECTS: Mapping[str, str] = {
    "order": "order", "customer": "customer", "product": "product", "draft_order": "draft",
}  # fmt: skip
ACTIONS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    **{f"add_{there}_tags": (f"{here}.add_tags", there, {"tags": "tags"}) for there, here in OBJECTS.items()},
    **{f"remove_{there}_tags": (f"{here}.remove_tags", there, {"tags": "tags"}) for there, here in OBJECTS.items()},
    "archive_order": ("order.archive", "order", {}), "unarchive_order": ("order.unarchive", "order", {}),
    "capture_payment": ("order.capture", "order", {}), "mark_order_as_paid": ("order.mark_paid", "order", {}),
    "update_order_note": ("order.set_note", "order", {"note": "note"}),
    "update_draft_order_note": ("draft.set_note", "draft_order", {"note": "note"}),
    "update_customer_note": ("customer.set_note", "customer", {"note": "note"}),
    "delete_product": ("product.delete", "product", {}), "delete_customer": ("customer.delete", "customer", {}),
    "publish_product": ("product.publish", "product", {}), "hide_product": ("product.hide", "product", {}),
    "created_redirect_url": (
        "shopify.create_redirect", "", {"path": "path", "target": "target", "overwrite_target": "overwrite"},
    ),
}  # fmt: skip
"""Task after ``shopify::admin::`` -> our step, the object it means, its fields there -> our settings."""
LISTS, TICKS = frozenset({"tags"}), frozenset({"overwrite_target"})
MEANT: Mapping[str, frozenset[str]] = {
    "order": frozenset({"order.id"}), "customer": frozenset({"customer.id", "order.customer.id"}),
    "product": frozenset({"product.id"}), "draft_order": frozenset({"draftOrder.id"}),
}  # fmt: skip
"""How Flow says which object is meant, where it is the one that our step means."""
