"""Messages written down instead of sent."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from app.core.effects import SendEmail
from app.errors import NotFound
from app.store import outbox

AT = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
MAIL = SendEmail(to="anna@example.com", subject="Thank you", html="<p>Hello</p>", text="Hello")


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_a_message_is_written_once_for_one_key(conn: Connection) -> None:
    first = outbox.add(conn, MAIL, "run1/mail~1", AT)
    again = outbox.add(conn, MAIL.replace(subject="Other"), "run1/mail~1", AT)
    assert first == again
    assert outbox.count(conn) == 1
    message = outbox.get(conn, first["outbox"])
    assert (message.to, message.subject, message.html, message.text) == (
        MAIL.to,
        "Thank you",
        MAIL.html,
        "Hello",
    )
    assert (message.run, message.at) == ("run1", AT)


def test_the_list_is_newest_first_and_in_pages(conn: Connection) -> None:
    ids = [outbox.add(conn, MAIL, f"run{n % 2}/mail~{n}")["outbox"] for n in range(5)]
    page = outbox.listed(conn, limit=2)
    seen = [message.id for message in page.items]
    assert page.items[0].html == ""
    while page.next:
        page = outbox.listed(conn, limit=2, cursor=page.next)
        seen += [message.id for message in page.items]
    assert seen == sorted(ids, reverse=True)
    assert {message.run for message in outbox.listed(conn, run="run1").items} == {"run1"}


def test_what_is_not_there_is_said(conn: Connection) -> None:
    with pytest.raises(NotFound, match="no such message"):
        outbox.get(conn, "nothing")
