"""Asking WooCommerce what changed since a moment.

| thing | how | what that can't show |
|---|---|---|
| order | by the moment of its last change; its refunds come with it | orders deleted for good |
| product | by the moment of its last change, with its variations | a variation's change that does not touch its product |
| checkout | orders of the status ``checkout-draft``, which the block checkout makes as soon as somebody is in it | carts before the checkout; the classic checkout makes none |
| customer | accounts by the day they were made, as there is nothing else to ask by | what customers change in their account: that comes by message, or with the next order |

A list that is read by page numbers loses what moves up to a page that was read already. So each page begins at the
moment of the last thing of the page before: whatever changes meanwhile only moves further back. The moment itself is
read twice, which does no harm. Where a whole page was changed in one second, as by an import, that second alone is read
by page numbers, from the last page to the first: things only leave it, so nothing slips past.

All moments are GMT, which WooCommerce keeps beside the store's own time; both ways of storing orders answer alike.
"""  # noqa: E501 - a table

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from app.connectors.base import Changes, Unreadable
from app.connectors.reading import moment_gmt, when
from app.connectors.woocommerce import map as to
from app.connectors.woocommerce import map_goods as goods
from app.connectors.woocommerce.acts import Acts
from app.connectors.woocommerce.judging import Refusal
from app.connectors.woocommerce.map_drafts import DRAFT, checkout
from app.connectors.woocommerce.rest import Page
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

log = logging.getLogger(__name__)
PAGE = 100
"""As many as WooCommerce gives at once."""
OVERLAP = 5
"""Accounts that are read twice on each page of customers, as others may be deleted meanwhile."""
_SECOND = timedelta(seconds=1)
_ADDRESS = "billing,shipping"
FIELDS = {
    "order": (
        "id,number,status,currency,prices_include_tax,discount_total,shipping_total,total,total_tax,customer_id,"
        f"{_ADDRESS},payment_method,payment_method_title,transaction_id,customer_ip_address,customer_user_agent,"
        "created_via,customer_note,payment_url,date_created_gmt,date_modified_gmt,date_paid_gmt,date_completed_gmt,"
        "meta_data,line_items,tax_lines,shipping_lines,fee_lines,coupon_lines,refunds"
    ),
    "customer": (
        "id,date_created_gmt,date_modified_gmt,email,first_name,last_name,username,role,is_paying_customer,"
        f"orders_count,total_spent,{_ADDRESS},meta_data"
    ),
    "product": (
        "id,name,slug,permalink,date_created_gmt,date_modified_gmt,type,status,featured,description,short_description,"
        "sku,global_unique_id,price,regular_price,sale_price,on_sale,date_on_sale_from_gmt,date_on_sale_to_gmt,"
        "total_sales,tax_status,manage_stock,stock_quantity,stock_status,backorders_allowed,low_stock_amount,weight,"
        "shipping_required,shipping_class,average_rating,rating_count,categories,tags,brands,images,attributes,"
        "variations,menu_order,parent_id,purchasable,meta_data"
    ),
}
"""What is read of each: WooCommerce builds and sends no more than it is asked for."""
FIELDS["checkout"] = FIELDS["order"]
FIELDS["variant"] = (
    "id,name,date_created_gmt,date_modified_gmt,menu_order,sku,global_unique_id,price,regular_price,on_sale,"
    "stock_quantity,low_stock_amount,manage_stock,backorders_allowed,tax_status,shipping_required,attributes,image,"
    "meta_data"
)
_PLACES = {"order": "orders", "checkout": "orders", "product": "products"}
_READ = {"order": to.order, "checkout": checkout, "customer": to.customer, "product": goods.product}


class Changed(Acts):
    """The part of the connector that is asked what changed."""

    listed: ClassVar[tuple[str, ...]] = ("order", "customer", "product", "checkout")

    async def changed(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        """A page of the things that were made or changed at or after ``since``; of customers, that were made.

        The cursor is a moment, or ``moment#page`` within a second. Raises Temporary or Permanent.
        """
        if thing not in self.listed:
            raise Permanent(because("WooCommerce can't list {things}.", things=thing))
        if thing == "customer":
            return await self._customers(since, int(cursor or 0))
        moment, _, page = cursor.partition("#")
        begin = datetime.fromisoformat(moment) if moment else since.astimezone(UTC).replace(microsecond=0)
        if page:
            return await self._within(thing, begin, int(page))
        found = await self._page(thing, _since(begin), "modified")
        nodes, total = found.items, found.total if not cursor else None
        last = when(moment_gmt(nodes[-1].get("date_modified_gmt"))) if nodes else None
        if last is not None and last < begin - _SECOND:
            raise Permanent(
                because(
                    "The WooCommerce of {shop} is too old to say what changed. Update it to 5.8 or newer.",
                    shop=self.rest.host,
                )
            )
        facts = await self._facts(thing, nodes)
        if len(nodes) < PAGE:
            return Changes(facts, total=total)
        if last is not None and last > begin:
            return Changes(facts, last.isoformat(), total)
        pages = (await self._page(thing, _within(begin), "id")).pages
        return Changes(facts, f"{begin.isoformat()}#{pages}", total)

    async def _within(self, thing: str, second: datetime, page: int) -> Changes:
        """A page of what was changed in a second; the last page comes first."""
        nodes = (await self._page(thing, _within(second), "id", page)).items
        before = f"{second.isoformat()}#{page - 1}" if page > 1 else (second + _SECOND).isoformat()
        return Changes(await self._facts(thing, nodes), before)

    async def _page(self, thing: str, window: dict[str, str], by: str, page: int = 1) -> Page:
        query = {**window, "dates_are_gmt": "true", "orderby": by, "order": "asc"}
        query |= {"per_page": str(PAGE), "page": str(page), "_fields": FIELDS[thing]}
        query["status"] = DRAFT if thing == "checkout" else "any"
        try:
            return await self.rest.page(_PLACES[thing], query)
        except Refusal as refusal:
            params = (refusal.answer.get("data") or {}).get("params") or {}
            if thing == "checkout" and set(params) == {"status"}:
                return Page([], 1, 0)  # a store without the block checkout knows no such status
            raise

    async def _customers(self, since: datetime, offset: int) -> Changes:
        """The newest first, until one is older."""
        query = {"role": "all", "orderby": "registered_date", "order": "desc", "_fields": FIELDS["customer"]}
        query |= {"per_page": str(PAGE), "offset": str(offset)}
        nodes = (await self.rest.page("customers", query)).items
        facts = await self._facts("customer", nodes)
        fresh = [fact for fact in facts if (made := when(fact["created_at"])) is None or made >= since]
        more = len(nodes) == PAGE and len(fresh) == len(facts)
        return Changes(fresh[::-1], str(offset + PAGE - OVERLAP) if more else None)

    async def _facts(self, thing: str, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """In the shop's language. Drafts are no orders yet; one thing that nobody can read does not hide the others."""
        facts: list[dict[str, Any]] = []
        for node in nodes:
            if thing == "order" and node.get("status") in (DRAFT, "auto-draft"):
                continue
            try:
                facts.append(_READ[thing](node))
                if thing == "product" and node.get("variations"):
                    facts[-1]["variants"] = await self._variants(facts[-1]["id"])
            except Unreadable as error:
                log.warning("%s: a %s can't be read: %s", self.rest.host, thing, error)
        return facts

    async def _variants(self, product: str) -> list[Json]:
        """The variations, of which their product tells only the ids."""
        query = {"per_page": str(PAGE), "orderby": "id", "order": "asc", "_fields": FIELDS["variant"]}
        try:
            told = (await self.rest.page(f"products/{product}/variations", query)).items
        except Missing:
            return []  # it was deleted meanwhile
        return [goods.variant({**one, "parent_id": product}) for one in told]


def _since(moment: datetime) -> dict[str, str]:
    """At or after a moment: WooCommerce leaves the moment itself out."""
    return {"modified_after": _gmt(moment - _SECOND)}


def _within(second: datetime) -> dict[str, str]:
    return {**_since(second), "modified_before": _gmt(second + _SECOND)}


def _gmt(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
