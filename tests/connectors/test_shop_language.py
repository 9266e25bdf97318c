"""Nothing that the shop's language names is lost: each key of each sample is either told or left on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from app.connectors.base import Unreadable
from app.connectors.shopify.events import TOPICS, happened
from app.connectors.woocommerce import events as woo
from app.core.fields import FACTS, SHAPES
from tests.connectors.test_shopify import FILES, events, sample

WOO = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce"
VALUES: list[Any] = [
    "x",
    "2026-01-01T00:00:00Z",
    "1.50",
    7,
    True,
    ["a"],
    {"id": 5, "first_name": "a"},
    [
        {
            "id": 5,
            "key": "k",
            "value": "v",
            "name": "n",
            "price": "1.00",
            "total": "1.00",
            "code": "c",
            "title": "t",
        }
    ],
    "high",
    "subscribed",
    "percent",
    "publish",
    "outofstock",
    "taxable",
    None,
]
"""What a key is set to, to see whether that changes anything that is told."""

LEFT: dict[str, str] = {
    "orders/create": "admin_graphql_api_id app_id cart_token checkout_token confirmed contact_email "
    "current_shipping_price_set current_subtotal_price current_subtotal_price_set current_total_discounts "
    "current_total_discounts_set current_total_price_set current_total_tax current_total_tax_set device_id "
    "duties_included estimated_taxes fulfillment_status landing_site_ref merchant_business_entity_id "
    "merchant_of_record_app_id number original_total_additional_fees_set original_total_duties_set reference "
    "source_identifier source_url subtotal_price_set tax_exempt token total_cash_rounding_payment_adjustment_set "
    "total_cash_rounding_refund_adjustment_set total_discounts_set total_line_items_price total_line_items_price_set "
    "total_tax_set returns line_item_groups",
    "draft_orders/create": "allow_discount_codes_in_checkout? b2b? api_client_id created_on_api_version_handle "
    "admin_graphql_api_id",
    "checkouts/create": "token cart_token taxes_included closed_at user_id location_id source_identifier source_url "
    "device_id source presentment_currency sms_marketing_phone total_line_items_price total_duties reservation_token",
    "carts/create": "token",
    "customers/create": "multipass_identifier tax_exemptions admin_graphql_api_id",
    "products/create": "admin_graphql_api_id published_scope media has_variants_that_requires_components",
    "variants/in_stock": "old_inventory_quantity admin_graphql_api_id image_id",
    "collections/create": "admin_graphql_api_id",
    "inventory_levels/update": "admin_graphql_api_id",
    "inventory_items/create": "province_code_of_origin country_harmonized_system_codes admin_graphql_api_id",
    "refunds/create": "user_id duties total_duties_set refund_shipping_lines restock admin_graphql_api_id "
    "order_adjustments",
    "order_transactions/create": "location_id user_id device_id receipt total_unsettled_set amount_rounding "
    "admin_graphql_api_id",
    "tender_transactions/create": "user_id",
    "fulfillments/create": "shipment_status origin_address receipt admin_graphql_api_id",
    "fulfillment_events/create": "address1 latitude longitude shop_id created_at updated_at admin_graphql_api_id",
    "returns/request": "admin_graphql_api_id exchange_line_items",
    "disputes/create": "",
    "payment_schedules/due": "created_at payment_terms_id presentment_currency total_balance total_price updated_at "
    "admin_graphql_api_id",
    "discounts/create": "",
    "subscription_contracts/create": "admin_graphql_api_id admin_graphql_api_customer_id "
    "admin_graphql_api_origin_order_id revision_id",
    "selling_plan_groups/create": "admin_graphql_api_id admin_graphql_api_app app_id position selling_plans "
    "product_variants products",
    "companies/create": "",
    "company_contacts/create": "",
    "company_locations/create": "buyer_experience_configuration tax_exemptions tax_registration",
    "customer_payment_methods/create": "admin_graphql_api_id admin_graphql_api_customer_id resource_type",
    "inventory_transfers/ready_to_ship": "",
    "metaobjects/create": "definition_id created_by_staff_id created_by_app_id capabilities",
}
"""What Shopify tells beyond the shop's language; it can be read below ``raw``."""

WOO_LEFT: dict[str, str] = {
    "order": "parent_id version date_created date_modified discount_tax shipping_tax cart_tax order_key "
    "date_completed date_paid cart_hash is_editable needs_payment needs_processing currency_symbol _links",
    "customer": "date_created date_modified avatar_url _links",
    "product": "date_created date_modified catalog_visibility sale_price date_on_sale_from date_on_sale_to "
    "purchasable virtual downloadable downloads download_limit download_expiry external_url button_text tax_class "
    "backorders backordered sold_individually weight dimensions shipping_taxable shipping_class_id reviews_allowed "
    "upsell_ids cross_sell_ids parent_id purchase_note default_attributes grouped_products price_html related_ids "
    "has_options post_password _links",
    "coupon": "date_created date_modified date_expires excluded_product_ids limit_usage_to_x_items "
    "product_categories excluded_product_categories exclude_sale_items used_by _links",
}


def unused(body: dict[str, Any], read: Any) -> set[str]:
    """The keys that change nothing, whatever they hold."""

    def told(changed: dict[str, Any]) -> Any:
        try:
            return [(one.name, one.subject, one.data) for one in read(changed)]
        except Unreadable:
            return "unreadable"

    before = told(body)
    return {key for key in body if all(told({**body, key: value}) == before for value in VALUES)}


@pytest.mark.parametrize("topic", LEFT)
def test_shopifys_keys_are_told_or_left_on_purpose(topic: str) -> None:
    assert unused(sample(topic), lambda body: happened(topic, body)) == set(LEFT[topic].split())


@pytest.mark.parametrize("thing", WOO_LEFT)
def test_woocommerces_keys_are_told_or_left_on_purpose(thing: str) -> None:
    body = orjson.loads((WOO / f"{thing}-updated.json").read_bytes())
    assert unused(body, lambda one: woo.happened(f"{thing}.updated", one)) == set(WOO_LEFT[thing].split())


WHOLE = sorted(set(LEFT) - {"customer_payment_methods/create"})


@pytest.mark.parametrize("topic", WHOLE)
def test_facts_have_every_field_of_their_shape(topic: str) -> None:
    for event in events(topic, sample(topic)):
        fact = next(iter(event.data)) if topic != "fulfillment_events/create" else "fulfilment_event"
        assert set(event.data[fact]) == set(SHAPES[FACTS[fact]].model_fields)


def first(topic: str, **changes: Any) -> Any:
    return events(topic, {**sample(topic), **changes})[0].data


def test_a_draft_is_told() -> None:
    draft = first("draft_orders/create")["draft_order"]
    assert (draft["name"], draft["status"], draft["total"], draft["shipping_total"]) == (
        "#D133",
        "open",
        "436.00",
        "3.00",
    )
    assert draft["discounts"] == [
        {"code": None, "title": "ABC 123", "amount": "8.00", "percent": 2.0, "kind": "manual"}
    ]
    assert (draft["discount_total"], draft["payment_terms"], draft["item_count"]) == ("8.00", "Net 7", 18)
    assert draft["invoice_url"].startswith("https://jsmith.myshopify.com/")


def test_consent_is_told_by_channel() -> None:
    said = {"state": "subscribed", "opt_in_level": None, "consent_updated_at": "2026-03-01T10:00:00Z"}
    names = [
        e.name
        for e in events(
            "customers_email_marketing_consent/update",
            {**sample("customers_email_marketing_consent/update"), "email_marketing_consent": said},
        )
    ]
    assert names == ["customer.email_consent_changed", "customer.email_consent_given"]
    body = {
        **sample("customers_marketing_consent/update"),
        "sms_marketing_consent": {"state": "unsubscribed"},
    }
    changed, withdrawn = events("customers_marketing_consent/update", body)
    assert (changed.name, withdrawn.name) == (
        "customer.sms_consent_changed",
        "customer.sms_consent_withdrawn",
    )
    assert (withdrawn.data["customer"]["sms_consent"], withdrawn.data["customer"]["accepts_sms"]) == (
        "unsubscribed",
        False,
    )
    customer = first("customers/update", email_marketing_consent=said)["customer"]
    assert (customer["email_consent"], customer["email_consent_at"], customer["state"]) == (
        "subscribed", "2026-03-01T10:00:00Z", "disabled")  # fmt: skip


def test_metafields_are_told_by_key_with_their_types() -> None:
    told = [
        {"namespace": "custom", "key": "gift", "value": "true", "type": "boolean"},
        {"namespace": "custom", "key": "note", "value": "12", "type": "single_line_text_field"},
        {"namespace": "app", "key": "sizes", "value": '["s","m"]', "type": "list.single_line_text_field"},
        {"namespace": "app", "key": "broken", "value": "{", "type": "json"},
    ]
    order = first("orders/create", metafields=told)["order"]
    assert order["custom"] == {"gift": True, "note": "12", "app": {"sizes": ["s", "m"], "broken": "{"}}


def test_meta_data_is_told_by_key() -> None:
    body = orjson.loads((WOO / "order-updated.json").read_bytes())
    body["meta_data"] += [
        {"key": "_wc_order_attribution_referrer", "value": "https://example.org/"},
        {"key": "storeflow_tags", "value": "vip"},
    ]
    body["fee_lines"] = [{"name": "Gift wrap &amp; card", "total": "2.00", "total_tax": "0.38"}]
    order = woo.happened("order.updated", body)[0].data["order"]
    assert order["custom"] == {"gift": "yes", "nested": {"a": [1, 2]}}
    assert order["referrer"] == "https://example.org/"
    assert order["fees"] == [{"title": "Gift wrap & card", "amount": "2.00", "tax": "0.38"}]
    [paid] = order["transactions"]
    assert (paid["kind"], paid["amount"], paid["method"]) == ("sale", "29.81", "Direct bank transfer")


def test_a_coupon_is_a_discount() -> None:
    body = orjson.loads((WOO / "coupon-created.json").read_bytes())
    [event] = woo.happened("coupon.created", body)
    found = event.data["discount"]
    assert (event.name, event.subject) == ("discount.created", "discount:22")
    assert (found["code"], found["percent"], found["kind"], found["minimum"]) == (
        "spring15",
        15.0,
        "percentage",
        None,
    )


def test_an_orders_state_in_woocommerce_is_an_event_once() -> None:
    body = orjson.loads((WOO / "order-updated.json").read_bytes())
    for status, name in (
        ("on-hold", "order.held"),
        ("failed", "order.failed"),
        ("processing", "order.accepted"),
    ):
        found = woo.happened("order.updated", body | {"status": status})
        [one] = [event for event in found if event.name == name]
        assert one.once == status
    refunded = body | {"status": "refunded", "refunds": [{"id": 31, "reason": "Late", "total": "-29.81"}]}
    found = woo.happened("order.updated", refunded)
    [refund] = [event for event in found if event.name == "refund.created"]
    assert (refund.once, refund.data["refund"]["amount"]) == ("31", "29.81")
    assert refund.data["order"]["id"] == "23"


@pytest.mark.parametrize(
    "topic", sorted(t for t in set(TOPICS) & set(FILES) if t.startswith("fulfillment_orders/"))
)
def test_what_is_to_be_sent_is_known_by_its_number(topic: str) -> None:
    [event] = events(topic, sample(topic))
    part = event.data["fulfilment_order"]
    moved = topic.endswith("/moved")
    assert part["id"] == ("2" if moved else "1")
    assert (part["previous_location_id"], part["location_id"]) == (("0", "1") if moved else (None, None))
    assert event.subject == f"fulfilment_order:{part['id']}"


def test_holds_messages_and_parts_are_told() -> None:
    held = first("fulfillment_orders/placed_on_hold")["fulfilment_order"]
    assert (held["status"], held["hold_reason"], held["hold_note"], held["remaining_id"]) == (
        "on_hold", "other", "example", "2")  # fmt: skip
    asked = first("fulfillment_orders/cancellation_request_submitted")["fulfilment_order"]
    assert (asked["message"], asked["request_status"]) == (
        "Customer cancelled their order",
        "cancellation_requested",
    )


def test_the_rest_is_told() -> None:
    assert first("returns/decline")["return"]["decline_reason"] == "return_period_ended"
    assert first("returns/cancel")["return"]["order_id"] == "4783296544821"
    assert first("order_transactions/create")["transaction"]["card"] == "1234"
    assert first("disputes/create")["dispute"]["status"] == "under_review"
    assert first("subscription_contracts/create")["subscription"]["billing_count"] == 4
    assert first("company_contact_roles/assign")["company_location"]["name"] == "Montreal"
    assert first("inventory_transfers/ready_to_ship")["transfer"]["quantity"] == 18
    assert first("metaobjects/create")["entry"]["custom"] == {"example-key": "example-value"}
    card = first("customer_payment_methods/create")["payment_method"]
    assert (card["brand"], card["last_digits"], card["expires_year"]) == ("Visa", "4242", 2060)
    attempt = {
        "subscription_contract_id": 7,
        "order_id": None,
        "error_code": "expired_payment_method",
        "ready": True,
    }
    [event] = events("subscription_billing_attempts/failure", attempt)
    assert (event.name, event.subject) == ("billing_attempt.failed", "subscription:7")
    assert event.data["billing_attempt"]["error_code"] == "expired_payment_method"
