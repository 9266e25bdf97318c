"""What every area of WooCommerce's effects stands on: the API, and how to tell what was made already.

WooCommerce knows no idempotency keys. Where one can be written into what is made, it is (``MARK``), so that a request
that got no answer is settled by asking for it, and never sent again blindly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.connectors.woocommerce.rest import PLACES, Rest
from app.core.sentence import Json
from app.errors import StepError, Temporary

MARK = "_storeflow_key"
"""The meta field of an order, product, customer or coupon that holds the key it was made under."""
NEWEST = {"orderby": "date", "order": "desc", "status": "any", "per_page": "100", "_fields": "id,meta_data"}


class Acts:
    """A part of the connector: methods named after effects, ``async def add_tags(self, effect, key)``."""

    rest: Rest

    async def make(self, kind: str, key: str, body: Mapping[str, Json], *, path: str = "") -> dict[str, Any]:
        """Makes an order or a product that carries our key. Where no answer comes, the store is asked whether it was
        done. Raises Temporary (``unclear``) where it can't be found: it may still be under way."""
        try:
            return dict(await self.rest.call("POST", path or PLACES[kind], body=marked(body, key)))
        except Temporary as error:
            if not error.unclear:
                raise
            try:
                found = await self.made(kind, key)
            except StepError:
                raise error from None
            if found is None:
                raise
            return found

    async def made(self, kind: str, key: str) -> dict[str, Any] | None:
        """The order or product that was made under a key, among the newest ones."""
        newest = await self.rest.call("GET", PLACES[kind], NEWEST)
        for one in newest if isinstance(newest, list) else ():
            if isinstance(one, dict) and is_marked(one, key):
                return await self.rest.get(kind, str(one["id"]))
        return None


@contextmanager
def going_on(made: Mapping[str, Any], key: str) -> Iterator[None]:
    """The calls after the one that made a thing. Where they fail, all may be tried again if the thing has our mark, for
    then it is found; else it is unclear."""
    try:
        yield
    except Temporary as error:
        error.unclear = not is_marked(made, key)
        raise


def marked(body: Mapping[str, Json], key: str) -> dict[str, Json]:
    """What is sent to make a thing, with our key in it."""
    return {**body, "meta_data": [*body.get("meta_data", ()), {"key": MARK, "value": key}]}


def is_marked(node: Mapping[str, Any], key: str) -> bool:
    """Whether a thing was made under this key."""
    told = node.get("meta_data") or ()
    return any(isinstance(one, dict) and one.get("key") == MARK and one.get("value") == key for one in told)
