"""Reading many: orders, customers, products ... page by page.

WooCommerce pages by number (at most 100 to a page) and says how many pages there are only in a header; a page that is
not full is the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.connectors.base import Unreadable
from app.connectors.woocommerce.acts import Acts
from app.connectors.woocommerce.rest import PLACES, READ
from app.core.effects.records import GetRecords
from app.core.sentence import Json, because
from app.errors import Permanent

PAGE = 50
_STATES = {
    "open": "processing,on-hold,pending", "closed": "completed", "cancelled": "cancelled", "draft": "checkout-draft",
}  # fmt: skip
_PAID = {
    "paid": "processing,completed",
    "pending": "pending,on-hold",
    "refunded": "refunded",
    "voided": "cancelled,failed",
}
_PRODUCTS = {"active": "publish", "draft": "draft", "archived": "private", "unlisted": "private"}


class RecordReads(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_records(self, effect: GetRecords, key: str) -> Json:
        """One page of what fits: what WooCommerce can't filter by is filtered here."""
        if effect.thing not in PLACES:
            raise Permanent(
                because("WooCommerce can't list {things}.", things=f"{effect.thing}s".replace("_", " "))
            )
        number = int(effect.cursor or 1)
        kind = "product" if effect.thing == "variant" else effect.thing
        query = {**_query(effect), "page": str(number), "per_page": str(PAGE)}
        found = await self.rest.call("GET", PLACES[kind], query)
        if not isinstance(found, list):
            raise Permanent(because("{shop} gave an answer that Storeflow can't read.", shop=self.rest.host))
        items = [fact for node in found for fact in await self._fitting(effect, node)]
        fitting = [fact for fact in items if effect.where.fits(fact)]
        return {"items": fitting, "next": str(number + 1) if len(found) == PAGE else None}

    async def _fitting(self, effect: GetRecords, node: Mapping[str, Json]) -> list[Json]:
        try:
            if effect.thing != "variant":
                return [READ[effect.thing](node)]
            if not node.get("variations"):
                return [READ["variant"](node)]
            of = await self.rest.call("GET", f"products/{int(node['id'])}/variations", {"per_page": "100"})
            return [READ["variant"]({**one, "parent_id": node["id"]}) for one in of]
        except Unreadable as error:
            raise Permanent(error.because) from error


def _query(effect: GetRecords) -> dict[str, str]:
    """As much of the filter as WooCommerce takes."""
    where, query = effect.where, {"order": "desc" if effect.newest else "asc"}
    if effect.thing == "order":
        query["orderby"] = "date"
        if state := _STATES.get(where.status or "") or _PAID.get(where.payment or ""):
            query["status"] = state
    elif effect.thing == "customer":
        query |= {"orderby": "registered_date", "role": "all"}
        if where.email:
            query["email"] = where.email
    elif effect.thing == "draft_order":
        query |= {"orderby": "date", "status": "pending"}
    elif effect.thing in ("product", "variant"):
        query["orderby"] = "date"
        if where.product_status and effect.thing == "product":
            query["status"] = _PRODUCTS.get(where.product_status, "any")
    if effect.thing in ("order", "product", "variant"):
        times = {
            "after": where.created_after,
            "before": where.created_before,
            "modified_after": where.updated_after,
        }
        query |= {name: _gmt(at) for name, at in times.items() if at is not None}
        if any(times.values()):
            query["dates_are_gmt"] = "true"
        if where.ids:
            query["include"] = ",".join(where.ids)
    return query


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
