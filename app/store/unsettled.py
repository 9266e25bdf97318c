"""What of a workflow waits for a person's look: ``app.core.unsettled`` says what that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection

from app.core.unsettled import Unsettled, unpacked
from app.store.preferences import drop_preference, get_preference, set_preference


def waiting(conn: Connection, workflow: str) -> list[Unsettled]:
    """All that was written down, also what no longer stands in the drawing."""
    return unpacked(cast("list[dict[str, Any]]", get_preference(conn, _name(workflow), [])))


def wait_for(conn: Connection, workflow: str, more: Iterable[Unsettled]) -> None:
    """Adds to what waits."""
    _keep(conn, workflow, dict.fromkeys([*waiting(conn, workflow), *more]))


def settle(conn: Connection, workflow: str, done: Iterable[Unsettled]) -> None:
    """Somebody looked at these."""
    gone = set(done)
    _keep(conn, workflow, [one for one in waiting(conn, workflow) if one not in gone])


def _keep(conn: Connection, workflow: str, all_of_them: Iterable[Unsettled]) -> None:
    packed = [one.pack() for one in all_of_them]
    if packed:
        set_preference(conn, _name(workflow), packed)
    else:
        drop_preference(conn, _name(workflow))


def _name(workflow: str) -> str:
    return f"unsettled.{workflow}"
