"""What a shop says of itself: its settings, its state, its ways to pay, and a few totals."""

from collections.abc import Callable
from typing import Any

from tests.fakes.woocommerce.answers import Refused, Thing
from tests.fakes.woocommerce.orders import STATUSES
from tests.fakes.woocommerce.shop import VERSION, WORDPRESS, Shop


def index(shop: Shop) -> Thing:
    """``/wp-json/``: open to everybody, with the time zone."""
    offset = shop.local(shop.now()).utcoffset()
    return {
        "name": shop.name, "description": "", "url": shop.url, "home": shop.url,
        "gmt_offset": str(round(offset.total_seconds() / 3600, 2) if offset else 0), "timezone_string": shop.zone.key,
        "namespaces": ["oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wc/store/v1", "wp/v2"], "authentication": [],
        "site_icon_url": "",
    }  # fmt: skip


def status(shop: Shop, rest: list[str]) -> Thing:
    secure = shop.url.startswith("https:")
    return {
        "environment": {
            "home_url": shop.url, "site_url": shop.url, "version": VERSION, "wp_version": WORDPRESS,
            "wp_multisite": False, "wp_cron": True, "language": "en_US", "default_timezone": "UTC",
            "php_version": "8.2.29",
        },
        "active_plugins": [{"plugin": "woocommerce/woocommerce.php", "name": "WooCommerce", "version": VERSION}],
        "settings": {
            "api_enabled": False, "currency": shop.currency, "thousand_separator": ",", "decimal_separator": ".",
            "number_of_decimals": 2, "HPOS_enabled": shop.hpos, "HPOS_sync_enabled": False,
        },
        "security": {"secure_connection": secure, "hide_errors": True},
    }  # fmt: skip


def settings(shop: Shop, rest: list[str]) -> Any:
    general = {
        "woocommerce_currency": shop.currency, "woocommerce_default_country": "DE",
        "woocommerce_calc_taxes": "yes" if shop.tax_rate else "no", "woocommerce_price_num_decimals": "2",
    }  # fmt: skip
    if not rest:
        return [{"id": "general", "label": "General", "description": "", "parent_id": ""}]
    if rest[0] != "general":
        raise Refused(404, "rest_setting_setting_group_invalid", "Invalid setting group.")
    shown = [{"id": id, "value": value, "group_id": "general"} for id, value in general.items()]
    if len(rest) == 1:
        return shown
    found = next((one for one in shown if one["id"] == rest[1]), None)
    if found is None:
        raise Refused(404, "rest_setting_setting_invalid", "Invalid setting.")
    return found


def gateways(shop: Shop, rest: list[str]) -> Any:
    shown = [
        {"id": id, "title": id.title(), "enabled": True, "method_supports": supports}
        for id, supports in shop.gateways.items()
    ]
    if not rest:
        return shown
    found = next((one for one in shown if one["id"] == rest[0]), None)
    if found is None:
        raise Refused(404, "woocommerce_rest_payment_gateway_invalid", "Resource does not exist.")
    return found


def reports(shop: Shop, rest: list[str]) -> Any:
    if rest == ["orders", "totals"]:
        kept = shop.things["order"].values()
        return [
            {"slug": one, "name": one.title(), "total": sum(order["status"] == one for order in kept)}
            for one in STATUSES if one not in ("auto-draft", "checkout-draft")
        ]  # fmt: skip
    if rest == ["customers", "totals"]:
        paying = sum(one["is_paying_customer"] for one in shop.things["customer"].values())
        other = sum(one["role"] == "customer" for one in shop.things["customer"].values()) - paying
        return [
            {"slug": "paying", "name": "Paying customer", "total": paying},
            {"slug": "non_paying", "name": "Non-paying customer", "total": other},
        ]
    if rest == ["products", "totals"]:
        kinds = ("external", "grouped", "simple", "variable")
        kept = shop.things["product"].values()
        return [
            {
                "slug": kind,
                "name": f"{kind.title()} product",
                "total": sum(one["type"] == kind for one in kept),
            }
            for kind in kinds
        ]
    raise Refused(404, "rest_no_route", "No route was found matching the URL and request method.")


PLACES: dict[str, Callable[[Shop, list[str]], Any]] = {
    "system_status": status, "settings": settings, "payment_gateways": gateways, "reports": reports,
}  # fmt: skip
