"""Waiting for something that comes true by itself: no test says how long it takes, only how long is too long."""

import asyncio
from collections.abc import Awaitable, Callable

TOO_LONG = 30.0
"""Seconds."""


async def until(come: Callable[[], Awaitable[bool]], too_long: float = TOO_LONG) -> None:
    """Comes back when ``come`` says so. Raises TimeoutError."""
    async with asyncio.timeout(too_long):
        while not await come():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)
