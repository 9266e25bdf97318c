"""What changed in the store since a moment: page by page, and for many months as one file.

A page is asked in the order of the last change, so that what changes meanwhile only comes later, once more. Abandoned
checkouts can't be sorted so; they come in the order they were begun. A file (bulk operation) is made by Shopify in its
own time and read in stretches of bytes, which takes the same little memory however large it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson

from app.connectors.base import Changes, Unreadable
from app.connectors.http import Http, tried_later
from app.connectors.reading import Body, ident
from app.connectors.shopify import facts, graphql
from app.connectors.shopify.acts import Acts
from app.connectors.shopify.admin import TooDear
from app.connectors.shopify.documents.changes import FILES
from app.core.sentence import Json, because
from app.errors import Permanent

LISTED = ("order", "customer", "product", "checkout")
FIRST = {"order": 10, "customer": 25, "product": 10, "checkout": 10}
"""Things to a page at first; where Shopify finds that too dear, fewer."""
STRETCH = 1024 * 1024
"""Bytes of a file that are read in one go."""
LONGEST = 64 * STRETCH
"""Bytes that one thing may take in a file."""
_LISTS = {
    "LineItem": "lineItems",
    "AbandonedCheckoutLineItem": "lineItems",
    "Metafield": "metafields",
    "MailingAddress": "addressesV2",
    "ProductVariant": "variants",
    "Collection": "collections",
}
"""Where in its parent a line of a file belongs, by its kind."""


class ChangedReads(Acts):
    """See ``ShopConnector.changed`` and ``backlog``."""

    http: Http
    listed: ClassVar[tuple[str, ...]] = LISTED
    looks_at_file: ClassVar[tuple[float, ...]] = (0.0, 0.5, 1.0, 2.0)
    """Seconds between the looks at a file that Shopify still makes; then whoever asks is told to ask again."""

    async def changed(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        """A page of what was made or changed since then."""
        first = FIRST[thing]
        while True:
            try:
                told = await self.admin.call(
                    f"changed_{thing}", first=first, after=cursor or None, query=_since(since)
                )
                break
            except TooDear:
                if first == 1:
                    raise
                first = max(1, first // 2)
        page = next((value for value in told.values() if isinstance(value, dict)), {})
        found = [await self._whole(thing, node) for node in page.get("nodes") or () if isinstance(node, dict)]
        info = page.get("pageInfo") or {}
        return Changes(found, info.get("endCursor") if info.get("hasNextPage") else None)

    async def backlog(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        """The same as a file. An empty page that has a next one says: Shopify is still making it.

        Where Shopify makes no file, what changed is asked for page by page.
        """
        way, _, rest = cursor.partition("|")
        if way == "list":
            return await self._listed(thing, since, rest)
        if way != "file":
            try:
                started = await self.admin.mutate(
                    "bulkStart", because("Shopify makes a file of everything"), query=_file_of(thing, since)
                )
                operation = ident((started.get("bulkOperation") or {}).get("id"))
            except Permanent:  # another file is being made, or this app may have none
                return await self._listed(thing, since)
            return Changes((), f"file|{operation}|0")
        operation, _, start = rest.partition("|")
        url = await self._made(operation)
        if url is None:
            return Changes((), cursor)
        if url == "":
            return await self._listed(thing, since) if start == "0" else Changes(())
        return await self._stretch(thing, operation, url, int(start or 0))

    async def _listed(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        page = await self.changed(thing, since, cursor)
        return Changes(page.items, None if page.next is None else f"list|{page.next}")

    async def _made(self, operation: str) -> str | None:
        """The address of the file; None: not yet, "": there is none."""
        for pause in self.looks_at_file:
            await asyncio.sleep(pause)
            told = (await self.admin.call("bulkState", id=f"gid://shopify/BulkOperation/{operation}")).get(
                "bulkOperation"
            )
            state = told.get("status") if isinstance(told, dict) else "EXPIRED"
            if state not in ("CREATED", "RUNNING", "CANCELING"):
                return str((told or {}).get("url") or "") if state == "COMPLETED" else ""
        return None

    async def _stretch(self, thing: str, operation: str, url: str, start: int) -> Changes:
        """The things of the file from a byte on, as many as are whole in a stretch of it."""
        size = STRETCH
        while True:
            asked = {"Range": f"bytes={start}-{start + size - 1}", "Accept-Encoding": "identity"}
            answer = await self.http.request("GET", url, headers=asked, limit=size, cut=True)
            if answer.status == 416:
                return Changes(())
            if answer.status not in (200, 206) or (answer.status == 200 and start):
                raise tried_later(answer, "Shopify") or Permanent(
                    because("Shopify's file can't be read (status {status}).", status=answer.status)
                )
            total = answer.headers.get("content-range", "").rpartition("/")[2]
            ends = not answer.cut if not total.isdecimal() else start + len(answer.body) >= int(total)
            nodes, used = _joined(answer.body, last=ends)
            if nodes or ends:
                break
            if size >= LONGEST:
                raise Permanent(because("A thing in Shopify's file is too large to be read."))
            size *= 4
        items = [await self._whole(thing, node) for node in nodes]
        return Changes(items, None if ends else f"file|{operation}|{start + used}")

    async def _whole(self, thing: str, node: Body) -> Mapping[str, Json]:
        """A thing in the shop's language; of an order all its lines."""
        try:
            if thing == "order":
                gid = str(node.get("id"))
                return graphql.order(node, await self.admin.lines(gid, node))
            return _READ[thing](node)
        except Unreadable as error:
            raise Permanent(error.because) from error


_READ: Mapping[str, Callable[[Body], Mapping[str, Json]]] = {
    "customer": graphql.customer,
    "product": graphql.product,
    "checkout": facts.checkout,
}


def _joined(text: bytes, *, last: bool) -> tuple[list[dict[str, Any]], int]:
    """The things of a stretch of a file with their lists put in, and how many bytes they take.

    Each thing is followed by the lines of its lists. ``last``: the file ends here; otherwise the last thing may go on,
    so it is left to the next stretch.
    """
    found: list[tuple[int, dict[str, Any]]] = []
    at, ids = 0, dict[str, dict[str, Any]]()
    while at < len(text):
        end = text.find(b"\n", at)
        if end < 0:
            if not last:
                break
            end = len(text)
        line = text[at:end].strip()
        if line:
            node = orjson.loads(line)
            parent = node.pop("__parentId", None)
            if parent is None:
                _straight(node)
                found.append((at, node))
                ids = {str(node.get("id")): node}
            elif parent in ids:
                ids[str(node.get("id"))] = node
                kept = ids[parent].setdefault(_LISTS.get(str(node.get("__typename")), ""), {"nodes": []})
                kept["nodes"].append(node)
        at = end + 1
    if last or not found:
        return [node for _, node in found], len(text)
    return [node for _, node in found[:-1]], found[-1][0]


def _straight(node: dict[str, Any]) -> None:
    """What a file tells in one piece, as lists of the pages."""
    if isinstance(node.get("shippingLine"), dict):
        node["shippingLines"] = {"nodes": [node["shippingLine"]]}
    if isinstance(node.get("discountCodes"), list) and "order_number" in node:
        codes = [{"__typename": "DiscountCodeApplication", "code": code} for code in node["discountCodes"]]
        node["discountApplications"] = {"nodes": codes}


def _file_of(thing: str, since: datetime) -> str:
    return FILES[thing].replace("%s", _since(since))


def _since(moment: datetime) -> str:
    at = moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return f"updated_at:>='{at}'"
