"""Messages that were written down instead of sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from app.core.effects import SendEmail
from app.core.sentence import Json, because
from app.errors import NotFound
from app.store.journal import insert
from app.store.page import Page, paged
from app.store.tables import OutboxRow
from app.store.types import new_id

outbox = OutboxRow.metadata.tables["outbox"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it would have been sent; ``html`` and ``text`` only where one was asked for by id.

    ``run`` is the run that wrote it, "" for none.
    """

    id: str
    at: datetime
    run: str
    to: str
    subject: str
    html: str = ""
    text: str = ""
    more: Json = None
    """What it carries besides: ``sheets``, as the effect has them, and the page to ``unsubscribe``."""


def add(conn: Connection, effect: SendEmail, key: str, at: datetime | None = None) -> Json:
    """Writes a message down: ``{"to", "outbox": its id}``. The same key is the same message, written once.

    ``key`` is ``run/step~turn``. ``at``: now where not given.
    """
    row = {
        "id": new_id(),
        "key": key,
        "at": at or datetime.now(UTC),
        "run": key.partition("/")[0] if "/" in key else "",
        "to": effect.to,
        "subject": effect.subject,
        "html": effect.html,
        "text": effect.text,
        "more": _more(effect),
    }
    conn.execute(insert(conn, outbox).on_conflict_do_nothing(index_elements=["key"]), [row])
    kept = conn.execute(select(outbox.c.id, outbox.c.to).where(outbox.c.key == key)).one()
    return {"to": kept.to, "outbox": kept.id}


def listed(
    conn: Connection, *, run: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Message]:
    """Messages, the newest first, without their content; those of one run where it is named."""
    c = outbox.c
    found = select(c.id, c.at, c.run, c.to, c.subject)
    if run is not None:
        found = found.where(c.run == run)
    return paged(conn, found, c.id, cursor, limit, lambda row: Message(*row))


def get(conn: Connection, message: str) -> Message:
    """One message with its content. Raises NotFound."""
    c = outbox.c
    row = conn.execute(
        select(c.id, c.at, c.run, c.to, c.subject, c.html, c.text, c.more).where(c.id == message)
    ).first()
    if row is None:
        raise NotFound(because("There is no such message in the outbox."))
    return Message(*row)


def count(conn: Connection) -> int:
    """How many messages there are."""
    return conn.execute(select(func.count()).select_from(outbox)).scalar_one()


def _more(effect: SendEmail) -> Json:
    more = effect.model_dump(mode="json", include={"sheets", "unsubscribe"}, exclude_defaults=True)
    return more or None
