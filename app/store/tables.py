"""All tables. Times are ``Moment`` (microseconds, UTC), JSON is ``Packed``, ids are text.

Two tables hold what came in (``deliveries`` raw, ``events`` in the shop's language), nine the journal of what was
done about it, the rest what people made. ``migrations/`` brings an older file to this shape.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.store.columns import moment, only, packed
from app.store.tables_access import Link as Link
from app.store.tables_access import SessionRow as SessionRow
from app.store.tables_access import Token as Token
from app.store.tables_access import User as User
from app.store.tables_asking import AskedRow as AskedRow
from app.store.tables_asking import ListedOrder as ListedOrder
from app.store.tables_by_hand import BackfillRow as BackfillRow
from app.store.tables_finding import FindingRow as FindingRow
from app.store.tables_messages import OutboxRow as OutboxRow
from app.store.tables_messages import Question as Question
from app.store.tables_messages import Suppressed as Suppressed
from app.store.tables_mirror import MirrorName as MirrorName
from app.store.tables_mirror import MirrorPart as MirrorPart
from app.store.tables_mirror import MirrorRow as MirrorRow
from app.store.tables_place import PlaceRow as PlaceRow
from app.store.tables_subscriptions import DemandRow as DemandRow
from app.store.tables_subscriptions import SubscriptionsRow as SubscriptionsRow

# ------------------------------------------------------------------------------------------------ what came in


class Delivery(SQLModel, table=True):
    """One message of a store, byte for byte, written before it was answered. Unique by the platform's real rule."""

    __tablename__: ClassVar[Any] = "deliveries"
    __table_args__ = (
        UniqueConstraint("connection", "key"),
        Index("deliveries_open", "id", **only("state IN ('new', 'unreadable')")),
        Index("deliveries_by_connection", "connection", "id"),
    )
    id: str = Field(primary_key=True)
    connection: str
    key: str
    topic: str
    headers: Any = packed()
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: datetime = moment()
    state: str = "new"  # new | done | unreadable | ignored
    error: Any = packed(nullable=True)
    attempts: int = 0
    next_try: datetime | None = moment(nullable=True)


class EventRow(SQLModel, table=True):
    """One event in the shop's language. ``data`` holds the facts without ``raw``, which stays in the delivery."""

    __tablename__: ClassVar[Any] = "events"
    __table_args__ = (
        UniqueConstraint("connection", "dedupe"),
        Index("events_by_subject", "subject", "name", "at"),
        Index("events_by_name", "name", "id"),
        Index("events_by_delivery", "delivery"),
    )
    id: str = Field(primary_key=True)
    connection: str
    delivery: str | None = None
    name: str
    subject: str
    at: datetime = moment()
    seen: datetime = moment()
    dedupe: str
    cause: str | None = None
    """The run of ours whose doing it is."""
    data: Any = packed()


class FactRow(SQLModel, table=True):
    """The last word of a store about a thing that some workflow watches, and the fields that it changed."""

    __tablename__: ClassVar[Any] = "facts"
    thing: str = Field(primary_key=True)
    at: datetime = moment(index=True)
    data: Any = packed()
    before: Any = packed()
    source: str


class Refusal(SQLModel, table=True):
    """How many messages a connection's door turned away in an hour, and why (signature, size, shape)."""

    __tablename__: ClassVar[Any] = "refusals"
    connection: str = Field(primary_key=True)
    hour: datetime = moment(primary_key=True)
    reason: str = Field(primary_key=True)
    count: int = 0


# ------------------------------------------------------------------------------------------------- the journal


class Run(SQLModel, table=True):
    """One execution. At most one per (event, workflow), by the database."""

    __tablename__: ClassVar[Any] = "runs"
    __table_args__ = (
        UniqueConstraint("event", "workflow"),
        Index("runs_open", "id", **only("status IN ('ready', 'running')")),
        Index(
            "runs_in_lane",
            "lane",
            "id",
            **only("lane <> '' AND status NOT IN ('done', 'stopped', 'failed', 'doubt', 'cancelled')"),
        ),
        Index("runs_troubled", "updated", **only("status IN ('failed', 'doubt')")),
        Index("runs_by_workflow", "workflow", "id"),
        Index("runs_by_status", "status", "id"),
        Index("runs_by_subject", "subject", "id"),
    )
    id: str = Field(primary_key=True)
    workflow: str
    version: int
    event: str
    subject: str = ""
    status: str = (
        "ready"  # ready | running | waiting | queued | held | done | stopped | failed | doubt | cancelled
    )
    lane: str = ""
    """Runs of one lane go one at a time, in the order they came; "": on its own."""
    depth: int = 0
    """How many workflows woke each other before this run."""
    epoch: int = 0
    bell: int = 0
    because: Any = packed(nullable=True)
    created: datetime = moment()
    updated: datetime = moment()


class StepRow(SQLModel, table=True):
    """One record of a step: append only, refused when ``epoch`` is not the run's."""

    __tablename__: ClassVar[Any] = "steps"
    __table_args__ = ({"sqlite_with_rowid": False},)
    run: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)  # intent | answer | woke | page | open | done
    epoch: int
    at: datetime = moment()
    body: Any = packed()


class Output(SQLModel, table=True):
    """A value that is too large for a step's record, or a page of a list: read only when a step needs it."""

    __tablename__: ClassVar[Any] = "outputs"
    run: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    page: int = Field(primary_key=True)
    body: Any = packed(nullable=True)


class WaitRow(SQLModel, table=True):
    """What a step waits for. Whoever deletes the row writes the step's answer."""

    __tablename__: ClassVar[Any] = "waits"
    __table_args__ = (Index("waits_due", "due"), Index("waits_for", "event", "subject"))
    run: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    due: datetime = moment()
    event: str = ""
    subject: str = ""


class Later(SQLModel, table=True):
    """An effect that takes itself back at its time, whether or not the run still lives."""

    __tablename__: ClassVar[Any] = "later"
    __table_args__ = (Index("later_due", "due", **only("state = 'promised'")),)
    run: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    turn: int = Field(primary_key=True)
    due: datetime = moment()
    first: datetime | None = moment(nullable=True)
    """When it was due before it was put off."""
    effect: Any = packed()
    connection: str = ""
    state: str = "promised"  # promised | done | failed | dropped
    because: Any = packed(nullable=True)


class Mark(SQLModel, table=True):
    """Something that a workflow counts."""

    __tablename__: ClassVar[Any] = "marks"
    __table_args__ = (Index("marks_at", "name", "subject", "at"),)
    name: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    run: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    at: datetime = moment()
    until: datetime | None = moment(nullable=True)
    """When no window that it counts in reaches back to it any more."""


class Kept(SQLModel, table=True):
    """Something that a workflow remembers; the first value stays."""

    __tablename__: ClassVar[Any] = "kept"
    name: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    value: Any = packed()
    until: datetime | None = moment(nullable=True)
    """When nobody asks for it any more; None: it is kept for good."""


class SheetRow(SQLModel, table=True):
    """A row of a table that workflows write and owners download; one for each (run, step)."""

    __tablename__: ClassVar[Any] = "sheet_rows"
    __table_args__ = (UniqueConstraint("sheet", "run", "step"), Index("sheet_rows_of", "sheet", "id"))
    id: str = Field(primary_key=True)
    sheet: str
    run: str
    step: str
    at: datetime = moment()
    cells: Any = packed()


class Echo(SQLModel, table=True):
    """A change of ours that the store will report back: not news."""

    __tablename__: ClassVar[Any] = "echoes"
    connection: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    run: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    at: datetime = moment()


class Schedule(SQLModel, table=True):
    """When a live workflow's schedule is due next."""

    __tablename__: ClassVar[Any] = "schedules"
    workflow: str = Field(primary_key=True)
    due: datetime = moment(index=True)


class Alarm(SQLModel, table=True):
    """Something that needs a person: one row for one cause, from when it was seen until it was mended."""

    __tablename__: ClassVar[Any] = "alarms"
    __table_args__ = (Index("alarms_open", "cause", unique=True, **only("mended IS NULL")),)
    id: str = Field(primary_key=True)
    cause: str
    kind: str  # run | doubt | undo | service | waits | disk
    because: Any = packed()
    place: Any = packed()
    """What it is about, by name: workflow, step, run, connection."""
    raised: datetime = moment()
    last: datetime = moment()
    told: datetime | None = moment(nullable=True)
    mended: datetime | None = moment(nullable=True)
    mended_told: datetime | None = moment(nullable=True)


# ------------------------------------------------------------------------------------------- what people made


class WorkflowRow(SQLModel, table=True):
    """A workflow: its draft, which version is live, and whether it is on. Three facts, changed apart.

    ``rev`` counts changes of the draft; ``place`` is the draft's place in its log (undo moves it back).
    """

    __tablename__: ClassVar[Any] = "workflows"
    id: str = Field(primary_key=True)
    name: str
    draft: Any = packed()
    rev: int = 1
    place: int = 0
    live: int | None = None
    on: bool = False
    most: int | None = None
    """Runs within 24 hours that are expected at most; what is more is held until a person says so."""
    bindings: Any = packed()
    created: datetime = moment()
    updated: datetime = moment()


class Version(SQLModel, table=True):
    """A published version. Runs pin theirs; it is never changed."""

    __tablename__: ClassVar[Any] = "versions"
    workflow: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    document: Any = packed()
    published: datetime = moment()
    by: str = ""


class DraftEntry(SQLModel, table=True):
    """One change of a draft: the whole document after it, and what was done in words."""

    __tablename__: ClassVar[Any] = "draft_log"
    workflow: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    document: Any = packed()
    because: Any = packed()
    at: datetime = moment()
    by: str = ""


class ConnectionRow(SQLModel, table=True):
    """Saved access to a service. ``secrets`` is encrypted; ``settings`` holds what may be shown."""

    __tablename__: ClassVar[Any] = "connections"
    id: str = Field(primary_key=True)
    kind: str
    name: str
    settings: Any = packed()
    secrets: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created: datetime = moment()
    first_seen: datetime | None = moment(nullable=True)
    last_seen: datetime | None = moment(nullable=True)
    problem: Any = packed(nullable=True)
    followed: datetime | None = moment(nullable=True)
    """Since when what happened there has keys by what it happened to; None: since it was made."""


class Preference(SQLModel, table=True):
    """A setting of the whole product: shop name, zone, language, currency."""

    __tablename__: ClassVar[Any] = "preferences"
    name: str = Field(primary_key=True)
    value: Any = packed()


class DemoThing(SQLModel, table=True):
    """One thing of the demo store: a product, a customer, an order, a cart ..."""

    __tablename__: ClassVar[Any] = "demo_things"
    connection: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    data: Any = packed()
    updated: datetime = moment()
