"""One contract for every node: what a node promises, whoever wrote it."""

import ast
import inspect
import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors import base
from app.core.effects import Effect
from app.core.example import context, play
from app.core.fields import SHAPES
from app.core.inputs import InputShape
from app.core.node import FAILED, Action, Ask, Call, Each, Example, Go, Meta, Node, Trigger, Widget
from app.core.sentence import Sentence
from app.errors import StepError
from app.nodes import Unfinished, catalogue, node_of

NODES = sorted(catalogue().items())
EXAMPLES = [(kind, n) for kind, node in NODES for n, _ in enumerate(node.examples)]
PURE = set(
    "__future__ collections dataclasses datetime decimal enum functools itertools math pydantic re typing urllib "
    "app".split()
)
WIDGETS = {"", *get_args(Widget)}

every_node = pytest.mark.parametrize(("kind", "node"), NODES, ids=[kind for kind, _ in NODES])
every_example = pytest.mark.parametrize(("kind", "n"), EXAMPLES, ids=[f"{kind}-{n}" for kind, n in EXAMPLES])


def icons() -> set[str]:
    text = (Path(inspect.getfile(base)).parent.parent / "ui" / "icons.txt").read_text("utf-8")
    return {line.split("#")[0].strip() for line in text.splitlines()}


def test_there_are_nodes() -> None:
    wanted = (
        "order.created time.schedule logic.check time.wait order.add_tags message.email http.request".split()
    )
    assert set(wanted) <= set(catalogue())


@every_node
def test_says_everything_about_itself(kind: str, node: type[Node]) -> None:
    assert node.node_type() == kind
    assert (node.__doc__ or "").strip().endswith(".")
    assert node.meta.title
    assert node.meta.words
    assert node.meta.icon in icons()
    assert node.kind in ("trigger", "condition", "action")
    assert node.examples
    for effect in node.effects:
        assert not effect.slot or node.meta.connection == effect.slot
    for info in node.model_fields.values():
        extra: Any = info.json_schema_extra
        assert info.title
        assert extra["widget"] in WIDGETS
    if issubclass(node, Trigger):
        assert node.listens


@every_node
def test_is_one_short_pure_file(kind: str, node: type[Node]) -> None:
    source = inspect.getsource(inspect.getmodule(node) or node)
    assert len(source.splitlines()) < 60
    assert imported(source) <= PURE
    called = {
        n.func.attr
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    assert not called & {"now", "today", "utcnow", "random", "uuid4"}
    assert not any(isinstance(n, ast.AsyncFunctionDef | ast.Await) for n in ast.walk(ast.parse(source)))


def imported(source: str) -> set[str]:
    def names() -> Iterator[str]:
        for found in ast.walk(ast.parse(source)):
            if isinstance(found, ast.Import):
                yield from (alias.name for alias in found.names)
            elif isinstance(found, ast.ImportFrom):
                assert found.module
                assert not found.module.startswith(
                    ("app.engine", "app.store", "app.connectors", "app.web", "app.ui", "app.api")
                )
                yield found.module

    return {name.split(".")[0] for name in names()}


@every_example
def test_every_example_is_true(kind: str, n: int) -> None:
    node, example = catalogue()[kind], catalogue()[kind].examples[n]
    made, played = node.model_validate(dict(example.settings)), play(node, example)
    assert str(played.because) == example.because
    assert played.port == example.port
    if isinstance(played.first, Ask):
        assert played.settled == example.settled
        if isinstance(played.first.want, Effect):
            assert isinstance(played.first.want, node.effects)
            assert Effect.unpack(json.loads(json.dumps(played.first.want.pack()))) == played.first.want
    if isinstance(played.last, Go):
        assert played.last.port in (*made.all_ports(), "")
        assert json.loads(json.dumps(dict(played.last.output))) is not None
    asks = isinstance(played.first, Ask) and isinstance(played.first.want, (Each, Call))
    assert (bool(node.effects) or asks) == (FAILED in made.all_ports())


@every_example
def test_every_example_is_told_in_words(kind: str, n: int) -> None:
    made = catalogue()[kind].model_validate(dict(catalogue()[kind].examples[n].settings))
    for said in (made.summary(), made.told()):
        assert str(said).strip()
        assert str(Sentence.unpack(json.loads(json.dumps(said.pack())))) == str(said)
    assert not str(made.told()).endswith(".")
    for shape in made.gives().values():
        assert shape in SHAPES or shape in get_args(InputShape)
    assert set(made.only_by()) <= set(made.gives())
    assert set(made.only_by().values()) <= set(made.ports())
    assert all(isinstance(path, str) for path in made.paths())


@every_example
def test_settings_survive_the_form_and_the_file(kind: str, n: int) -> None:
    node = catalogue()[kind]
    made = node.model_validate(dict(node.examples[n].settings))
    for none, defaults in ((False, False), (True, False), (False, True)):
        form = made.model_dump(mode="json", exclude_none=none, exclude_defaults=defaults)
        assert node.model_validate(json.loads(json.dumps(form))) == made
    assert node.model_json_schema()["additionalProperties"] is False
    assert made.decide(context(node.examples[n])) == node.model_validate(made.model_dump()).decide(
        context(node.examples[n])
    )


@given(st.data())
def test_whatever_the_facts_a_node_decides_or_says_why_not(data: st.DataObject) -> None:
    kind, n = data.draw(st.sampled_from(EXAMPLES))
    node, example = catalogue()[kind], catalogue()[kind].examples[n]
    value = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=5)
        | st.lists(st.text(max_size=3), max_size=2)
    )
    fact = (
        st.none()
        | st.text(max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "email", "tags", "total"]), value, max_size=4)
    )
    facts = {name: data.draw(fact) for name in ("order", "customer", "product", "checkout", "refund")}
    broken = Example(example.settings, "", names=facts)
    try:
        said = str(node.model_validate(dict(example.settings)).decide(context(broken)).because)
    except StepError as error:
        said = str(error)
    assert said


class Fine(Action):
    """Is whole."""

    meta = Meta("Fine")
    examples = (Example({}, ""),)


def lacking(**lacks: Any) -> types.ModuleType:
    """A module that holds one node, which lacks something."""
    module = types.ModuleType("app.nodes.order.nothing")
    module.Node = type("Lacking", (Fine,), {"__module__": module.__name__, "__doc__": "Is whole.", **lacks})  # type: ignore[attr-defined]
    return module


@pytest.mark.parametrize(
    ("module", "told"),
    [
        (types.ModuleType("app.nodes.order.nothing"), "must hold exactly one node, and holds 0"),
        (lacking(__doc__=""), "has no docstring"),
        (lacking(examples=()), "shows no example"),
        (lacking(__annotations__={"bare": int}, bare=1), "the setting bare has no label"),
    ],
)
def test_an_unfinished_node_is_refused_by_name(module: types.ModuleType, told: str) -> None:
    with pytest.raises(Unfinished, match=rf"app\.nodes\.order\.nothing.*{told}"):
        node_of(module)


def test_a_finished_one_is_found() -> None:
    assert node_of(lacking()).node_type() == "order.nothing"
