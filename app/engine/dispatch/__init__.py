"""Who delivers run ids to the runner, at least once. It knows nothing of graphs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol


class Dispatcher(Protocol):
    """Delivers run ids AT LEAST once; ``begin``'s epoch makes a second delivery harmless."""

    def committed(self, runs: Iterable[str]) -> None:
        """These runs are on disk and ready: deliver them."""
        ...

    async def serve(self, handler: Callable[[str], Awaitable[None]], concurrency: int) -> None:
        """Calls the handler for each delivered run until cancelled; one run never twice at once."""
        ...
