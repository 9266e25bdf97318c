"""Orders as Shopify sends them, about 7 KB each, always the same ones; half of them above 100."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.stores import shopify

SECRET = os.environ.get("BENCH_HMAC_SECRET", "bench-secret")
SHOP = "bench-store.myshopify.com"
FIRST = 5_600_000_000_000
"""The id of order 0."""
ANOTHER = 500
"""How many different orders the load generator sends in turn."""


@cache
def _sample() -> dict[str, Any]:
    path = Path(__file__).resolve().parent.parent / "tests/fixtures/shopify/orders-create.json"
    order: dict[str, Any] = json.loads(path.read_text("utf-8"))
    order["line_items"] = order["line_items"][:1]
    return order


def order(number: int, total: str = "") -> dict[str, Any]:
    """Shopify's own sample order with one line; even numbers cost 129.00, odd ones 50.00, else what is said."""
    total = total or ("129.00" if number % 2 == 0 else "50.00")
    return {
        **_sample(), "id": FIRST + number, "name": f"#{number}", "order_number": number, "total_price": total,
        "current_total_price": total, "admin_graphql_api_id": f"gid://shopify/Order/{FIRST + number}",
    }  # fmt: skip


def delivery(number: int, total: str = "", key: str = "") -> tuple[dict[str, str], bytes]:
    """A signed message: headers and body. ``key``: the webhook's id, by default the order's own."""
    headers, body = shopify("orders/create", order(number, total), key or f"bench-{number}", secret=SECRET)
    return {**headers, "X-Shopify-Shop-Domain": SHOP}, body


def request(url_path: str, host: str, number: int, total: str = "", key: str = "") -> bytes:
    """The same as bytes on the wire."""
    headers, body = delivery(number, total, key)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"POST {url_path} HTTP/1.1\r\nHost: {host}\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def write(path: Path, count: int = ANOTHER) -> None:
    """A file for wrk's script: a line each, signature, tab, body."""
    with path.open("wb") as file:
        for number in range(count):
            headers, body = delivery(number)
            file.write(headers["X-Shopify-Hmac-Sha256"].encode() + b"\t" + body + b"\n")
