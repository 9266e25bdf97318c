"""What every area of Shopify's effects stands on: the API, and how to tell what was done already.

Where Shopify takes no idempotency key, what is made carries ours (``MARK``), or what was there before is compared with
what is there now; so a request that got no answer is settled by asking, and never sent again blindly.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, TypeVar

from app.connectors.shopify.admin import Admin
from app.core.sentence import Json
from app.errors import StepError, Temporary

T = TypeVar("T")
MARK = {"namespace": "$app", "key": "storeflow_key"}
"""The custom field, seen by our app alone, that holds the key that a draft or product was made under."""


class Acts:
    """A part of the connector: methods named after effects, ``async def add_tags(self, effect, key)``."""

    admin: Admin
    asks_again: ClassVar[tuple[float, ...]] = (0.0, 1.0, 3.0)
    """Seconds between the looks at whether something was done after all."""

    async def settled(self, do: Callable[[], Awaitable[T]], look: Callable[[], Awaitable[T | None]]) -> T:
        """Does what must not be done twice. Where no answer comes, ``look`` asks the store whether it was done.

        Raises Temporary (``unclear``) where it can't be found: it may still be under way.
        """
        try:
            return await do()
        except Temporary as error:
            if not error.unclear:
                raise
            for pause in self.asks_again:
                await asyncio.sleep(pause)
                try:
                    found = await look()
                except StepError:
                    continue
                if found is not None:
                    return found
            raise

    async def made(self, document: str, key: str) -> dict[str, Any] | None:
        """The draft or product that was made under a key, among the newest ones."""
        for page in (await self.admin.call(document)).values():
            for one in (page or {}).get("nodes") or ():
                if ((one.get("mark") or {}).get("value")) == key:
                    return dict(one)
        return None


def marked(key: str) -> list[dict[str, Json]]:
    """Our key as a custom field."""
    return [{**MARK, "type": "single_line_text_field", "value": key}]


def reference(key: str) -> str:
    """Our key as a short sign, where only a note can hold it."""
    return f"Storeflow {hashlib.sha256(key.encode()).hexdigest()[:12]}"
