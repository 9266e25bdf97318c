"""What people do to runs: cancel, retry, replay, pause, let held ones go on. The red button is here too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, case, delete, exists, func, select, update

from app.core.sentence import Json, because
from app.errors import Conflict, NotFound
from app.store.journal import ENDED, events, insert, later, runs, steps, waits
from app.store.outputs import drop
from app.store.preferences import get_preference, set_preference
from app.store.resting import free
from app.store.tables import WorkflowRow
from app.store.types import new_id

workflows = WorkflowRow.__table__  # type: ignore[attr-defined]
ENDED_BADLY = ("failed", "doubt", "cancelled")
REPLAY = "~replay-"
PAUSED = "brakes.paused"
"""The preference that the red button sets: nothing runs until it is taken back."""
BY_BUTTON = because("everything was stopped").pack()
"""Why a run stands still that nobody paused by itself: it goes on when the red button is taken back."""
BITE = 500
"""Runs that change their status in one statement."""

_ahead = runs.alias("ahead")
_in_line = exists().where(
    _ahead.c.lane == runs.c.lane, _ahead.c.id != runs.c.id, _ahead.c.status.not_in((*ENDED, "queued"))
)
TURN = case(((runs.c.lane != "") & _in_line, "queued"), else_="ready")
"""What a run becomes that may go on: ready, or queued where another of its lane is under way."""


def cancel(conn: Connection, run: str, now: datetime) -> list[str]:
    """Ends an open run: what is under way writes nothing more, what it waited for is forgotten.

    Answers the run that was next in its lane and is ready now, if there is one. Raises NotFound, Conflict.
    """
    sentence = because("cancelled by hand").pack()
    done = conn.execute(
        update(runs)
        .where(runs.c.id == run, runs.c.status.not_in(ENDED))
        .values(status="cancelled", epoch=runs.c.epoch + 1, because=sentence, updated=now)
    ).rowcount
    if not done:
        _exists(conn, run)
        raise Conflict(because("This run has ended already; there was nothing to cancel."))
    conn.execute(delete(waits).where(waits.c.run == run))
    return following(conn, run)


def retry_failed(conn: Connection, run: str, now: datetime) -> None:
    """The same as ``retry`` for a run that failed and is not in doubt. Raises NotFound, Conflict."""
    failed = select(runs.c.id).where(runs.c.id == run, runs.c.status == "failed")
    if conn.execute(failed).first() is None:
        raise Conflict(because("This run has not failed, or it goes on already."))
    retry(conn, run, now)


def retry(conn: Connection, run: str, now: datetime, *, happened: bool = False) -> None:
    """Lets an ended run go on from where it failed: finished steps stay finished, and so do failures that went on by
    the way drawn for them or in a round that was skipped. Raises NotFound, Conflict.

    ``happened``: a person looked, and what was "possibly done" was done, so the step counts as finished. Otherwise
    its last act is tried anew, under the same idempotency key.
    """
    done = conn.execute(
        update(runs)
        .where(runs.c.id == run, runs.c.status.in_(ENDED_BADLY))
        .values(status=TURN, epoch=runs.c.epoch + 1, because=None, updated=now)
    ).rowcount
    if not done:
        _exists(conn, run)
        raise Conflict(
            because("Only a run that failed, was cancelled or is in doubt can be retried; this one is not.")
        )
    mine = steps.c.run == run
    written: dict[str, dict[tuple[int, str], Json]] = {}
    for step, turn, kind, body in conn.execute(
        select(steps.c.step, steps.c.turn, steps.c.kind, steps.c.body).where(mine)
    ):
        written.setdefault(step, {})[turn, kind] = body
    for step, past in written.items():
        ended = past.get((0, "done"))
        if any(_stands(written, outer) for outer in above(step)) or (ended and ended.get("handled")):
            continue
        if ended is None:
            _wait_again(conn, run, step, past)
        elif "error" in ended and happened and ended["error"] == "doubt":
            kept = {**ended, "port": "next", "because": because("a person saw that it was done").pack()}
            del kept["error"]
            conn.execute(
                update(steps).where(mine, steps.c.step == step, steps.c.kind == "done").values(body=kept)
            )
        elif "error" in ended:
            last = max(turn for turn, _ in past)
            conn.execute(delete(steps).where(mine, steps.c.step == step, steps.c.kind == "done"))
            if (last, "answer") not in past and (last, "woke") not in past:
                conn.execute(delete(steps).where(mine, steps.c.step == step, steps.c.turn == last))
                drop(conn, run, step, last)
            refused = (later.c.run == run, later.c.step == step, later.c.state == "dropped")
            conn.execute(delete(later).where(*refused))


def above(step: str) -> list[str]:
    """The records that a step lies within: of ``l[3]/call/tag`` these are ``l[3]``, ``l``, ``l[3]/call``."""
    parts = step.split("/")
    outer = ["/".join(parts[:n]) for n in range(1, len(parts))]
    return [key for one in outer for key in (one, one.rpartition("[")[0]) if key]


def _stands(written: Mapping[str, Mapping[tuple[int, str], Json]], step: str) -> bool:
    """Whether a step has ended so that a retry leaves it alone: well, skipped, or with its failure seen to."""
    ended = written.get(step, {}).get((0, "done"))
    return ended is not None and ("error" not in ended or bool(ended.get("handled")))


def _wait_again(conn: Connection, run: str, step: str, past: Mapping[tuple[int, str], Json]) -> None:
    """A wait that was forgotten when its run was cancelled, with its old due time."""
    for (turn, kind), body in past.items():
        if kind == "intent" and "wait" in body["want"] and (turn, "woke") not in past:
            want = body["want"]
            row = {
                "run": run,
                "step": step,
                "turn": turn,
                "due": datetime.fromisoformat(want["wait"]),
                "event": want["event"],
                "subject": want["subject"],
            }
            conn.execute(insert(conn, waits).on_conflict_do_nothing(), [row])


def replay(conn: Connection, run: str, now: datetime) -> str:
    """A new run of the same event, on the version that is live now; answers its id. Raises NotFound, Conflict.

    A run is unique per event and workflow, so the event is copied, with ``~replay-1``, ``~replay-2`` behind its key.
    """
    _exists(conn, run)
    r, e = runs.c, events.c
    first = conn.execute(select(r.workflow, *e).join(events, e.id == r.event).where(r.id == run)).one()
    found = select(workflows.c.live).where(workflows.c.id == first.workflow)
    live = conn.execute(found).scalar()
    if live is None:
        raise Conflict(
            because("The workflow of this run has no live version (any more), so it can't be run again.")
        )
    base = first.dedupe.partition(REPLAY)[0]
    mine = (e.connection == first.connection, e.dedupe.startswith(base + REPLAY, autoescape=True))
    count: int = conn.execute(select(func.count()).select_from(events).where(*mine)).scalar_one()
    copy = {column.name: getattr(first, column.name) for column in events.columns}
    copy |= {"id": new_id(), "seen": now, "dedupe": f"{base}{REPLAY}{count + 1}"}
    conn.execute(insert(conn, events), [copy])
    new = {
        "id": new_id(),
        "workflow": first.workflow,
        "version": live,
        "event": copy["id"],
        "subject": copy["subject"],
        "status": "ready",
        "lane": "",
        "depth": 0,
        "epoch": 0,
        "bell": 0,
        "because": None,
        "created": now,
        "updated": now,
    }
    conn.execute(insert(conn, runs), [new])
    return str(new["id"])


def following(conn: Connection, run: str) -> list[str]:
    """Makes the run ready that is next in the lane of one that ended."""
    lane = conn.execute(select(runs.c.lane).where(runs.c.id == run)).scalar() or ""
    return [found for _, found in free(conn, [lane])]


def pause(conn: Connection, run: str, now: datetime) -> None:
    """Lets a run stand still: what is under way writes nothing more. Raises NotFound, Conflict."""
    open_ = runs.c.status.in_(("ready", "running", "waiting", "queued"))
    changed = update(runs).where(runs.c.id == run, open_)
    if not conn.execute(changed.values(status="paused", epoch=runs.c.epoch + 1, updated=now)).rowcount:
        _exists(conn, run)
        raise Conflict(because("This run has ended or stands still already; there was nothing to pause."))


def resume(conn: Connection, run: str, now: datetime) -> list[str]:
    """Lets a paused or held run go on, and answers it where it is ready. Raises NotFound, Conflict."""
    changed = update(runs).where(runs.c.id == run, runs.c.status.in_(("paused", "held")))
    if not conn.execute(changed.values(status=TURN, because=None, updated=now)).rowcount:
        _exists(conn, run)
        raise Conflict(because("This run does not stand still, so there was nothing to let go on."))
    ready = conn.execute(select(runs.c.id).where(runs.c.id == run, runs.c.status == "ready"))
    return list(ready.scalars())


def release(conn: Connection, workflow: str, now: datetime, limit: int = BITE) -> list[str]:
    """Lets up to ``limit`` held runs of a workflow go on, the oldest first; answers those that are ready now."""
    held = select(runs.c.id).where(runs.c.workflow == workflow, runs.c.status == "held")
    return _go_on(conn, list(conn.execute(held.order_by(runs.c.id).limit(limit)).scalars()), now)


def _go_on(conn: Connection, found: list[str], now: datetime) -> list[str]:
    ready: list[str] = []
    for run in found:  # one by one: each sees whether the one before it took the lane
        conn.execute(update(runs).where(runs.c.id == run).values(status=TURN, because=None, updated=now))
        ready += conn.execute(select(runs.c.id).where(runs.c.id == run, runs.c.status == "ready")).scalars()
    return ready


# --------------------------------------------------------------------------------------------- the red button


def stop_everything(conn: Connection, by: str, now: datetime) -> int:
    """Nothing runs any more: runs under way lose their lease at once. Answers how many stand still now."""
    set_preference(conn, PAUSED, {"by": by, "at": now.isoformat()})
    return halt(conn, now)


def halt(conn: Connection, now: datetime) -> int:
    """Runs under way lose their lease and stand still. Answers how many."""
    under_way = update(runs).where(runs.c.status.in_(("ready", "running")))
    return conn.execute(
        under_way.values(status="paused", epoch=runs.c.epoch + 1, because=BY_BUTTON, updated=now)
    ).rowcount


def stopped(conn: Connection) -> Json:
    """Who pressed the red button and when: ``{"by", "at"}``; None while everything runs."""
    return get_preference(conn, PAUSED) or None


def stand_still(conn: Connection, run: str, now: datetime) -> None:
    """Lays a run down that came while everything is stopped."""
    open_ = runs.c.status.in_(("ready", "running"))
    conn.execute(
        update(runs).where(runs.c.id == run, open_).values(status="paused", because=BY_BUTTON, updated=now)
    )


def go_on(conn: Connection) -> None:
    """Takes the red button back; ``let_go`` then wakes what stands still."""
    set_preference(conn, PAUSED, False)


def let_go(conn: Connection, now: datetime, limit: int = BITE) -> list[str] | None:
    """Lets up to ``limit`` paused runs go on, the oldest first; answers those that are ready now, None: all go on."""
    paused = (
        select(runs.c.id)
        .where(runs.c.status == "paused", runs.c.because == BY_BUTTON)
        .order_by(runs.c.id)
        .limit(limit)
    )
    found = list(conn.execute(paused).scalars())
    return _go_on(conn, found, now) if found else None


def _exists(conn: Connection, run: str) -> None:
    if conn.execute(select(runs.c.id).where(runs.c.id == run)).first() is None:
        raise NotFound(because("There is no such run here; it may have been cleared away."))
