"""Loops, calls, ways by value and by chance, counters and limits."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.effects import Answer, CountEvent, Keep
from app.core.node import Ask, Call, Context, Each, Go
from app.core.sentence import Json
from app.errors import Permanent
from app.nodes.logic.call import CallWorkflow
from app.nodes.logic.called import Called
from app.nodes.logic.count_events import CountEvents
from app.nodes.logic.for_each import ForEach
from app.nodes.logic.give_back import GiveBack
from app.nodes.logic.once import Once
from app.nodes.logic.split import Split
from app.nodes.logic.switch import Switch

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def ctx(run: str = "r", when: datetime = NOW, turn: int = 0, **names: Any) -> Context:
    event = {"name": "order.created", "subject": "order:1", "at": when.isoformat()}
    return Context(
        NOW, run, "s", "w/s", turn, {"event": event, "customer": {"email": "a@example.com"}, **names}
    )


# ------------------------------------------------------------------------------------------------ loops, calls


def test_a_loop_goes_through_a_list() -> None:
    node = ForEach(items="order.line_items", at_once=3, on_failure="skip")
    got = node.decide(ctx(order={"line_items": [{}, {}, {}]}))
    assert got.want == Each("order.line_items", 3, "skip")
    assert str(got.because) == "goes through the items: 3 entries"
    assert str(node.decide(ctx()).because) == "goes through the items: 0 entries"
    with pytest.raises(Permanent, match=r"order\.line_items is no list"):
        node.decide(ctx(order={"line_items": "all"}))
    done = node.settle(ctx(), Answer({"count": 3, "failed": 1}, "frames"))
    assert (done.port, str(done.because), done.output) == (
        "after", "went through 3 entries; 1 failed", {"count": 3, "failed": 1})  # fmt: skip


@pytest.mark.parametrize("settings", [{"at_once": 0}, {"at_once": 21}, {"items": ""}, {"on_failure": "cry"}])
def test_a_loop_that_can_not_be(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ForEach(**settings)


def test_a_call_hands_over_what_is_there() -> None:
    node = CallWorkflow(workflow="thank-you", inputs={"order": "order", "why": "order.note"})
    assert node.decide(ctx(order={"id": "1"})).want == Call("thank-you", {"order": {"id": "1"}, "why": None})
    assert node.calls() == Call("thank-you", {"order": "order", "why": "order.note"})
    back = node.settle(ctx(), Answer({"code": "X"}, "frames"))
    assert (back.output, str(back.because)) == ({"code": "X"}, "it gave back code")
    assert GiveBack(values={"x": "order.id"}).decide(ctx(order={"id": "7"})).output == {"x": "7"}


@pytest.mark.parametrize("name", ["event", "steps", "item", "two words", "a-b", "2nd", "Übergabe", ""])
def test_names_that_can_not_be_handed_over(name: str) -> None:
    with pytest.raises(ValidationError):
        Called(inputs={name: "Order"})
    with pytest.raises(ValidationError):
        GiveBack(values={name: "order.id"})


# ------------------------------------------------------------------------------------------- ways by value, by chance


def test_the_first_way_that_fits_is_taken() -> None:
    node = Switch(
        field="order.total", operator="at_least", cases={"gold": "500", "silver": "100", "more": "50"}
    )
    ports = {
        total: node.decide(ctx(order={"total": total})).port
        for total in ("700.00", "129.00", "99", "1", None)
    }
    assert ports == {"700.00": "gold", "129.00": "silver", "99": "more", "1": "otherwise", None: "otherwise"}
    assert node.all_ports() == ("gold", "silver", "more", "otherwise")
    assert str(node.told()) == "look at the order total"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"operator": "at_least", "cases": {"gold": "much"}}, "much is not a number"),
        ({"cases": {"two words": "1"}}, "can't be the name of a way"),
        ({"cases": {"otherwise": "1"}}, "means another way already"),
        ({"cases": {}}, "at least 1 item"),
        ({"field": "no path!", "cases": {"a": "1"}}, "not written as it should be"),
        ({"cases": {"a": ""}}, "asks for a value"),
    ],
)
def test_ways_that_can_not_be(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Switch(**{"field": "order.total", **settings})


def test_chance_sends_the_same_customer_the_same_way() -> None:
    node = Split(shares={"a": 70, "b": 30})

    def way(n: int, run: str) -> str:
        return node.decide(ctx(run, customer={"email": f"c{n}@example.com"})).port

    ways = [way(n, "one") for n in range(2000)]
    assert ways == [way(n, "two") for n in range(2000)]
    assert 0.65 < Counter(ways)["a"] / 2000 < 0.75
    assert node.decide(ctx(customer={})).port in ("a", "b")
    with pytest.raises(ValidationError, match="add up to 90, not to 100"):
        Split(shares={"a": 50, "b": 40})
    assert Split.model_validate({"shares": {"a": "50", "b": "50"}}).shares == {"a": 50, "b": 50}


# ------------------------------------------------------------------------------------------------------ memory


def test_counting_within_a_time() -> None:
    node = CountEvents(times=3, amount=10, unit="minutes")
    want = node.decide(ctx()).want
    assert want == CountEvent(name="w/s", subject="a@example.com", at=NOW, window=timedelta(minutes=10))
    ports = [node.settle(ctx(), Answer({"count": n})).port for n in (1, 2, 3, 4)]
    assert ports == ["otherwise", "otherwise", "then", "otherwise"]
    more = CountEvents(times=3, how="from")
    assert [more.settle(ctx(), Answer({"count": n})).port for n in (2, 3, 4)] == ["otherwise", "then", "then"]
    assert str(node.settle(ctx(), Answer({"count": 3})).because) == "this is number 3 within 10 minutes"


class Memory:
    """What is kept: the first value stays."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Json] = {}

    def passes(self, node: Once, run: str, when: datetime) -> bool:
        """A run asks until it knows."""
        got: Go | Ask = node.decide(ctx(run, when))
        turn = 0
        while isinstance(got, Ask):
            assert isinstance(got.want, Keep)
            value = self.kept.setdefault((got.want.name, got.want.subject), got.want.value)
            turn += 1
            got = node.settle(ctx(run, when, turn), Answer({"value": value}, because=got.because))
        return got.port == "then"


@given(st.lists(st.integers(0, 60 * 24 * 90), min_size=1, max_size=40), st.integers(1, 30))
def test_two_that_passed_are_never_nearer_than_the_time(minutes: list[int], days: int) -> None:
    memory, node, window = Memory(), Once(amount=days, unit="days"), timedelta(days=days)
    times = [NOW + timedelta(minutes=minute) for minute in minutes]  # late ones too: stores send out of order
    passed = [when for n, when in enumerate(times) if memory.passes(node, f"r{n}", when)]
    assert passed
    for n, one in enumerate(passed):
        assert all(abs(one - other) >= window for other in passed[n + 1 :])
    if times == sorted(times):
        for when in times:
            assert any(when - window < other <= when for other in passed), (
                "nobody passed, though nobody was near"
            )


def test_once_and_never_again() -> None:
    memory, node = Memory(), Once(ever=True)
    assert memory.passes(node, "one", NOW)
    assert not memory.passes(node, "two", NOW + timedelta(days=9999))
    assert memory.passes(node, "one", NOW), "asked again, a run hears the same"
    assert str(node.told()) == "check if this is the first time ever"
    assert str(Once().told()) == "check if this is the first time within 30 days"
