"""The list view: every step stands in it exactly once, whatever is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.core.document import Workflow
from app.core.drawing import ways
from app.core.sentence import because
from app.core.words import paragraph
from app.nodes import catalogue
from app.store.types import EPOCH
from app.store.workflows import Saved
from app.ui.editor_outline import Line, outline
from app.ui.editor_view import Draft

TYPES = ["logic.check", "order.add_tags", "time.wait"]


def draft(document: Workflow) -> Draft:
    saved = Saved(document.id, document.name, document, 1, None, False, {}, EPOCH, EPOCH, True)
    titles = {step.id: because(step.type) for step in document.steps}
    return Draft(saved, (), paragraph(document, catalogue()), (), titles)


def drawn(*edges: str, **steps: str) -> Workflow:
    arrows = [
        {"source": e.split(".")[0], "port": e.split(".")[1].split()[0], "target": e.split()[1]} for e in edges
    ]
    parts = [{"id": name, "type": kind} for name, kind in steps.items()]
    return Workflow.model_validate({"name": "Test", "steps": parts, "edges": arrows})


def told(lines: Iterable[Line]) -> list[object]:
    """The list as nested names; ``>name`` where it only goes on with a step."""
    out: list[object] = []
    for line in lines:
        out.append(f">{line.step.id}" if line.again else line.step.id)
        out += [{way.port: told(way.lines)} for way in line.ways if way.shown]
    return out


def flat(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        for way in line.ways:
            yield from flat(way.lines)


def edges_of(document: Workflow) -> list[str]:
    return sorted(f"{edge.source}.{edge.port} {edge.target}" for edge in document.edges)


def read_back(listed: tuple[list[Line], list[Line]]) -> list[str]:
    """The arrows that somebody reads who has the list alone."""
    return sorted(arrow for lines in listed for arrow in _read(lines))


def _read(lines: Iterable[Line], source: str = "", port: str = "") -> Iterator[str]:
    above: Line | None = None
    for line in lines:
        if line.comes == "beside" or (line.comes == "on" and above is None):
            yield f"{source}.{port} {line.step.id}"
        elif line.comes == "on" and above and above.onward:
            yield f"{above.step.id}.{above.onward} {line.step.id}"
        for way in line.ways:
            assert way.shown or not way.lines
            yield from _read(way.lines, line.step.id, way.port)
        above = line


def test_branches_nest_and_go_on_where_they_meet() -> None:
    document = drawn(
        "s.next c", "c.then a", "c.otherwise b", "a.next m", "b.next m", "m.next z",
        s="order.created", c="logic.check", a="order.add_tags", b="time.wait", m="order.add_tags", z="time.wait",
        loose="time.wait",
    )  # fmt: skip
    flow, loose = outline(draft(document), catalogue())
    assert told(flow) == ["s", "c", {"then": ["a", ">m"]}, {"otherwise": ["b", ">m"]}, "m", "z"]
    assert told(loose) == ["loose"]


def test_a_way_for_failures_is_shown_only_where_it_is_drawn() -> None:
    document = drawn("s.next a", "a.next b", "a.failed f", s="order.created", a="order.add_tags", b="time.wait",
                     f="time.wait")  # fmt: skip
    flow, _ = outline(draft(document), catalogue())
    assert told(flow) == ["s", "a", {"next": ["b"]}, {"failed": ["f"]}]


@given(st.data())
def test_every_step_is_listed_once(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 14))
    kinds = {f"n{n}": data.draw(st.sampled_from(TYPES)) for n in range(1, size)}
    document = drawn(**{"n0": "order.created", **kinds})
    for n in range(1, size):
        for source in data.draw(st.sets(st.integers(0, n - 1), max_size=3)):
            port = data.draw(st.sampled_from(ways(document.steps[source], catalogue())))
            document.edges.append(drawn(f"n{source}.{port} n{n}").edges[0])
    flow, loose = outline(draft(document), catalogue())
    assert read_back((flow, loose)) == edges_of(document)
    full = [line.step.id for line in flat([*flow, *loose]) if not line.again]
    assert sorted(full) == sorted(step.id for step in document.steps)
    shown = {line.step.id for line in flat([*flow, *loose])}
    assert {edge.target for edge in document.edges} <= shown


def test_what_only_a_file_can_hold_is_listed_too() -> None:
    """Circles, arrows without an end, and branches that nest deeper than a page can show."""
    circle = drawn("s.next a", "b.next c", "c.next b", "a.next gone", "lost.next a", s="order.created", a="time.wait",
                   b="time.wait", c="time.wait")  # fmt: skip
    flow, loose = outline(draft(circle), catalogue())
    assert (told(flow), told(loose)) == (["s", "a"], ["b", "c", ">b"])
    checks = [f"c{n}" for n in range(60)]
    deep = drawn("s.next c0", *(f"{one}.then {two}" for one, two in pairwise(checks)),
                 s="order.created", **dict.fromkeys(checks, "logic.check"))  # fmt: skip
    listed = outline(draft(deep), catalogue())
    assert read_back(listed) == edges_of(deep)
    assert sorted(line.step.id for line in flat(listed[0]) if not line.again) == sorted(["s", *checks])
