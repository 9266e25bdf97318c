"""The order that tests of effects change: as Shopify, WooCommerce and the demo store have it."""

from typing import Any

from app.connectors.demo import day
from app.core.example import NOW
from tests.support.shops import DemoStore

GID = "gid://shopify/Order/23"
Asked = list[tuple[str, dict[str, Any]]]


def shopify_order(**fields: Any) -> dict[str, Any]:
    return {
        "id": GID,
        "note": "Ring twice",
        "email": "anna@example.com",
        "phone": None,
        "cancelledAt": None,
        "customAttributes": [{"key": "Gift", "value": "yes"}],
        "shippingAddress": {"firstName": "Anna", "city": "Berlin", "zip": "10969", "countryCode": "DE"},
        **fields,
    }


def woo_order(**fields: Any) -> dict[str, Any]:
    return {
        "id": 23,
        "status": "processing",
        "total": "29.81",
        "customer_note": "Ring twice",
        "billing": {"email": "anna@example.com", "phone": ""},
        "shipping": {"first_name": "Anna", "city": "Berlin", "postcode": "10969", "country": "DE"},
        "meta_data": [{"id": 1, "key": "Gift", "value": "yes"}],
        "line_items": [{"id": 69, "sku": "TEE-100", "quantity": 2}],
        "date_paid_gmt": None,
        **fields,
    }


def wrote(asked: Asked) -> Asked:
    reads = {"order", "job", "productVariants", "locations"}
    return [one for one in asked if one[0] not in reads]


def demo() -> tuple[DemoStore, str]:
    """A demo store with one order, which is paid."""
    store = DemoStore()
    day.place_order(store.state, NOW)
    return store, "1001"
