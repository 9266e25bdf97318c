"""The place that the data belongs to, as it was noted, and that this may be a copy: then it stays quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from app.core.sentence import Json
from app.store.control import halt
from app.store.journal import RETRY, runs, waits
from app.store.locks import hold
from app.store.preferences import get_preference, set_preference
from app.store.tables import PlaceRow, WorkflowRow
from app.store.types import new_id

places = PlaceRow.__table__  # type: ignore[attr-defined]
workflows = WorkflowRow.__table__  # type: ignore[attr-defined]
QUIET = "brakes.quiet"
"""The preference that holds why nothing leaves: ``{"at", "copy", "changes"}``."""
ID, STARTS, RESTORED = "installation", "starts", "restored"
STORE = "store:"
"""Stands before a connection's id in the name under which is noted what its store calls itself."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A wait that should have ended while nothing ran, and the run that it belongs to."""

    run: str
    workflow: str
    subject: str
    due: datetime


def noted(conn: Connection) -> dict[str, str]:
    """What the place is known by; empty before the first start."""
    return {row.name: row.value for row in conn.execute(select(places.c.name, places.c.value))}


def note(conn: Connection, values: Mapping[str, str], now: datetime) -> None:
    """Notes these values, over those that were noted before."""
    if values:
        conn.execute(delete(places).where(places.c.name.in_(list(values))))
        conn.execute(places.insert(), [{"name": n, "value": v, "at": now} for n, v in values.items()])


def database_name(conn: Connection) -> str:
    """What tells one database of a server from another; "" on SQLite, whose file lies in the data folder."""
    if conn.dialect.name != "postgresql":
        return ""
    may = conn.execute(text("SELECT has_function_privilege('pg_control_system()', 'execute')")).scalar()
    server = conn.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar() if may else ""
    return f"{server}/{conn.execute(text('SELECT current_database()')).scalar_one()}"


@dataclass(frozen=True, slots=True)
class Filed:
    """What a file in the data folder says beside the database: which installation it is, and how often it started."""

    id: str
    starts: int


def differences(conn: Connection, here: Mapping[str, str], filed: Filed | None) -> list[dict[str, Json]]:
    """What is another here than was noted. ``here``: what the place is known by now.

    Where processes share a database each has a folder of its own: a missing file or another count says nothing.
    """
    before, alone = noted(conn), conn.dialect.name != "postgresql"
    changes: list[dict[str, Json]] = [
        {"what": name, "was": before[name], "now": value}
        for name, value in here.items()
        if name in before and before[name] != value
    ]
    strange = filed is None if alone else False
    if ID in before and (strange or (filed is not None and filed.id != before[ID])):
        changes.append({"what": ID, "was": "", "now": ""})
    again = alone and filed is not None and filed.id == before.get(ID) and filed.starts > int(before[STARTS])
    if before.get(RESTORED) or again:
        changes.append({"what": RESTORED, "was": "", "now": before.get(RESTORED, "")})
    return changes


def arrive(conn: Connection, here: Mapping[str, str], filed: Filed | None, now: datetime) -> Filed:
    """A start: falls quiet where the place differs from the one noted; the first one is only noted.

    Answers what the file is to say from now on.
    """
    hold(conn, ["place"])
    changes, before = differences(conn, here, filed), noted(conn)
    if changes:
        be_quiet(conn, changes, now)
    known, starts = before.get(ID) or new_id(), int(before.get(STARTS) or 0)
    mine = filed is not None and filed.id == known
    starts = max(starts, filed.starts if filed and mine else 0) + 1
    fresh = {name: value for name, value in here.items() if name not in before}
    note(conn, {**fresh, ID: known, STARTS: str(starts)}, now)
    return filed if filed and ID in before and not mine else Filed(known, starts)


def be_quiet(conn: Connection, changes: Sequence[Mapping[str, Json]], now: datetime) -> None:
    """Nothing leaves from here on, until a person has said what this place is. Runs under way lose their lease."""
    found: Any = quiet(conn) or {"at": now.isoformat(), "copy": False, "changes": []}
    told = {(one["what"], one.get("id", "")) for one in changes}
    kept = [one for one in found["changes"] if (one["what"], one.get("id", "")) not in told]
    set_preference(conn, QUIET, {**found, "changes": [*kept, *changes]})
    halt(conn, now)


def quiet(conn: Connection) -> Json:
    """Why nothing leaves: ``{"at", "copy", "changes"}``; None where all goes on. ``copy``: somebody said so."""
    return get_preference(conn, QUIET) or None


def is_copy(conn: Connection) -> None:
    """Somebody said that this is a copy: it stays quiet, and nobody is asked again."""
    found: Any = quiet(conn)
    if found:
        set_preference(conn, QUIET, {**found, "copy": True})


def is_real(conn: Connection, here: Mapping[str, str], now: datetime) -> str:
    """Somebody said that this is the real one: the place is noted as it is now. Answers the installation's number."""
    found: Any = quiet(conn) or {"changes": []}
    stores = {f"{STORE}{one['id']}": one["now"] for one in found["changes"] if one["what"] == "store"}
    known = noted(conn).get(ID) or new_id()
    note(conn, {**stores, **here, ID: known}, now)
    conn.execute(delete(places).where(places.c.name == RESTORED))
    set_preference(conn, QUIET, False)
    return known


def restored(conn: Connection, now: datetime) -> None:
    """A backup was put back: the next start asks whether this is the real one."""
    note(conn, {RESTORED: now.isoformat()}, now)


def overdue(conn: Connection, now: datetime, limit: int = 50) -> tuple[int, list[Overdue]]:
    """How many waits should have ended by now, and those that should have first."""
    late = (waits.c.due <= now, waits.c.event != RETRY)
    count: int = conn.execute(select(func.count()).select_from(waits).where(*late)).scalar_one()
    found = (
        select(waits.c.run, func.coalesce(workflows.c.name, ""), runs.c.subject, waits.c.due)
        .join(runs, runs.c.id == waits.c.run)
        .outerjoin(workflows, workflows.c.id == runs.c.workflow)
        .where(*late)
        .order_by(waits.c.due)
        .limit(limit)
    )
    return count, [Overdue(*row) for row in conn.execute(found)]
