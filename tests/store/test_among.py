"""A list as one parameter, found by index: a full scan here would make every write slower with every run."""

from __future__ import annotations

from sqlalchemy import create_engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from app.store.among import among
from app.store.journal import runs


def test_an_index_answers_it() -> None:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    found = select(runs.c.id).where(among(runs.c.id, "ids"), runs.c.workflow == "w")
    with engine.connect() as conn:
        text = str(found.compile(engine))
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ('["a"]', "w")).all()
        assert "SEARCH runs" in str(plan), plan
        assert conn.execute(found, {"ids": ["a"]}).all() == []
    engine.dispose()


def test_both_databases_understand_it_and_its_opposite() -> None:
    found = select(runs.c.id).where(~among(runs.c.id, "ids"))
    assert str(found.compile(dialect=sqlite.dialect())).endswith(
        "NOT runs.id IN (SELECT value FROM json_each(?))"
    )
    assert "NOT runs.id = ANY" in str(found.compile(dialect=postgresql.dialect()))
