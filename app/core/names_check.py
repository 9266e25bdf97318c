"""The names that steps read: there for certain, perhaps, later, inside a loop only, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.core import conditions, text
from app.core.certain import Certainty
from app.core.fields import SHAPES, field_info
from app.core.node import Node, readings
from app.core.operators import OPERATORS
from app.core.problems import Problem
from app.core.sentence import Sentence, because

ALWAYS = frozenset({"event", "shop", "now", "inputs"})
INSIDE = frozenset({"item", "index"})


class NameCheck:
    """For the steps of one drawing that goes only forward. ``title`` names a step in words."""

    def __init__(
        self,
        nodes: Mapping[str, Node],
        certainty: Certainty,
        facts: Mapping[str, str],
        title: Callable[[str], Sentence],
        known: frozenset[str],
    ) -> None:
        self.nodes, self.certainty, self.facts, self.title, self.known = nodes, certainty, facts, title, known
        self.gives = {step: _gives(node) for step, node in nodes.items()}
        self.inside = frozenset().union(*(certainty.body_of(step) for step in nodes))

    def of(self, step: str) -> Iterator[Problem]:
        """The problems of one step."""
        node = self.nodes[step]
        reads = _reads(node)
        needs = sorted(type(node).meta.needs)
        if not reads and not needs:
            return
        sure = self.certainty.surely_before(step)
        certain = {**self.facts, **self._given(sure)}
        perhaps = {**self._given(self.certainty.before(step)), **certain}
        for fact in needs:
            if fact not in perhaps:
                yield Problem(
                    step,
                    None,
                    because("this step needs {fact}, and no step before it gives one", fact=_a(fact)),
                    "needs",
                )
            elif fact not in certain:
                why = because(
                    "this step needs {fact}, and the step that gives one may not have run", fact=_a(fact)
                )
                yield Problem(step, None, why, "needs_perhaps")
        for path, field in reads.items():
            name = path.split(".")[0].split("[")[0]
            if name == "steps":
                yield from self._step_name(step, field, path, sure)
            elif name in INSIDE:
                if step not in self.inside:
                    why = because("“{name}” is there only for the steps inside a loop", name=name)
                    yield Problem(step, field, why, "inside_only")
            elif name not in ALWAYS and not (name in needs and name not in certain):
                yield from self._fact(step, field, path, name, certain, perhaps)
        yield from _misfits(step, node, perhaps)

    def _given(self, steps: frozenset[str]) -> dict[str, str]:
        return {
            name: shape for step in steps if step in self.gives for name, shape in self.gives[step].items()
        }

    def _fact(
        self,
        step: str,
        field: str | None,
        path: str,
        name: str,
        certain: Mapping[str, str],
        perhaps: Mapping[str, str],
    ) -> Iterator[Problem]:
        if name not in perhaps:
            later = next((s for s, gives in self.gives.items() if name in gives and s != step), None)
            if later is not None:
                why = because(
                    "“{name}” comes from “{step}”, which does not run before this step",
                    name=name,
                    step=self.title(later),
                )
                yield Problem(step, field, why, "later")
            else:
                yield Problem(
                    step, field, because("there is no “{name}” in this workflow", name=name), "no_name"
                )
            return
        shape = perhaps[name]
        if path != name and shape in SHAPES and field_info(path, perhaps) is None:
            yield Problem(
                step, field, because("“{name}” has no field {path}", name=name, path=path), "no_field"
            )
        elif name not in certain:
            why = because("“{name}” may not be there: the step that gives it may not have run", name=name)
            yield Problem(step, field, why, "perhaps", "warning")

    def _step_name(self, step: str, field: str | None, path: str, sure: frozenset[str]) -> Iterator[Problem]:
        parts = path.split(".")
        other = parts[1].split("[")[0] if len(parts) > 1 else ""
        if other not in self.known:
            yield Problem(
                step, field, because("there is no step called {step}", step=other or "?"), "no_step"
            )
        elif other == step or other not in self.certainty.before(step):
            why = because(
                "“{step}” does not run before this step, so it has given nothing yet", step=self.title(other)
            )
            yield Problem(step, field, why, "later")
        elif other not in sure:
            why = because("“{step}” may not have run, and then this is empty", step=self.title(other))
            yield Problem(step, field, why, "perhaps", "warning")


def _gives(node: Node) -> Mapping[str, str]:
    try:
        return node.gives()
    except Exception:  # unfinished settings may hold anything; they have a problem of their own
        return {}


def _reads(node: Node) -> dict[str, str | None]:
    """Every path that the node reads, with the setting that names it where that is one."""
    found: dict[str, str | None] = {}
    try:
        for field, item, is_text in readings(node):
            for path in sorted(text.paths(item)) if is_text else (item,):
                found.setdefault(path, field)
        for path in sorted(node.paths()):
            found.setdefault(path, next((field for field in _groups(node)), None))
    except Exception:  # the same
        return {}
    return found


def _groups(node: Node) -> dict[str, Any]:
    """The settings that hold conditions."""
    found = {name: getattr(node, name, None) for name in type(node).model_fields}
    tests = (conditions.FieldTest, conditions.ListTest, conditions.Group)
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, list) and value and isinstance(value[0], tests)
    }


def _misfits(step: str, node: Node, facts: Mapping[str, str]) -> Iterator[Problem]:
    """An operator that makes no sense for its field's type never passes; the owner should know."""
    for name, tests in _groups(node).items():
        for place, test in enumerate(tests):
            if not isinstance(test, conditions.FieldTest):
                continue
            info = field_info(test.field, facts)
            operator = OPERATORS[test.operator]
            if info is not None and info.type != "shape" and info.type not in operator.types:
                why = because(
                    "“{operator}” does not fit the field “{field}”",
                    operator=because(operator.label),
                    field=because(info.title),
                )
                yield Problem(step, f"{name}.{place}.operator", why, "operator", "warning")


def _a(fact: str) -> Sentence:
    """A fact in a sentence."""
    known = {
        "order": because("an order"),
        "customer": because("a customer"),
        "product": because("a product"),
        "variant": because("a variant of a product"),
        "checkout": because("a checkout"),
        "refund": because("a refund"),
        "fulfilment": because("a fulfilment"),
    }
    return known.get(fact) or because("“{name}”", name=fact)
