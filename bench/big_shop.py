"""A shop with very many orders that answers at once, as WooCommerce does (pages) and as Shopify does (one file).

    python -m bench.big_shop PORT [orders=100000] [delay_ms=0]

Nothing of it is kept: the order of any number is made when it is asked for. It has a few customers and no products.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import uvloop
from aiohttp import web

STEP = timedelta(seconds=290)
"""Between two orders: 100,000 of them are somewhat less than a year."""
PAGE = 100
RECORD = 4096
"""Bytes that an order takes in Shopify's file, filled up with blanks, so that any of them is found by reckoning."""
JSON = "application/json"


class BigShop:
    """``orders``: how many; the last of them a day ago. ``delay``: seconds until each answer. ``asked``: the paths that
    were asked for so far; ``status``: what is answered instead, where it is not 0."""

    def __init__(self, orders: int, delay: float = 0.0, now: datetime | None = None) -> None:
        self.orders, self.delay, self.status = orders, delay, 0
        self.asked: list[str] = []
        last = (now or datetime.now(UTC)).replace(microsecond=0) - timedelta(days=1)
        self.first = last - orders * STEP

    def app(self) -> web.Application:
        """The server."""
        app = web.Application(middlewares=[self._door])
        app.router.add_get("/wp-json/wc/v3/{kind}", self._page)
        app.router.add_post("/admin/api/{version}/graphql.json", self._graphql)
        app.router.add_get("/file", self._file)
        app.router.add_get("/healthz", self._well)
        return app

    def changed(self, number: int) -> str:
        """When an order was made and last changed, in GMT."""
        return (self.first + number * STEP).replace(tzinfo=None).isoformat()

    @web.middleware
    async def _door(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.asked.append(request.path)
        await asyncio.sleep(self.delay)
        return web.Response(status=self.status) if self.status else await handler(request)

    async def _well(self, request: web.Request) -> web.Response:
        return web.Response(body=b'{"status": "ok"}', content_type=JSON)

    # -------------------------------------------------------------------------------------------- WooCommerce

    async def _page(self, request: web.Request) -> web.Response:
        query, found = request.query, list[dict[str, Any]]()
        count = 0
        if request.match_info["kind"] == "orders" and "checkout-draft" not in query.get("status", ""):
            after = datetime.fromisoformat(query.get("modified_after", "1970-01-01T00:00:00")).replace(
                tzinfo=UTC
            )
            number = max(0, (after - self.first) // STEP + 1)
            count = max(0, self.orders - number)
            found = [self.woo(one) for one in range(number, min(number + PAGE, self.orders))]
        pages = {"X-WP-Total": str(count), "X-WP-TotalPages": str(-(-count // PAGE))}
        return web.Response(body=orjson.dumps(found), content_type=JSON, headers=pages)

    def woo(self, number: int) -> dict[str, Any]:
        """An order as WooCommerce's REST API tells it."""
        at, who = self.changed(number), number % 5000
        address = {
            "first_name": "Anna", "last_name": f"Berger {who}", "company": "", "address_1": "Lindenweg 4",
            "address_2": "", "city": "Berlin", "state": "DE-BE", "postcode": "10115", "country": "DE",
        }  # fmt: skip
        return {
            "id": number + 1, "number": str(number + 1), "status": "completed", "currency": "EUR",
            "prices_include_tax": True, "discount_total": "0.00", "shipping_total": "4.90", "total": "94.70",
            "total_tax": "15.12", "customer_id": who + 1, "customer_ip_address": "203.0.113.7",
            "customer_user_agent": "Mozilla/5.0", "created_via": "checkout", "customer_note": "",
            "billing": {**address, "email": f"anna{who}@example.com", "phone": "+49301234567"}, "shipping": address,
            "payment_method": "bacs", "payment_method_title": "Bank transfer", "transaction_id": "",
            "date_created_gmt": at, "date_modified_gmt": at, "date_paid_gmt": at, "date_completed_gmt": at,
            "meta_data": [], "tax_lines": [], "fee_lines": [], "coupon_lines": [], "refunds": [],
            "shipping_lines": [
                {"id": 1, "method_title": "Parcel", "method_id": "flat_rate", "total": "4.90", "total_tax": "0.78"}
            ],
            "line_items": [
                {
                    "id": number * 2 + line, "name": f"Vase {line}", "product_id": 30 + line, "variation_id": 0,
                    "quantity": 1, "subtotal": "44.90", "total": "44.90", "total_tax": "7.17", "sku": f"VASE-{line}",
                    "price": 44.90, "taxes": [], "meta_data": [],
                }
                for line in (1, 2)
            ],
        }  # fmt: skip

    # ------------------------------------------------------------------------------------------------ Shopify

    async def _graphql(self, request: web.Request) -> web.Response:
        asked = orjson.loads(await request.read())
        query, told = str(asked["query"]), str((asked.get("variables") or {}).get("query"))
        if "bulkOperationRunQuery" in query:
            kind = 1 if "orders(" in told else 2
            operation = {"id": f"gid://shopify/BulkOperation/{kind}", "status": "CREATED"}
            answer: Any = {"bulkOperationRunQuery": {"bulkOperation": operation, "userErrors": []}}
        elif "bulkOperation(" in query:
            ident = str(asked["variables"]["id"])
            url = f"http://{request.host}/file" if ident.endswith("/1") else None
            state = {"id": ident, "status": "COMPLETED", "errorCode": None, "url": url, "objectCount": "0"}
            answer = {"bulkOperation": state}
        else:
            root = next(
                (one for one in ("customers", "products", "abandonedCheckouts") if f"{one}(" in query),
                "orders",
            )
            answer = {root: {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}
        return web.Response(body=orjson.dumps({"data": answer}), content_type=JSON)

    async def _file(self, request: web.Request) -> web.Response:
        first, _, last = request.headers["Range"].removeprefix("bytes=").partition("-")
        begin, end = int(first), min(int(last) + 1, self.orders * RECORD)
        if begin >= end:
            return web.Response(status=416)
        whole = b"".join(self.record(one) for one in range(begin // RECORD, -(-end // RECORD)))
        skipped = begin % RECORD
        said = f"bytes {begin}-{end - 1}/{self.orders * RECORD}"
        return web.Response(
            status=206, body=whole[skipped : skipped + end - begin], headers={"Content-Range": said}
        )

    def record(self, number: int) -> bytes:
        """An order with its lines as Shopify's file tells it."""
        order = self.shopify(number)
        lines = [
            {
                "__typename": "LineItem", "id": f"gid://shopify/LineItem/{number * 2 + line}", "title": f"Vase {line}",
                "quantity": 1, "current_quantity": 1, "sku": f"VASE-{line}", "__parentId": order["id"],
                "product": {"id": f"gid://shopify/Product/{30 + line}"},
                "originalUnitPriceSet": {"shopMoney": {"amount": "44.9"}},
            }
            for line in (1, 2)
        ]  # fmt: skip
        text = b"\n".join(orjson.dumps(one) for one in (order, *lines))
        return text + b" " * (RECORD - 1 - len(text)) + b"\n"

    def shopify(self, number: int) -> dict[str, Any]:
        """An order as Shopify's Admin API tells it."""
        at, who = f"{self.changed(number)}Z", number % 5000
        coin = {"amount": "94.7", "currency_code": "EUR"}
        address = {
            "first_name": "Anna", "last_name": f"Berger {who}", "address1": "Lindenweg 4", "city": "Berlin",
            "zip": "10115", "country": "Germany", "country_code": "DE",
        }  # fmt: skip
        return {
            "id": f"gid://shopify/Order/{number + 1}", "name": f"#{number + 1}", "order_number": number + 1,
            "created_at": at, "updated_at": at, "processed_at": at, "currency": "EUR", "financial_status": "PAID",
            "fulfillment_status": "FULFILLED", "email": f"anna{who}@example.com", "tags": ["web"],
            "total_price_set": {"shop_money": coin, "presentment_money": coin},
            "subtotal_price_set": {"shop_money": coin}, "billing_address": address, "shipping_address": address,
            "customer": {
                "id": f"gid://shopify/Customer/{who + 1}", "first_name": "Anna", "last_name": f"Berger {who}",
                "email": f"anna{who}@example.com",
            },
            "transactions": [], "refunds": [], "fulfillments": [],
        }  # fmt: skip


def main(words: Sequence[str]) -> None:
    """Serves until it is ended."""
    given = dict(word.partition("=")[::2] for word in words[1:])
    shop = BigShop(int(given.get("orders", 100_000)), float(given.get("delay_ms", 0)) / 1000)
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    web.run_app(
        shop.app(), host="127.0.0.1", port=int(words[0]), loop=loop, print=lambda *_: None, access_log=None
    )


if __name__ == "__main__":
    main(sys.argv[1:])
