"""A list as one parameter, found by index: a full scan here would make every write slower with every run."""

from __future__ import annotations

from sqlalchemy import create_engine, select, text
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from app.store.among import among
from app.store.journal import runs


def test_an_index_answers_it() -> None:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    found = select(runs.c.id).where(among(runs.c.id, "ids"), runs.c.workflow == "w")
    with engine.connect() as conn:
        statement = str(found.compile(engine))
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ('["a"]', "w")).all()
        assert "SEARCH runs" in str(plan), plan
        assert conn.execute(found, {"ids": ["a"]}).all() == []
    engine.dispose()


def test_its_opposite_is_what_is_not_in_the_list() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as conn:
        conn.execute(text("CREATE TABLE runs (id)"))
        conn.execute(text("INSERT INTO runs VALUES ('a'), ('b'), ('c')"))
        assert conn.execute(
            select(runs.c.id).where(~among(runs.c.id, "ids")), {"ids": ["b"]}
        ).scalars().all() == ["a", "c"]
    engine.dispose()
    assert "NOT runs.id = ANY" in str(select(~among(runs.c.id, "ids")).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
