"""The draft's log under random editing: by the door of the editor, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from app.core import edit
from app.errors import Conflict, InvalidInput
from app.nodes import catalogue
from app.store import workflows
from app.store.tables import WorkflowRow
from app.ui.editor import changed
from app.ui.editor_outline import outline
from tests.core.random_edits import operations
from tests.ui.test_editor_view import drawn, edges_of, read_back

TYPES = (
    "order.created", "order.refunded", "time.schedule", "logic.check", "logic.switch", "logic.split", "logic.for_each",
    "logic.stop", "order.add_tags", "message.email", "time.wait", "time.wait_for",
)  # fmt: skip
PORTS = ("next", "then", "otherwise", "failed", "a", "b", "each", "after", "happened", "timed_out", "eu")
SETTINGS: tuple[dict[str, Any], ...] = (
    {}, {"tags": ["vip"]}, {"tags": "{{"}, {"amount": 3}, {"subject": "Hi {{ steps.email.x }}", "body": "{{ gone }}"},
    {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}, {"all": 1},
    {"cases": {"eu": {"all": []}}}, {"share": 40}, {"nonsense": None},
)  # fmt: skip
FIRST = drawn(
    "start.next big", "big.then vip", "vip.next later", "big.otherwise small", "small.next later",
    start="order.created", big="logic.check", vip="order.add_tags", small="order.add_tags", later="time.wait",
).model_copy(update={"id": "w"})  # fmt: skip
ENGINE = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


@contextmanager
def fresh() -> Iterator[Connection]:
    """A database with one workflow; nothing of it is kept."""
    SQLModel.metadata.create_all(ENGINE)
    with ENGINE.connect() as conn:
        workflows.create(conn, edit.apply(FIRST, edit.operation({"op": "tidy"}), catalogue()).document)
        yield conn
        conn.rollback()


def lies(conn: Connection) -> str:
    """The draft as it lies in the database, to the byte."""
    return str(conn.exec_driver_sql(f"SELECT draft FROM {WorkflowRow.__tablename__}").scalar())


@settings(max_examples=60)
@given(st.data())
def test_undo_all_the_way_brings_the_first_back_and_nothing_ever_breaks(data: st.DataObject) -> None:
    with fresh() as conn:
        kinds = catalogue()
        first, held = lies(conn), [lies(conn)]
        for _ in range(data.draw(st.integers(1, 12))):
            saved = workflows.get(conn, "w")
            wanted = data.draw(st.sampled_from(["op", "op", "op", "op", "undo", "redo"]))
            try:
                if wanted == "op":
                    raw = data.draw(operations(saved.document, TYPES, PORTS, SETTINGS))
                    draft, _ = changed(conn, "w", edit.operation(raw), saved.rev, "Anna", kinds)
                else:
                    moved, _ = (workflows.undo if wanted == "undo" else workflows.redo)(conn, "w", saved.rev)
                    assert moved.rev == saved.rev + 1
            except InvalidInput:
                assert workflows.get(conn, "w").rev == saved.rev, "what is refused changes nothing"
                continue
            if wanted == "op":
                assert read_back(outline(draft, kinds)) == edges_of(draft.document)
            held.append(lies(conn))
        last, way = lies(conn), 0
        while workflows.get(conn, "w").undo:
            workflows.undo(conn, "w")
            assert lies(conn) in held
            way += 1
        assert lies(conn) == first
        for _ in range(way):
            workflows.redo(conn, "w")
        assert lies(conn) == last or workflows.get(conn, "w").redo


def test_a_stale_undo_or_redo_tells_and_does_nothing() -> None:
    with fresh() as conn:
        for name in ("one", "two"):
            changed(conn, "w", edit.operation({"op": "rename", "name": name}), None, "Ben", catalogue())
        here = workflows.get(conn, "w")
        for move in (workflows.undo, workflows.redo):
            with pytest.raises(
                Conflict, match=r"^Ben changed this workflow meanwhile: renamed the workflow to “two”.$"
            ):
                move(conn, "w", here.rev - 1)
        assert workflows.get(conn, "w") == here
