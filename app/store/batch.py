"""Store functions that do many calls of a moment at once: one statement for all instead of one each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

A = TypeVar("A")
R = TypeVar("R")


class Batched(Generic[A, R]):
    """A function of (connection, item) whose work for many items is done by ``many``, one answer per item.

    Within one commit the writer puts calls of the same function together. ``phase`` orders functions among each other:
    records first, then what acts on them, so that what a run wrote in this order keeps it.
    """

    def __init__(self, phase: int, many: Callable[[Connection, Sequence[A]], list[R]]) -> None:
        self.phase, self.many = phase, many
        self.__name__, self.__doc__ = many.__name__, many.__doc__

    def __call__(self, conn: Connection, item: A, /) -> R:
        """One item by itself."""
        return self.many(conn, [item])[0]


def batched(phase: int) -> Callable[[Callable[[Connection, Sequence[A]], list[R]]], Batched[A, R]]:
    """Makes a ``Batched`` of a function that takes many items."""
    return lambda many: Batched(phase, many)


@dataclass(slots=True)
class Job:
    """One call that a writer was asked for. ``done``: who waits for it; None where it is lazy."""

    fn: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    done: asyncio.Future[Any] | None
    result: Any = None
    error: Exception | None = None


def work_off(conn: Connection, jobs: Iterable[Job]) -> None:
    """In order; calls of the same batched function that no other work stands between are done as one."""
    together: dict[Batched[Any, Any], list[Job]] = {}
    for job in jobs:
        if isinstance(job.fn, Batched):
            together.setdefault(job.fn, []).append(job)
        else:
            _as_one(conn, together)
            job.result = job.fn(conn, *job.args, **job.kwargs)
    _as_one(conn, together)


def _as_one(conn: Connection, together: dict[Batched[Any, Any], list[Job]]) -> None:
    for fn in sorted(together, key=lambda fn: fn.phase):
        jobs = together[fn]
        for job, result in zip(jobs, fn.many(conn, [job.args[0] for job in jobs]), strict=True):
            job.result = result
    together.clear()


def tell(jobs: Iterable[Job]) -> None:
    """Hands results to those who wait, on their loop: once per batch, as waking it costs more than the writes."""
    for job in jobs:
        if job.done is not None and not job.done.done():
            if job.error is None:
                job.done.set_result(job.result)
            else:
                job.done.set_exception(job.error)
