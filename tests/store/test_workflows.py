"""Drafts, their log, versions and bindings, through a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from app.core.document import Workflow
from app.core.sentence import because
from app.errors import Conflict, InvalidInput, NotFound
from app.store import workflows
from app.store.database import Database, SqliteDatabase


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = SqliteDatabase(tmp_path / "test.db")
    await database.write(SQLModel.metadata.create_all)
    yield database
    await database.close()


def named(name: str, *steps: str) -> Workflow:
    parts = [{"id": step, "type": "order.created"} for step in steps]
    return Workflow.model_validate({"id": "w1", "name": name, "steps": parts})


async def change(db: Database, name: str, rev: int | None = None, by: str = "") -> workflows.Saved:
    said = because("renamed the workflow to “{name}”", name=name)
    return await db.write(workflows.save_draft, "w1", named(name), said, rev, by)


async def test_a_new_workflow_is_a_draft(db: Database) -> None:
    saved = await db.write(workflows.create, named("Thanks", "start"), {"shop": "c1"}, "Anna")
    assert (saved.state, saved.rev, saved.live, saved.differs, saved.undo, saved.redo) == (
        "draft",
        1,
        None,
        True,
        None,
        None,
    )
    assert saved.document == named("Thanks", "start")
    assert saved.bindings == {"shop": "c1"}
    assert await db.read(workflows.get, "w1") == saved
    with pytest.raises(Conflict, match="already a workflow"):
        await db.write(workflows.create, named("Again"))
    with pytest.raises(NotFound):
        await db.read(workflows.get, "other")


async def test_undo_and_redo_move_along_the_log(db: Database) -> None:
    first = await db.write(workflows.create, named("one"))
    await change(db, "two")
    await change(db, "three")
    saved, said = await db.write(workflows.undo, "w1")
    assert (saved.name, str(said), saved.rev) == ("two", "renamed the workflow to “three”", 4)
    assert str(saved.undo) == "renamed the workflow to “two”"
    assert str(saved.redo) == "renamed the workflow to “three”"
    saved, _ = await db.write(workflows.undo, "w1")
    assert saved.document.model_dump_json() == first.document.model_dump_json()
    assert saved.undo is None
    with pytest.raises(InvalidInput, match="nothing to undo"):
        await db.write(workflows.undo, "w1")
    await db.write(workflows.redo, "w1")
    saved, said = await db.write(workflows.redo, "w1")
    assert saved.name == "three"
    with pytest.raises(InvalidInput, match="nothing to redo"):
        await db.write(workflows.redo, "w1")


async def test_a_new_change_drops_what_was_undone(db: Database) -> None:
    await db.write(workflows.create, named("one"))
    await change(db, "two")
    await db.write(workflows.undo, "w1")
    saved = await change(db, "other")
    assert saved.redo is None
    saved, _ = await db.write(workflows.undo, "w1")
    assert saved.name == "one"


async def test_who_works_on_an_old_draft_is_told_what_happened(db: Database) -> None:
    await db.write(workflows.create, named("one"))
    await change(db, "two", rev=1, by="Anna")
    with pytest.raises(Conflict, match="Anna changed this workflow meanwhile: renamed the workflow to “two”"):
        await change(db, "three", rev=1)
    with pytest.raises(Conflict):
        await db.write(workflows.undo, "w1", 1)
    assert (await db.read(workflows.get, "w1")).name == "two"
    assert (await change(db, "three", rev=2)).rev == 3


async def test_a_change_that_changes_nothing_is_not_kept(db: Database) -> None:
    first = await db.write(workflows.create, named("one"))
    assert await change(db, "one") == first


async def test_the_log_is_kept_to_its_last_entries(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflows, "LOG_KEPT", 3)
    await db.write(workflows.create, named("0"))
    for n in range(1, 8):
        await change(db, str(n))
    names = []
    while (await db.read(workflows.get, "w1")).undo:
        names.append((await db.write(workflows.undo, "w1"))[0].name)
    assert names == ["6", "5"]


async def test_publishing_turns_on_only_the_first_time(db: Database) -> None:
    await db.write(workflows.create, named("one"), {"shop": "c1"})
    with pytest.raises(InvalidInput, match="never published"):
        await db.write(workflows.resume, "w1")
    assert await db.read(workflows.live) == []
    assert (await db.write(workflows.publish, "w1", "Anna")).version == 1
    saved = await db.read(workflows.get, "w1")
    assert (saved.state, saved.live, saved.differs) == ("on", 1, False)
    assert (await db.write(workflows.publish, "w1")).version == 1, "the same draft again is no new version"
    assert (await db.write(workflows.pause, "w1")).state == "off"
    assert await db.read(workflows.live) == []
    saved = await change(db, "two")
    assert (saved.live, saved.differs) == (1, True)
    second = await db.write(workflows.publish, "w1")
    assert (second.version, second.document.name) == (2, "two")
    assert (await db.read(workflows.get, "w1")).state == "off"
    assert (await db.write(workflows.resume, "w1")).on
    [live] = await db.read(workflows.live)
    assert (live.id, live.version, live.document.name, live.bindings) == ("w1", 2, "two", {"shop": "c1"})
    assert (await db.read(workflows.version, "w1", 1)).by == "Anna"
    with pytest.raises(Conflict):
        await db.write(workflows.publish, "w1", "", 1)


async def test_bindings_change_at_once_and_apart_from_the_draft(db: Database) -> None:
    saved = await db.write(workflows.create, named("one"))
    bound = await db.write(workflows.bind, "w1", "mail", "c2")
    assert (bound.bindings, bound.rev) == ({"mail": "c2"}, saved.rev)
    assert (await db.write(workflows.bind, "w1", "mail", "")).bindings == {}


async def test_a_deleted_workflow_leaves_its_versions_to_its_runs(db: Database) -> None:
    await db.write(workflows.create, named("one"))
    await db.write(workflows.publish, "w1")
    await db.write(workflows.remove, "w1")
    assert await db.read(workflows.list_all) == []
    assert (await db.read(workflows.version, "w1", 1)).document.name == "one"
    await db.write(workflows.create, named("back"))
    assert (await db.write(workflows.publish, "w1")).version == 2


async def test_the_list_is_by_name(db: Database) -> None:
    await db.write(workflows.create, named("Beta"))
    await db.write(workflows.create, named("alpha").model_copy(update={"id": "w2"}))
    await db.write(workflows.publish, "w2")
    assert [(w.name, w.differs) for w in await db.read(workflows.list_all)] == [
        ("alpha", False),
        ("Beta", True),
    ]
