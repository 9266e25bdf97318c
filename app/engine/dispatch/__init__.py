"""Who delivers run ids to the runner, at least once. It knows nothing of graphs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

Handler = Callable[[str, int | None], Awaitable[None]]
"""Takes a run, and the epoch that it was delivered at; None: whichever it is at."""


class Dispatcher(Protocol):
    """Delivers run ids AT LEAST once; ``begin``'s epoch makes a second delivery harmless.

    ``ahead``: how many runs may be begun for this process before their turn. ``shared``: ready runs lie in a queue
    that all processes share, which the journal's transactions fill; else it is filled anew at every start.
    """

    ahead: int
    shared: bool

    def committed(self, runs: Iterable[str]) -> None:
        """These runs are on disk and ready: deliver them."""
        ...

    def begun(self, runs: Iterable[str]) -> None:
        """These runs were begun for this process: deliver them here."""
        ...

    def again(self, run: str, epoch: int | None) -> None:
        """Deliver this one here once more."""
        ...

    def has(self, run: str) -> bool:
        """Whether a run waits here or is being handled."""
        ...

    async def serve(self, handler: Handler, concurrency: int) -> None:
        """Calls the handler for each delivered run until cancelled; one run never twice at once."""
        ...
