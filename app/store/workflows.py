"""Workflows as they lie in the database: draft with its log, published versions, bindings, on and off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.core.document import Workflow
from app.core.sentence import Sentence, because
from app.errors import Conflict, InvalidInput, NotFound
from app.store.tables import DraftEntry, Schedule, Version, WorkflowRow

LOG_KEPT = 500
"""Changes of a draft that can be undone."""

_workflows: Any = WorkflowRow.__table__  # type: ignore[attr-defined]
_versions: Any = Version.__table__  # type: ignore[attr-defined]
_log: Any = DraftEntry.__table__  # type: ignore[attr-defined]
_schedules: Any = Schedule.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Saved:
    """A workflow. ``document`` is the draft; ``live`` the number of the version that runs use, None before the first.

    ``differs``: whether the draft is not what is live. ``undo`` and ``redo``: what they would take back or bring back.
    ``by``: who made the draft what it is. ``most``: runs that are expected within 24 hours; None: any number.
    """

    id: str
    name: str
    document: Workflow
    rev: int
    live: int | None
    on: bool
    bindings: Mapping[str, str]
    created: datetime
    updated: datetime
    differs: bool
    most: int | None = None
    undo: Sentence | None = None
    redo: Sentence | None = None
    by: str = ""

    @property
    def state(self) -> str:
        """``draft`` (never published), ``on`` or ``off``."""
        return "draft" if self.live is None else "on" if self.on else "off"


@dataclass(frozen=True, slots=True)
class Live:
    """A version that is on, as matching and running need it."""

    id: str
    version: int
    document: Workflow
    bindings: Mapping[str, str]
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A published version; it is never changed."""

    id: str
    version: int
    document: Workflow
    published: datetime
    by: str


def create(
    conn: Connection, document: Workflow, bindings: Mapping[str, str] | None = None, by: str = ""
) -> Saved:
    """Keeps a new workflow as a draft. Raises Conflict where one with its id is here already."""
    if _row(conn, document.id) is not None:
        raise Conflict(because("There is already a workflow with the id {id}.", id=document.id))
    now = datetime.now(UTC)
    drawn = document.to_json()
    conn.execute(
        insert(_workflows).values(
            id=document.id, name=document.name, draft=drawn, rev=1, place=0, live=None, on=False,
            bindings=dict(bindings or {}), created=now, updated=now,
        )
    )  # fmt: skip
    _write_entry(conn, document.id, 0, drawn, because("created the workflow"), by, now)
    return get(conn, document.id)


def get(conn: Connection, workflow_id: str) -> Saved:
    """The workflow. Raises NotFound."""
    row = _found(conn, workflow_id)
    entries = list(
        conn.execute(
            select(_log.c.seq, _log.c.because, _log.c.by).where(
                _log.c.workflow == workflow_id, _log.c.seq.between(row.place, row.place + 1)
            )
        )
    )
    said = {entry.seq: Sentence.unpack(entry.because) for entry in entries}
    first = conn.execute(select(func.min(_log.c.seq)).where(_log.c.workflow == workflow_id)).scalar()
    undo = said.get(row.place) if first is not None and first < row.place else None
    by = next((entry.by for entry in entries if entry.seq == row.place), "")
    return _saved(row, _live_document(conn, row), undo, said.get(row.place + 1), by)


def list_all(conn: Connection) -> list[Saved]:
    """All workflows by name; without what undo and redo would do."""
    rows = conn.execute(select(_workflows).order_by(func.lower(_workflows.c.name), _workflows.c.id)).all()
    published = conn.execute(
        select(_versions.c.workflow, _versions.c.document).join(
            _workflows, (_workflows.c.id == _versions.c.workflow) & (_workflows.c.live == _versions.c.version)
        )
    )
    documents = {version.workflow: version.document for version in published}
    return [_saved(row, documents.get(row.id)) for row in rows]


def save_draft(
    conn: Connection,
    workflow_id: str,
    document: Workflow,
    said: Sentence,
    rev: int | None = None,
    by: str = "",
) -> Saved:
    """Makes the document the draft and writes it into the log. What was undone before can't be brought back then.

    ``rev``: the draft that the change was made on. Raises Conflict where somebody changed it since; None overwrites.
    """
    row = _found(conn, workflow_id)
    _same_rev(conn, row, rev)
    now = datetime.now(UTC)
    drawn = document.model_copy(update={"id": workflow_id}).to_json()
    if drawn == row.draft:
        return get(conn, workflow_id)
    place = row.place + 1
    mine = _log.c.workflow == workflow_id
    conn.execute(delete(_log).where(mine, (_log.c.seq > row.place) | (_log.c.seq <= place - LOG_KEPT)))
    _write_entry(conn, workflow_id, place, drawn, said, by, now)
    _write_draft(conn, row, drawn, place, now)
    return get(conn, workflow_id)


def undo(conn: Connection, workflow_id: str, rev: int | None = None) -> tuple[Saved, Sentence]:
    """Takes the last change back; answers what it was. Raises InvalidInput where nothing is left, Conflict."""
    row = _found(conn, workflow_id)
    _same_rev(conn, row, rev)
    before, gone = _entry(conn, workflow_id, row.place - 1), _entry(conn, workflow_id, row.place)
    if before is None or gone is None:
        raise InvalidInput(because("There is nothing to undo."))
    _write_draft(conn, row, before.document, before.seq, datetime.now(UTC))
    return get(conn, workflow_id), Sentence.unpack(gone.because)


def redo(conn: Connection, workflow_id: str, rev: int | None = None) -> tuple[Saved, Sentence]:
    """Brings the change back that was undone last. Raises InvalidInput where there is none, Conflict."""
    row = _found(conn, workflow_id)
    _same_rev(conn, row, rev)
    entry = _entry(conn, workflow_id, row.place + 1)
    if entry is None:
        raise InvalidInput(because("There is nothing to redo."))
    _write_draft(conn, row, entry.document, entry.seq, datetime.now(UTC))
    return get(conn, workflow_id), Sentence.unpack(entry.because)


def publish(conn: Connection, workflow_id: str, by: str = "", rev: int | None = None) -> Published:
    """Makes the draft the live version; the first time the workflow is also turned on.

    A draft that is live already makes no second version. ``rev``: the draft that was checked. Raises Conflict.
    """
    row = _found(conn, workflow_id)
    _same_rev(conn, row, rev)
    if row.live is not None and _live_document(conn, row) == row.draft:
        return version(conn, workflow_id, row.live)
    newest = conn.execute(
        select(func.max(_versions.c.version)).where(_versions.c.workflow == workflow_id)
    ).scalar()
    number = (newest or 0) + 1
    now = datetime.now(UTC)
    conn.execute(
        insert(_versions).values(
            workflow=workflow_id, version=number, document=row.draft, published=now, by=by
        )
    )
    turned_on = row.on or row.live is None
    conn.execute(
        update(_workflows)
        .where(_workflows.c.id == workflow_id)
        .values(live=number, on=turned_on, updated=now)
    )
    return version(conn, workflow_id, number)


def pause(conn: Connection, workflow_id: str) -> Saved:
    """Turns it off: nothing starts it any more; runs under way go on."""
    return _turn(conn, workflow_id, on=False)


def resume(conn: Connection, workflow_id: str) -> Saved:
    """Turns it on. Raises InvalidInput where no version was published yet."""
    if _found(conn, workflow_id).live is None:
        raise InvalidInput(because("This workflow was never published. Publish it first."))
    return _turn(conn, workflow_id, on=True)


def remove(conn: Connection, workflow_id: str) -> None:
    """Deletes the workflow, its log and what is due. Its versions stay, since runs that are kept point to them."""
    _found(conn, workflow_id)
    conn.execute(delete(_log).where(_log.c.workflow == workflow_id))
    conn.execute(delete(_schedules).where(_schedules.c.workflow == workflow_id))
    conn.execute(delete(_workflows).where(_workflows.c.id == workflow_id))


def live(conn: Connection) -> list[Live]:
    """All versions that are live and on, with their bindings."""
    rows = conn.execute(
        select(
            _versions.c.workflow,
            _versions.c.version,
            _versions.c.document,
            _workflows.c.bindings,
            _workflows.c.most,
        )
        .join(
            _workflows, (_workflows.c.id == _versions.c.workflow) & (_workflows.c.live == _versions.c.version)
        )
        .where(_workflows.c.on)
        .order_by(_workflows.c.id)
    )
    return [
        Live(row.workflow, row.version, Workflow.model_validate(row.document), row.bindings, row.most)
        for row in rows
    ]


def expect(conn: Connection, workflow_id: str, most: int | None) -> None:
    """Sets how many runs within 24 hours are expected at most; None: any number. Raises NotFound, InvalidInput."""
    _found(conn, workflow_id)
    if most is not None and not 1 <= most <= 1_000_000:
        raise InvalidInput(because("Please give a number of runs from 1 to 1,000,000, or none."))
    conn.execute(update(_workflows).where(_workflows.c.id == workflow_id).values(most=most))


def version(conn: Connection, workflow_id: str, number: int) -> Published:
    """A published version. Raises NotFound."""
    row = conn.execute(
        select(_versions).where(_versions.c.workflow == workflow_id, _versions.c.version == number)
    ).one_or_none()
    if row is None:
        raise NotFound(because("This workflow has no version {version}.", version=number))
    return Published(workflow_id, number, Workflow.model_validate(row.document), row.published, row.by)


def bind(conn: Connection, workflow_id: str, slot: str, connection: str) -> Saved:
    """Puts a connection into a slot; "" empties it. The binding counts at once, for the live version too."""
    row = _found(conn, workflow_id)
    bindings = {name: bound for name, bound in row.bindings.items() if name != slot}
    if connection:
        bindings[slot] = connection
    conn.execute(update(_workflows).where(_workflows.c.id == workflow_id).values(bindings=bindings))
    return get(conn, workflow_id)


# --------------------------------------------------------------------------------------------------------- inside


def _row(conn: Connection, workflow_id: str) -> Row[Any] | None:
    return conn.execute(select(_workflows).where(_workflows.c.id == workflow_id)).one_or_none()


def _found(conn: Connection, workflow_id: str) -> Row[Any]:
    row = _row(conn, workflow_id)
    if row is None:
        raise NotFound(because("There is no such workflow. It may have been deleted."))
    return row


def _entry(conn: Connection, workflow_id: str, seq: int) -> Row[Any] | None:
    return conn.execute(select(_log).where(_log.c.workflow == workflow_id, _log.c.seq == seq)).one_or_none()


def _same_rev(conn: Connection, row: Row[Any], rev: int | None) -> None:
    """Says who did what meanwhile, so that a person can choose."""
    if rev is None or rev == row.rev:
        return
    entry = _entry(conn, row.id, row.place)
    if entry is None or row.rev < rev:
        raise Conflict(because("This workflow was changed meanwhile."))
    last = Sentence.unpack(entry.because)
    if entry.by:
        raise Conflict(because("{who} changed this workflow meanwhile: {what}.", who=entry.by, what=last))
    raise Conflict(because("This workflow was changed meanwhile: {what}.", what=last))


def _write_entry(
    conn: Connection, workflow_id: str, seq: int, drawn: Any, said: Sentence, by: str, now: datetime
) -> None:
    conn.execute(
        insert(_log).values(workflow=workflow_id, seq=seq, document=drawn, because=said.pack(), at=now, by=by)
    )


def _write_draft(conn: Connection, row: Row[Any], drawn: Any, place: int, now: datetime) -> None:
    """``rev`` in the condition: of two who change the same draft at once on another database, one is told."""
    changed = conn.execute(
        update(_workflows)
        .where(_workflows.c.id == row.id, _workflows.c.rev == row.rev)
        .values(draft=drawn, name=drawn["name"], rev=row.rev + 1, place=place, updated=now)
    )
    if changed.rowcount != 1:
        raise Conflict(because("This workflow was changed meanwhile."))


def _turn(conn: Connection, workflow_id: str, *, on: bool) -> Saved:
    _found(conn, workflow_id)
    conn.execute(
        update(_workflows).where(_workflows.c.id == workflow_id).values(on=on, updated=datetime.now(UTC))
    )
    return get(conn, workflow_id)


def _live_document(conn: Connection, row: Row[Any]) -> Any:
    if row.live is None:
        return None
    return conn.execute(
        select(_versions.c.document).where(_versions.c.workflow == row.id, _versions.c.version == row.live)
    ).scalar()


def _saved(
    row: Row[Any], published: Any, undo: Sentence | None = None, redo: Sentence | None = None, by: str = ""
) -> Saved:
    return Saved(
        id=row.id, name=row.name, document=Workflow.model_validate(row.draft), rev=row.rev, live=row.live, on=row.on,
        bindings=row.bindings, created=row.created, updated=row.updated, differs=row.draft != published,
        most=row.most, undo=undo, redo=redo, by=by,
    )  # fmt: skip
