"""What comes next: joins, loops, and that ready() driven to the end equals a plain recursive interpreter."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.plan import Scope, backoff, compile_flow, ready
from app.nodes import catalogue
from tests.core.drawings import BIG, CATALOGUE, MAIL, TAG, Part, drawing

Arrows = Mapping[int, tuple[tuple[int, str], ...]]


@st.composite
def drawings(draw: st.DrawFn) -> tuple[Arrows, list[str]]:
    """A random drawing that goes forward, and the way that each of its steps will leave by ("" ends a path)."""
    count = draw(st.integers(1, 12))
    ports = st.sampled_from(["a", "b"])
    into: dict[int, tuple[tuple[int, str], ...]] = {0: ()}
    for step in range(1, count):
        sources = draw(st.lists(st.tuples(st.integers(0, step - 1), ports), max_size=4, unique=True))
        into[step] = tuple(sources)
    return into, draw(st.lists(st.sampled_from(["a", "b", ""]), min_size=count, max_size=count))


def interpreted(into: Arrows, leaves: list[str]) -> set[int]:
    """Which steps run, by the definition: a step runs when one of its sources ran and left by the arrow's port."""

    def runs(step: int) -> bool:
        return step == 0 or any(leaves[source] == port and runs(source) for source, port in into[step])

    return {step for step in into if runs(step)}


@given(drawings(), st.randoms(use_true_random=False))
def test_driven_to_the_end_it_is_the_plain_interpreter(
    drawn: tuple[Arrows, list[str]], dice: st.DataObject
) -> None:
    into, leaves = drawn
    names = {step: f"s{step}" for step in into}
    scope = Scope(
        order=tuple(names.values()),
        into={
            names[step]: tuple((names[source], port) for source, port in arrows)
            for step, arrows in into.items()
        },
        heads=frozenset({"s0"}),
    )
    went: dict[str, str] = {}
    while now := ready(scope, went):
        assert not set(now) & set(went)
        for step in now:  # whoever may start never waits for somebody who still may
            assert all(source in went or source not in now for source, _port in scope.into[step])
        chosen = dice.choice(now)  # type: ignore[attr-defined]
        went[chosen] = leaves[int(chosen[1:])]
    assert {int(step[1:]) for step in went} == interpreted(into, leaves)


def test_branches_that_meet_wait_for_all_that_still_live() -> None:
    flow = compile_flow(
        drawing(
            [("s", "order.created", {}), ("c", "logic.check", BIG), ("a", "time.wait", {}), ("b", "time.wait", {}),
             ("m", "message.email", MAIL)],
            "s > c", "s > a", "c then> b", "b > m", "a > m",
        ),
        catalogue(), 3,
    )  # fmt: skip
    assert (flow.id, flow.version, flow.name) == ("w1", 3, "Test")
    assert ready(flow.main, {}) == ["s"]
    assert ready(flow.main, {"s": "next"}) == ["c", "a"]
    assert ready(flow.main, {"s": "next", "a": "next"}) == ["c"]
    assert ready(flow.main, {"s": "next", "a": "next", "c": "otherwise"}) == ["m"]
    assert ready(flow.main, {"s": "next", "a": "next", "c": "then"}) == ["b"]
    assert ready(flow.main, {"s": "next", "c": "otherwise", "a": "next", "m": "next"}) == []
    assert flow.before["m"] == {"s", "c", "a", "b"}


def test_a_failure_leaves_by_its_way_where_one_is_drawn() -> None:
    steps: list[Part] = [
        ("s", "order.created", {}),
        ("t", "order.add_tags", TAG),
        ("m", "message.email", MAIL),
    ]
    drawn = compile_flow(drawing(steps, "s > t", "t failed> m"), catalogue())
    assert ready(drawn.main, {"s": "next", "t": "failed"}) == ["m"]
    assert ready(drawn.main, {"s": "next", "t": "next"}) == []
    assert drawn.leads("t", "failed")
    assert not drawn.leads("t", "next")


def test_loops_have_a_scope_of_their_own() -> None:
    document = drawing(
        [("s", "order.created", {}), ("l", "x.each", {}), ("i", "x.each", {}), ("j", "message.email", MAIL),
         ("k", "message.email", MAIL), ("o", "message.email", MAIL), ("loose", "order.add_tags", {})],
        "s > l", "l each> i", "i each> j", "i after> k", "l after> o",
    )  # fmt: skip
    flow = compile_flow(document, CATALOGUE)
    assert flow.main.order == ("s", "l", "o")
    assert flow.bodies["l"].order == ("i", "k")
    assert flow.bodies["l"].heads == frozenset({"i"})
    assert flow.bodies["i"].order == ("j",)
    assert ready(flow.bodies["l"], {}) == ["i"]
    assert ready(flow.bodies["l"], {"i": "after"}) == ["k"]
    assert "loose" not in flow.steps


@pytest.mark.parametrize(
    ("attempt", "asked", "chance", "seconds"),
    [(1, None, 0.5, 2.0), (3, None, 0.5, 8.0), (3, None, 0.0, 6.0), (3, None, 1.0, 10.0), (99, None, 0.5, 900.0),
     (1, 60, 0.5, 60.0)],
)  # fmt: skip
def test_pauses_between_tries_grow_to_a_quarter_of_an_hour(
    attempt: int, asked: float | None, chance: float, seconds: float
) -> None:
    assert backoff(attempt, asked, chance=chance) == seconds
