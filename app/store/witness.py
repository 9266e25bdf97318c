"""What is never repeated and came to its end after its run was taken away: whoever saw the end may still say so.

A mail is under way while a person pauses its run, presses the red button, or another process takes it over. The mail's
end is then the only thing that this holder may still write, and it settles the doubt of whoever goes on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from app.core.sentence import Json
from app.store.control import TURN, above
from app.store.journal import Record, holders, runs, steps


def done(conn: Connection, answer: Record) -> bool:
    """Writes the answer of an act down; whether the run is still its writer's."""
    return _tell(conn, answer, ours=True)


def failed(conn: Connection, record: Record) -> bool:
    """Writes down that an act was surely not done, for whoever has the run now; nothing where it is its writer's."""
    return _tell(conn, record, ours=False)


def _tell(conn: Connection, record: Record, *, ours: bool) -> bool:
    """Only who began the last try may tell its end, once."""
    lease, c = record.lease, steps.c
    now = holders(conn, [lease]).get(lease.run)
    mine = now is not None and now.epoch == lease.epoch
    if now is None or (mine and not ours):
        return mine
    past = select(c.kind, c.epoch).where(c.run == lease.run, c.step == record.step, c.turn == record.turn)
    written: dict[str, int] = {row.kind: row.epoch for row in conn.execute(past)}
    tries = [epoch for kind, epoch in written.items() if kind == "intent" or kind.startswith("try")]
    if "answer" in written or record.kind in written or max(tries, default=-1) != lease.epoch:
        return mine
    conn.execute(steps.insert(), [record.row()])
    if not mine:
        settle(conn, lease.run, record.at)
    return mine


def told(conn: Connection, run: str, step: str, turn: int) -> Json:
    """The answer of an act, if it was told meanwhile; None where not."""
    c = steps.c
    found = select(c.body).where(c.run == run, c.step == step, c.turn == turn, c.kind == "answer")
    return conn.execute(found).scalar()


def settle(conn: Connection, run: str, now: datetime) -> list[str]:
    """Lets a run in doubt go on whose act came to its end after all; answers it where it is ready now."""
    if conn.execute(select(runs.c.status).where(runs.c.id == run)).scalar() != "doubt":
        return []
    c = steps.c
    bodies = select(c.step, c.body).where(c.run == run, c.turn == 0, c.kind == "done")
    doubtful = {step for step, body in conn.execute(bodies) if body.get("error") == "doubt"}
    answers = select(c.step, c.turn).where(c.run == run, c.step.in_(doubtful), c.kind == "answer")
    last = select(c.step, c.turn).where(c.run == run, c.step.in_(doubtful), c.kind == "intent")
    answered = {tuple(row) for row in conn.execute(answers)}
    asked: dict[str, int] = {}
    for step, turn in conn.execute(last):
        asked[step] = max(turn, asked.get(step, 0))
    known = {step for step, turn in asked.items() if (step, turn) in answered}
    if not known:
        return []
    again = known | {outer for step in known for outer in above(step)} & doubtful
    conn.execute(delete(steps).where(c.run == run, c.kind == "done", c.turn == 0, c.step.in_(again)))
    conn.execute(
        update(runs)
        .where(runs.c.id == run)
        .values(status=TURN, epoch=runs.c.epoch + 1, because=None, updated=now)
    )
    ready = select(runs.c.id).where(runs.c.id == run, runs.c.status == "ready")
    return list(conn.execute(ready).scalars())
