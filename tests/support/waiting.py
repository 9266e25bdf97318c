"""Waiting for something that comes true by itself: no test says how long it takes, only how long is too long."""

import asyncio
import time
from collections.abc import Awaitable, Callable

TOO_LONG = 30.0
"""Seconds."""


async def until(come: Callable[[], Awaitable[bool]], too_long: float = TOO_LONG) -> None:
    """Comes back when ``come`` says so. Raises TimeoutError."""
    async with asyncio.timeout(too_long):
        while not await come():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)


def wait(come: Callable[[], bool], too_long: float = TOO_LONG) -> None:
    """The same where no loop runs."""
    end = time.monotonic() + too_long
    while not come():
        if time.monotonic() > end:
            raise TimeoutError(f"it did not come within {too_long:.0f} s")
        time.sleep(0.05)
