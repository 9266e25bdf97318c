"""Messages as stores send them: raw bytes, signed with the store's secret."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SHOPIFY_SECRET = "shpss_test_secret"
WOO_SECRET = "whsec-test"
SHOP = "leaf-and-clay.myshopify.com"


def sign(secret: str, body: bytes) -> str:
    """Base64 HMAC-SHA256 over the raw bytes, as both platforms do it."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def wire(payload: Any) -> bytes:
    """JSON as Shopify puts it on the wire: compact, with ``\\/``."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def shopify(
    topic: str, payload: Any, webhook_id: str, *, secret: str = SHOPIFY_SECRET, event_id: str = ""
) -> tuple[dict[str, str], bytes]:
    """A Shopify delivery: (headers, body)."""
    body = payload if isinstance(payload, bytes) else wire(payload)
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": sign(secret, body),
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": webhook_id,
        "X-Shopify-Event-Id": event_id or f"event-of-{webhook_id}",
        "X-Shopify-Triggered-At": "2026-03-27T09:00:00.123456789Z",
    }
    return headers, body


def shopify_order(number: int, total: str = "129.00") -> Any:
    """Shopify's own sample order with another id, number and total."""
    order = json.loads((FIXTURES / "shopify" / "orders-create.json").read_text())
    order.update(
        id=5_000_000_000_000 + number, name=f"#{number}", order_number=number,
        total_price=total, current_total_price=total,
        admin_graphql_api_id=f"gid://shopify/Order/{5_000_000_000_000 + number}",
    )  # fmt: skip
    return order
