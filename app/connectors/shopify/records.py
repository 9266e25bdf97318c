"""Reading many: orders, customers, products ... page by page, by Shopify's search where that can filter.

A search text is built of names and quoted values only, never of what somebody typed as it is (shopify.dev, API search
syntax). Shopify silently ignores a filter that it does not know, so all that comes is filtered here again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from app.connectors.base import Unreadable
from app.connectors.reading import Body
from app.connectors.shopify import facts, graphql
from app.connectors.shopify.acts import Acts
from app.core.effects.records import GetRecords
from app.core.records import Where
from app.core.sentence import Json
from app.errors import Permanent

PAGES = {"order": 10, "draft_order": 25, "customer": 25, "product": 15, "variant": 50, "collection": 50}
"""Things to a page, so that a request stays well below what one may cost."""
_READ: Mapping[str, Callable[[Body], Json]] = {
    "order": lambda node: graphql.order(node, graphql.nodes(node, "lineItems")),
    "draft_order": facts.draft,
    "customer": graphql.customer,
    "product": graphql.product,
    "variant": facts.variant,
    "collection": facts.collection,
}
_PAYMENT = frozenset(
    {"paid", "pending", "authorized", "partially_paid", "partially_refunded", "refunded", "voided"}
)
_STATES = {"open": "open", "closed": "closed", "cancelled": "cancelled"}


class RecordReads(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_records(self, effect: GetRecords, key: str) -> Json:
        """One page of what fits."""
        answer = await self.admin.call(
            f"list_{effect.thing}",
            first=min(PAGES[effect.thing], max(effect.most, 1)),
            after=effect.cursor or None,
            query=search(effect.thing, effect.where) or None,
            reverse=effect.newest,
        )
        page = next((value for value in answer.values() if isinstance(value, dict)), {})
        info = page.get("pageInfo") or {}
        try:
            items = [_READ[effect.thing](node) for node in page.get("nodes") or () if isinstance(node, dict)]
        except Unreadable as error:
            raise Permanent(error.because) from error
        more = info.get("endCursor") if info.get("hasNextPage") else None
        return {"items": [fact for fact in items if effect.where.fits(fact)], "next": more}


def search(thing: str, where: Where) -> str:
    """As much of the filter as Shopify's search takes."""
    parts: list[str] = []
    if where.ids:
        parts.append("(" + " OR ".join(f"id:{one}" for one in where.ids if one.isdecimal()) + ")")
    if thing == "order":
        parts += [f"status:{_STATES[where.status]}"] if where.status in _STATES else []
        parts += [f"financial_status:{where.payment}"] if where.payment in _PAYMENT else []
        parts += ["fulfillment_status:unfulfilled"] if where.fulfilment == "unfulfilled" else []
        parts += [f"email:{_quoted(where.email)}"] if where.email else []
        parts += [f"name:{_quoted(where.name)}"] if where.name else []
    elif thing == "customer":
        parts += [f"email:{_quoted(where.email)}"] if where.email else []
        parts += [f"total_spent:>={where.total_at_least}"] if where.total_at_least else []
    elif thing == "product":
        parts += (
            [f"status:{where.product_status}"]
            if where.product_status in ("active", "draft", "archived")
            else []
        )
    elif thing == "variant":
        parts += [f"inventory_quantity:<{where.stock_below}"] if where.stock_below is not None else []
    if thing in ("order", "draft_order", "customer", "product") and where.tag:
        parts.append(f"tag:{_quoted(where.tag)}")
    if thing in ("order", "customer", "product", "draft_order"):
        parts += [f"created_at:>='{_utc(where.created_after)}'"] if where.created_after else []
        parts += [f"created_at:<'{_utc(where.created_before)}'"] if where.created_before else []
    if thing != "variant":
        parts += [f"updated_at:>='{_utc(where.updated_after)}'"] if where.updated_after else []
    return " AND ".join(part for part in parts if part != "()")


def _quoted(value: str) -> str:
    """A value as a text of the search syntax."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
