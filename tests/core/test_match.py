"""Which workflows an event starts, and why not the others."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.events import Event
from app.core.match import matches, names, outcomes, trigger_of
from app.core.node import Context, Trigger
from app.core.plan import Flow, compile_flow
from app.core.sentence import Sentence, because
from app.nodes import catalogue
from tests.core.drawings import drawing


class Picky(Trigger):
    """Starts for big orders only."""

    meta = catalogue()["order.created"].meta
    listens = ("order.created",)

    def refuses(self, ctx: Context) -> Sentence | None:
        total = float(ctx.get("order.total"))
        return None if total >= 100 else because("{total} is less than 100", total=str(total))


@dataclass
class Live:
    flow: Flow


@dataclass
class Candidate:
    id: str
    live: Live


def candidate(workflow: str, trigger: str, **settings: Any) -> Candidate:
    document = drawing([("start", trigger, settings)]).model_copy(update={"id": workflow})
    return Candidate(workflow, Live(compile_flow(document, {**catalogue(), "x.picky": Picky})))


LIVE = [
    candidate("all", "order.created"),
    candidate("paid", "order.paid"),
    candidate("picky", "x.picky"),
    candidate("morning", "time.schedule"),
    candidate("evening", "time.schedule", at="20:00"),
]
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ids(event: Event) -> list[str]:
    return [found.id for found in matches(event, LIVE)]


def test_an_event_starts_whose_trigger_listens_and_does_not_refuse() -> None:
    assert ids(Event("order.created", "order:1", AT, "k", {"order": {"total": "129"}})) == ["all", "picky"]
    assert ids(Event("order.created", "order:1", AT, "k", {"order": {"total": "12"}})) == ["all"]
    assert ids(Event("order.paid", "order:1", AT, "k")) == ["paid"]
    assert ids(Event("order.exploded", "order:1", AT, "k")) == []


def test_a_schedule_is_meant_for_one_workflow() -> None:
    assert ids(Event("schedule.due", "workflow:evening", AT, "k")) == ["evening"]


def test_why_not_the_others() -> None:
    event = Event("order.created", "order:1", AT, "k", {"order": {"total": "12"}})
    told = {
        o.candidate.id: (o.starts, o.fits, str(o.because))
        for o in outcomes(event, LIVE, {"zone": "Asia/Kolkata"})
    }
    assert told["all"] == (True, True, "it starts when an order is created")
    assert told["paid"] == (False, False, "it starts when an order is paid, and this was order.created")
    assert told["picky"] == (False, True, "12.0 is less than 100")
    due = outcomes(Event("schedule.due", "workflow:evening", AT, "k"), LIVE)
    assert [str(o.because) for o in due if o.candidate.id == "morning"] == [
        "this was another workflow's time"
    ]


def test_what_a_run_sees_first() -> None:
    seen = names(Event("order.paid", "order:1", AT, "k", {"order": {"id": "1"}}), {"name": "Shop"})
    assert seen["order"] == {"id": "1"}
    assert seen["event"] == {"name": "order.paid", "subject": "order:1", "at": AT.isoformat()}
    assert (seen["shop"], seen["steps"], seen["now"]) == ({"name": "Shop"}, {}, AT.isoformat())


def test_a_flow_begins_with_a_trigger() -> None:
    flow = LIVE[0].live.flow
    broken = Flow(flow.id, 1, "x", {"start": catalogue()["time.wait"]()}, flow.main, {}, {}, {})
    with pytest.raises(TypeError, match="no trigger"):
        trigger_of(broken)
