"""A run's page: loops and called workflows nested, what a person can do, and everything standing still."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.document import Workflow
from app.core.sentence import because
from app.engine import publishing
from app.nodes import catalogue
from app.store import outbox
from app.store.runs import RunView, StepView
from app.ui.run_story import SHOWN, painted, story
from tests.ui.conftest import House, where
from tests.web.asking import Browser

START = {"id": "start", "type": "order.created", "settings": {}}
LOOP: dict[str, Any] = {
    "id": "loop",
    "name": "Every item",
    "slots": {"shop": {"kind": ["demo"]}},
    "steps": [
        START,
        {"id": "each", "type": "logic.for_each", "settings": {"items": "order.line_items"}},
        {"id": "tag", "type": "order.add_tags", "settings": {"tags": ["{{ item.title }}"]}},
        {"id": "call", "type": "logic.call", "settings": {"workflow": "inner"}},
    ],
    "edges": [
        {"source": "start", "port": "next", "target": "each"},
        {"source": "each", "port": "each", "target": "tag"},
        {"source": "each", "port": "after", "target": "call"},
    ],
}
INNER: dict[str, Any] = {
    "id": "inner",
    "name": "Look twice",
    "steps": [
        {"id": "start", "type": "logic.called", "settings": {}},
        {"id": "wait", "type": "time.wait", "settings": {"amount": 2, "unit": "days"}},
    ],
    "edges": [{"source": "start", "port": "next", "target": "wait"}],
}
NOW = datetime(2026, 7, 1, tzinfo=UTC)


async def publish(house: House, *documents: dict[str, Any]) -> None:
    for document in documents:
        saved = await publishing.create(house.services, Workflow.model_validate(document), {}, "test")
        await publishing.publish(house.services, saved.id, "test", None)


async def a_run(house: House, owner: Browser, workflow: str, *statuses: str) -> str:
    """The id of the run that an order started, once it has one of these statuses."""
    await owner.post("/demo", {"act": "order"})
    found = await house.runs(lambda all_: any(r.workflow == workflow and r.status in statuses for r in all_))
    return next(run.id for run in found if run.workflow == workflow)


async def test_rounds_and_called_steps_stand_within_their_step(house: House, owner: Browser) -> None:
    await publish(house, INNER, LOOP)
    run = await a_run(house, owner, "loop", "waiting")
    page = (await owner.get(f"/runs/{run}")).text
    assert re.search(r"(\d+) of \1 rounds?", page)
    assert "Round 1" in page
    assert "Steps of “Look twice”" in page
    assert page.index("Steps of “Look twice”") < page.rindex(">Wait</p>")
    assert f'hx-get="/runs/{run}/now?turn=1"' in page
    part = (await owner.get(f"/runs/{run}/now?turn=1")).text
    assert "<html" not in part
    assert "flow-canvas" not in part
    assert f'hx-get="/runs/{run}/now?turn=2"' in part
    await owner.post(f"/runs/{run}/cancel")
    assert "/now?turn" not in (await owner.get(f"/runs/{run}/now?turn=2")).text


async def test_a_run_is_paused_goes_on_and_is_run_anew(house: House, owner: Browser) -> None:
    await publish(house, {**INNER, "id": "wait", "steps": [START, INNER["steps"][1]]})
    run = await a_run(house, owner, "wait", "waiting")
    assert where(await owner.post(f"/runs/{run}/pause")) == f"/runs/{run}?said=run-paused"
    page = (await owner.get(f"/runs/{run}")).text
    assert "It stands still. What it did stays done." in page
    assert f"/runs/{run}" in (await owner.get("/runs?status=paused")).text
    assert where(await owner.post(f"/runs/{run}/resume")) == f"/runs/{run}?said=run-resumed"
    assert (await owner.post(f"/runs/{run}/resume")).status == 409
    await owner.post(f"/runs/{run}/cancel")
    assert f"/runs/{run}/replay" in (await owner.get(f"/runs/{run}")).text
    new = where(await owner.post(f"/runs/{run}/replay"))
    assert new.endswith("?said=run-replayed")
    assert run not in new


async def test_the_red_button_stops_everything_until_it_is_taken_back(house: House, owner: Browser) -> None:
    viewer = await house.someone("viewer")
    assert (await viewer.get("/stop")).status == 403
    assert "Stop everything?" in (await owner.get("/stop")).text
    assert where(await owner.post("/stop")) == "/stop"
    before = len((await house.services.db.read(outbox.listed)).items)
    await owner.post("/demo", {"act": "order"})
    found = await house.runs(lambda all_: all(run.status == "paused" for run in all_))
    for person in (viewer, owner):
        page = (await person.get("/runs")).text
        assert "Anna owner stopped everything <time" in page
        assert re.search(rf">{len(found)} runs? stands? still<", page)
    assert "/go-on" not in (await viewer.get("/runs")).text
    assert "Let everything go on first" in (await owner.get(f"/runs/{found[0].id}")).text
    assert len((await house.services.db.read(outbox.listed)).items) == before
    assert where(await owner.post("/go-on")) == "/?said=going-on"
    await house.runs(lambda all_: all(run.status in ("done", "waiting", "stopped") for run in all_))
    assert "stopped everything" not in (await owner.get("/runs")).text


def a_story(*views: StepView, data: Any = None, open_: bool = True) -> Any:
    run = RunView("r", "loop", "", 1, "e", "order.created", "", "running", None, NOW, NOW, list(views), data)
    return story(run, Workflow.model_validate(LOOP), catalogue(), lambda *_: None, open_=open_)


def loop(count: int, **kwargs: Any) -> list[StepView]:
    return [
        StepView(
            f"each[{n}]", "done", because("round done"), "failed" if n in kwargs.get("failed", ()) else "next"
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("views", "data", "said"),
    [
        (loop(7, failed=(3,)), {"order": {"line_items": [{}] * 12}}, "7 of 12 rounds, 1 failed"),
        (loop(1), {"order": {"line_items": [{}]}}, "1 of 1 round"),
        (loop(3), {}, "3 rounds"),
    ],
)
def test_progress_of_a_loop(views: list[StepView], data: Any, said: str) -> None:
    [entry] = a_story(StepView("each", "running"), *views, data=data)
    assert str(entry.progress) == said


def test_of_very_many_rounds_those_are_shown_that_need_a_look() -> None:
    views = [StepView("each", "running"), *loop(500, failed=(3, 200))]
    views.append(StepView("each[500]/tag", "waiting", due=NOW + timedelta(days=1)))
    [entry] = a_story(*views)
    shown = [(one.number, one.status) for one in entry.shown]
    assert len(shown) == SHOWN
    assert [one for one in shown if one[1] != "done"] == [(4, "failed"), (201, "failed"), (501, "waiting")]
    assert painted([entry])["tag"].status == "waiting"


def test_a_round_of_an_ended_run_that_never_ended_is_unfinished() -> None:
    [entry] = a_story(StepView("each", "failed"), StepView("each[0]/tag", "unfinished"), open_=False)
    assert entry.rounds[0].status == "unfinished"
    [failed] = a_story(StepView("each", "failed"), StepView("each[0]/tag", "failed"), open_=False)
    assert failed.rounds[0].status == "failed"


def test_a_called_step_never_paints_the_callers_drawing() -> None:
    entries = a_story(StepView("call", "waiting", calls=("inner", 1)), StepView("call/tag", "failed"))
    assert set(painted(entries)) == {"call"}
