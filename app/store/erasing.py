"""What we keep of one customer, or of one store: found, handed over, erased.

What stays of a customer are numbers that lead to nobody: that an order came, that a workflow ran, that a message was
seen. Everything is done in bites, and done again it finds nothing more, so that it may be cut off anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, String, cast, delete, select, update
from sqlmodel import SQLModel

from app.core.persons import Finder
from app.core.sentence import Json, because
from app.store import finding, mirror
from app.store.among import among
from app.store.control import following
from app.store.facts import facts
from app.store.journal import ENDED, deliveries, events, later, runs, steps, waits
from app.store.outputs import outputs

tables = SQLModel.metadata.tables
outbox, alarms = tables["outbox"], tables["alarms"]
STRETCH = 500
"""Rows that are looked at in one go."""
ERASED = because("it was erased with the customer's data").pack()
_FACTS = {"customers": "customer", "orders": "order"}
"""What a message's body is, by the first part of its topic."""


@dataclass(slots=True)
class Found:
    """What is kept of a customer, by the ids of the rows."""

    events: list[str] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)
    runs: set[str] = field(default_factory=set)
    outbox: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    orders: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """How much of each."""
        return {
            "events": len(self.events),
            "messages": len(self.deliveries),
            "runs": len(self.runs),
            "mails": len(self.outbox),
            "rows": len(self.rows),
        }


# ------------------------------------------------------------------------------------------------- looking


def look_at_events(conn: Connection, connection: str, who: Finder, after: str, found: Found) -> str | None:
    """Looks at a stretch of a store's events; where the next begins, None at the end."""
    c = events.c
    rows = conn.execute(
        select(c.id, c.delivery, c.subject, c.name, cast(c.data, String).label("text"))
        .where(c.id > after, c.connection == connection)
        .order_by(c.id)
        .limit(STRETCH)
    ).all()
    mine = who.who.subjects()
    for row in rows:
        about = row.subject in mine
        if about or who.mentions(row.text or "", ""):
            found.events.append(row.id)
            if row.delivery:
                found.deliveries.append(row.delivery)
            if row.subject.startswith("order:"):
                found.orders.add(row.subject.partition(":")[2])
    return rows[-1].id if len(rows) == STRETCH else None


def look_at_messages(conn: Connection, connection: str, who: Finder, after: str, found: Found) -> str | None:
    """The same for messages as they came, also those that gave no event."""
    c = deliveries.c
    rows = conn.execute(
        select(c.id, c.topic, c.body)
        .where(c.id > after, c.connection == connection)
        .order_by(c.id)
        .limit(STRETCH)
    ).all()
    for row in rows:
        fact = _FACTS.get(
            row.topic.partition("/")[0].partition(".")[0] + ("" if "/" in row.topic else "s"), ""
        )
        if who.mentions(bytes(row.body).decode("utf-8", "replace"), fact):
            found.deliveries.append(row.id)
    return rows[-1].id if len(rows) == STRETCH else None


def look_at_runs(conn: Connection, who: Finder, after: str, found: Found) -> str | None:
    """Runs of what happened to them, and those whose steps tell of them."""
    c = runs.c
    rows = conn.execute(
        select(c.id, c.event, c.subject).where(c.id > after).order_by(c.id).limit(STRETCH)
    ).all()
    if not rows:
        return None
    ids, known, mine = [row.id for row in rows], set(found.events), who.who.subjects()
    found.runs |= {row.id for row in rows if row.event in known or row.subject in mine}
    for table in (steps, outputs):
        told = select(table.c.run, cast(table.c.body, String)).where(among(table.c.run, "ids"))
        for run, text in conn.execute(told, {"ids": ids}):
            if run not in found.runs and text and who.mentions(text):
                found.runs.add(run)
    return rows[-1].id if len(rows) == STRETCH else None


def look_at_rest(conn: Connection, who: Finder, found: Found) -> None:
    """The outbox, owners' tables, the last words of the store, and what needed a person."""
    o, a = outbox.c, alarms.c
    for row in conn.execute(select(o.id, o.run, o.to, o.subject, o.html, o.text, cast(o.more, String))):
        whole = "\n".join(str(part or "") for part in row[2:])
        if row.run in found.runs or who.mentions(whole):
            found.outbox.append(row.id)
    sheets = tables["sheet_rows"].c
    for id, run, cells in conn.execute(select(sheets.id, sheets.run, cast(sheets.cells, String))):
        if run in found.runs or who.mentions(cells or ""):
            found.rows.append(id)
    for thing, data, before in conn.execute(
        select(facts.c.thing, cast(facts.c.data, String), cast(facts.c.before, String))
    ):
        fact, _, id = thing.partition("|")[2].partition("|")
        if f"{fact}:{id}" in who.who.subjects() or who.mentions(data or "") or who.mentions(before or ""):
            found.facts.append(thing)
    for id, said, place in conn.execute(select(a.id, cast(a.because, String), cast(a.place, String))):
        if who.mentions(said or "") or any(f'"{run}"' in (place or "") for run in found.runs):
            found.alarms.append(id)


def told(conn: Connection, found: Found, run_limit: int = 1000) -> dict[str, Json]:
    """What was found, as it is handed over."""
    e, o, s = events.c, outbox.c, steps.c
    happened = select(e.name, e.at, e.data).where(among(e.id, "ids")).order_by(e.at)
    mails = select(o.at, o.to, o.subject, o.text).where(among(o.id, "ids")).order_by(o.at)
    done = (
        select(s.run, s.step, s.at, s.body).where(among(s.run, "ids"), s.kind == "done").order_by(s.run, s.at)
    )
    cells = tables["sheet_rows"].c
    rows = select(cells.sheet, cells.at, cells.cells).where(among(cells.id, "ids")).order_by(cells.at)
    return {
        "events": [
            {"event": name, "at": at.isoformat(), "told": data}
            for name, at, data in conn.execute(happened, {"ids": found.events})
        ],
        "mails": [
            {"at": at.isoformat(), "to": to, "subject": subject, "text": text}
            for at, to, subject, text in conn.execute(mails, {"ids": found.outbox})
        ],
        "steps": [
            {"run": run, "step": step, "at": at.isoformat(), "told": body}
            for run, step, at, body in conn.execute(done, {"ids": sorted(found.runs)[:run_limit]})
        ],
        "rows": [
            {"table": sheet, "at": at.isoformat(), "row": row}
            for sheet, at, row in conn.execute(rows, {"ids": found.rows})
        ],
    }


# ------------------------------------------------------------------------------------------------- erasing


def still_open(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the runs that have not ended."""
    open_ = select(runs.c.id).where(among(runs.c.id, "ids"), runs.c.status.not_in(ENDED))
    return set(conn.execute(open_, {"ids": list(ids)}).scalars())


def runs_of(conn: Connection, event: str) -> list[str]:
    """The runs that an event started."""
    return list(conn.execute(select(runs.c.id).where(runs.c.event == event)).scalars())


def blank_events(conn: Connection, ids: Sequence[str]) -> None:
    """That something happened stays, what was told of it goes."""
    conn.execute(update(events).where(among(events.c.id, "ids")).values(data={}), {"ids": list(ids)})


def blank_messages(conn: Connection, ids: Sequence[str]) -> None:
    """Their keys stay, so that none is taken in a second time."""
    gone: dict[str, Json] = {
        "body": b"{}",
        "headers": {},
        "state": "ignored",
        "error": None,
        "next_try": None,
    }
    conn.execute(update(deliveries).where(among(deliveries.c.id, "ids")).values(gone), {"ids": list(ids)})


def erase_runs(conn: Connection, ids: Sequence[str], now: datetime) -> list[str]:
    """What the runs did and why goes; those under way end. Answers the runs that are ready now in their place."""
    given = {"ids": list(ids)}
    open_ = still_open(conn, ids)
    conn.execute(
        update(runs)
        .where(among(runs.c.id, "ids"), runs.c.status.not_in(ENDED))
        .values(status="cancelled", epoch=runs.c.epoch + 1, updated=now),
        given,
    )
    conn.execute(update(runs).where(among(runs.c.id, "ids")).values(because=ERASED), given)
    for column in (steps.c.run, outputs.c.run, waits.c.run, later.c.run, tables["questions"].c.run):
        conn.execute(delete(column.table).where(among(column, "ids")), given)
    return [ready for run in open_ for ready in following(conn, run)]


def erase_rest(conn: Connection, connection: str, who: Finder, found: Found) -> int:
    """Mails, rows, remembered values, last words, alarms and the mirror; how many things the mirror had."""
    for column, ids in (
        (outbox.c.id, found.outbox),
        (tables["sheet_rows"].c.id, found.rows),
        (facts.c.thing, found.facts),
        (alarms.c.id, found.alarms),
    ):
        conn.execute(delete(column.table).where(among(column, "ids")), {"ids": ids})
    person = who.who
    names = sorted({*person.subjects(), *person.ids, *person.emails})
    for table in (tables["marks"], tables["kept"]):
        conn.execute(delete(table).where(among(table.c.subject, "names")), {"names": names})
    finding.forget(conn, {*person.subjects(), *(f"order:{one}" for one in found.orders)}, found.events)
    gone = mirror.forget_customer(conn, connection, person.ids, person.emails)
    return gone + mirror.forget_things(conn, connection, "order", person.orders)


def erase_store_bite(conn: Connection, connection: str, limit: int = STRETCH) -> int:
    """Removes so many of a store's events and messages, with their runs; how many. 0: none is left."""
    e, d = events.c, deliveries.c
    gone = list(conn.execute(select(e.id).where(e.connection == connection).limit(limit)).scalars())
    ids = list(conn.execute(select(runs.c.id).where(among(runs.c.event, "ids")), {"ids": gone}).scalars())
    for column in (
        steps.c.run, outputs.c.run, waits.c.run, later.c.run, tables["questions"].c.run, outbox.c.run,
        tables["sheet_rows"].c.run, runs.c.id,
    ):  # fmt: skip
        conn.execute(delete(column.table).where(among(column, "ids")), {"ids": ids})
    conn.execute(delete(events).where(among(e.id, "ids")), {"ids": gone})
    old = list(conn.execute(select(d.id).where(d.connection == connection).limit(limit)).scalars())
    conn.execute(delete(deliveries).where(among(d.id, "ids")), {"ids": old})
    return len(gone) + len(old)


def erase_store(conn: Connection, connection: str) -> None:
    """Removes what else is filed under a store, its connection and its keys; workflows that need it go off."""
    workflows = tables["workflows"]
    bound = [
        row
        for row in conn.execute(select(workflows.c.id, workflows.c.bindings))
        if connection in (row.bindings or {}).values()
    ]
    for row in bound:
        kept = {slot: one for slot, one in row.bindings.items() if one != connection}
        conn.execute(update(workflows).where(workflows.c.id == row.id).values(on=False, bindings=kept))
    for table in tables.values():
        if table.name != "demands" and "connection" in table.c and table.name != "events":
            conn.execute(delete(table).where(table.c.connection == connection))
    conn.execute(delete(facts).where(facts.c.thing.startswith(f"{connection}|", autoescape=True)))
    conn.execute(
        update(tables["demands"]).where(tables["demands"].c.connection == connection).values(file=None)
    )
    conn.execute(delete(tables["connections"]).where(tables["connections"].c.id == connection))
