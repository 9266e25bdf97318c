"""Reads in pages and large values: page by page on disk, beside the journal, fetched by whoever reads them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.connectors.recording import Recording
from app.core.sentence import Sentence
from app.engine import aside, pages
from app.errors import Permanent, Temporary
from app.store import control, history, housekeeping, journal
from app.store.outputs import outputs
from tests.engine.lives import Story, kills
from tests.engine.odd_nodes import NODES
from tests.engine.scenes import DRAWINGS, drawn, order, story
from tests.engine.test_kills import same
from tests.engine.test_runner import view


def lies(lived: Story) -> list[Any]:
    """What lies aside."""
    c = outputs.c
    return [tuple(row) for row in lived.disk._conn.execute(select(c.step, c.turn, c.name, c.page, c.body))]


def test_a_list_is_read_page_by_page_and_given_as_one() -> None:
    lived = story("pages").run()
    assert lived.outside.pages == [0, 2, 4, 6]
    assert "7 of 7, false" in "\n".join(lived.outside.calls.values())
    assert sorted(lived.outside.calls.values())[:7] == [
        f"POST https://example.com/line {n}" for n in range(7)
    ]
    assert [(step, page, [line["n"] for line in body]) for step, _, _, page, body in lies(lived)] == [
        ("g", 0, [0, 1]), ("g", 1, [2, 3]), ("g", 2, [4, 5]), ("g", 3, [6])
    ]  # fmt: skip
    [step] = [step for step in view(lived).steps if step.step == "g"]
    assert step.output == {"items": [{"n": n} for n in range(7)], "count": 7, "more": False}


def test_a_test_run_assumes_one_page() -> None:
    lived = story("pages, no more than five")
    recording = Recording()
    lived.outside.perform = recording.perform  # type: ignore[method-assign]
    lived.run()
    [step] = [step for step in view(lived).steps if step.step == "g"]
    assert step.output == {"items": [{"n": 7}], "count": 1, "more": False}
    assert [type(effect).__name__ for _, effect in recording.noted] == ["ReadLines", "HttpRequest"]


def test_an_end_that_the_owner_set_is_kept() -> None:
    lived = story("pages, no more than five").run()
    assert lived.outside.pages == [0, 2, 4]
    assert list(lived.outside.calls.values()) == ["POST https://example.com/say 5 true"]


def test_what_is_on_disk_is_not_read_again() -> None:
    """Killed wherever: no page is asked for twice but those since the last that was waited for."""
    whole = story("pages", grouped=True).run()
    for plan in kills(whole):
        killed = story("pages", grouped=True).run(plan)
        same(killed, whole)
        assert len(killed.outside.pages) <= 4 + pages.FLUSH
    whole = story("pages", grouped=False).run()
    for plan in kills(whole):
        killed = story("pages", grouped=False).run(plan)
        assert len(killed.outside.pages) <= 4 + 1


def test_a_service_that_is_down_in_between_costs_no_page() -> None:
    lived = story("pages", grouped=True)
    real, tried = lived.outside.perform, []

    async def perform(effect: Any, key: str) -> Any:
        tried.append(getattr(effect, "cursor", None))
        if tried.count("4") in range(1, 12) and tried[-1] == "4":
            raise Temporary(Sentence("The service does not answer."))
        if tried.count("6") in range(1, 12) and tried[-1] == "6":
            raise Temporary(Sentence("The service does not answer."))
        return await real(effect, key)

    lived.outside.perform = perform  # type: ignore[method-assign]
    lived.run()
    assert view(lived).status == "done", "tries of two pages were counted together"
    assert lived.outside.pages == [0, 2, 4, 6]


def test_a_retry_reads_anew() -> None:
    lived = story("pages")
    real, bad = lived.outside.perform, [True]

    async def perform(effect: Any, key: str) -> Any:
        if getattr(effect, "cursor", "") == "4" and bad:
            bad.clear()
            raise Permanent(Sentence("This page is gone."))
        return await real(effect, key)

    lived.outside.perform = perform  # type: ignore[method-assign]
    lived.run()
    assert view(lived).status == "failed"
    lived.outside.lines = 3
    control.retry(lived.disk._conn, view(lived).id, lived.now)
    lived.run()
    assert view(lived).status == "done"
    assert "3 of 3, false" in "\n".join(lived.outside.calls.values())
    assert len(lies(lived)) == 2


@pytest.mark.parametrize("grouped", [False, True], ids=["each write by itself", "lazy writes lost"])
@pytest.mark.parametrize("name", [name for name in DRAWINGS if "pages" in name or "large" in name] + ["call"])
def test_killed_at_every_write_where_everything_lies_aside(
    name: str, grouped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    plainly = story(name, grouped=grouped).run()
    monkeypatch.setattr(aside, "LARGE", 1)
    whole = story(name, grouped=grouped).run()
    same(whole, plainly)
    for plan in kills(whole):
        same(story(name, grouped=grouped).run(plan), plainly)


def test_a_list_that_is_handed_on_lies_on_disk_once() -> None:
    lived = story("large values").run()
    assert sorted((step, name) for step, _, name, _, _ in lies(lived)) == [("b", "list"), ("b", "text")]
    outputs_ = {step.step: step.output for step in view(lived).steps}
    assert len(outputs_["h"]["handed"]) == 3000
    assert outputs_["b"]["text"] == "x" * 30_000


def test_what_no_step_reads_is_not_fetched() -> None:
    """A step behind a wait that names nothing large: what lies aside may even be gone."""
    document = drawn(
        "w",
        {"b": "big", "p": ("pause", {"hours": 3}), "s": ("say", {"text": "{{ steps.b.near }}"})},
        "start>b b>p p>s",
    )
    lived = Story([document], [order(1)], NODES, story("plain").outside)
    lived.between = lambda story: story.disk._conn.execute(outputs.delete())
    lived.run()
    assert list(lived.outside.calls.values()) == ["POST https://example.com/say 1"]
    read: list[Any] = []
    real = lived.disk.read

    async def watched(fn: Any, *args: Any, **kwargs: Any) -> Any:
        read.append(fn.__name__)
        return await real(fn, *args, **kwargs)

    again = Story([document], [order(2)], NODES, story("plain").outside)
    again.disk.read, real = watched, again.disk.read
    again.run()
    assert view(again).status == "done"
    assert "load" not in read


def test_large_values_go_with_their_run() -> None:
    lived = story("large values").run()
    keep = lived.now.replace(year=lived.now.year + 2)
    assert housekeeping.clear_runs(lived.disk._conn, "done", keep, keep, 10) == 1
    assert lies(lived) == []


def test_a_resumed_loop_looks_at_the_ends_of_its_rounds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    document = drawn(
        "w",
        {"g": "get", "l": ("loop", {"items": "steps.g.items"}), "i": "line", "p": ("pause", {"hours": 1})},
        "start>g g>l l.each>i l.after>p",
    )
    lived = Story([document], [order(1)], NODES, story("plain").outside)
    lived.outside.lines = 200
    looked: list[str] = []
    real = history.History.of

    def of(self: history.History, step: str) -> Any:
        looked.append(step)
        return real(self, step)

    lived.run()
    begun = lived.lives
    conn = lived.disk._conn
    conn.execute(journal.steps.delete().where(journal.steps.c.step == "l"))
    conn.execute(journal.runs.update().values(status="ready"))
    monkeypatch.setattr(history.History, "of", of)
    lived.run()
    assert lived.lives > begun
    assert view(lived).status == "done"
    assert not [step for step in looked if step.endswith("/i")]
    assert len([step for step in looked if step.startswith("l[")]) == 200
    assert conn.execute(select(func.count()).select_from(journal.steps)).scalar_one() > 600
