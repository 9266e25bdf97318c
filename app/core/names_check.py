"""The names that steps read: there for certain, perhaps, later, inside a loop only, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.core import conditions, entries, text
from app.core.calls import info_of, quietly, said, shape_of
from app.core.certain import Certainty
from app.core.fields import SHAPES, field_info
from app.core.node import Node, list_of, readings
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
        outputs: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.nodes, self.certainty, self.facts, self.title, self.known = nodes, certainty, facts, title, known
        self.outputs = _declared(nodes) | dict(outputs or {})
        self.called = frozenset(outputs or ())
        self.gives = {step: quietly(node.gives) or {} for step, node in nodes.items()}
        self.bodies = {step: body for step in nodes if (body := certainty.body_of(step))}

    def of(self, step: str) -> Iterator[Problem]:
        """The problems of one step."""
        node = self.nodes[step]
        reads = _reads(node)
        needs = sorted(type(node).meta.needs)
        if not reads and not needs:
            return
        sure = self.certainty.surely_before(step)
        certain = {**self.facts, **self._surely_given(step), **self._in_loop(step)}
        perhaps = self._perhaps(step)
        if type(node).meta.any_need:
            needs = _one_of(needs, certain, perhaps)
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
                yield from self._item(step, field, path, name, perhaps)
            elif name not in ALWAYS and not (name in needs and name not in certain):
                yield from self._fact(step, field, path, name, certain, perhaps)
        yield from self._list(step, perhaps)
        yield from _misfits(step, node, perhaps)

    def shape(self, step: str, path: str) -> str:
        """The shape of a path as the step sees it; "" where nobody knows."""
        parts = path.split(".")
        if parts[0] == "steps":
            outputs = self.outputs.get(parts[1], {}) if len(parts) > 2 else {}
            return shape_of(".".join(parts[2:]), outputs)
        return shape_of(path, self._perhaps(step))

    def certain(self, step: str) -> dict[str, str]:
        """Every name that is certainly there, with its shape; inside a loop, the item too."""
        return {**self.facts, **self._surely_given(step), **self._in_loop(step)}

    def given_by(self, step: str) -> dict[str, Mapping[str, str]]:
        """What the steps that certainly ran before it give, by the step. A loop that it is in has not ended."""
        sure = self.certainty.surely_before(step) - set(self._loops(step))
        return {
            other: given
            for other, given in self.outputs.items()
            if other in sure and other != step and not self._hidden(step, other)
        }

    def goes_through(self, step: str) -> str:
        """The list whose items the step is done for, as a path; "" outside of loops."""
        loop = self._loop(step)
        return list_of(self.nodes[loop])[1] if loop is not None else ""

    def _perhaps(self, step: str) -> dict[str, str]:
        """Every name that may be there, with its shape; inside a loop, the item too."""
        found = {**self._given(self.certainty.before(step)), **self.facts}
        return found | self._in_loop(step)

    def _in_loop(self, step: str) -> dict[str, str]:
        """What a loop gives to the steps inside: the entry, also by its own name."""
        found: dict[str, str] = {}
        for loop in sorted(self._loops(step), key=lambda loop: -len(self.bodies[loop])):
            path = list_of(self.nodes[loop])[1]
            found |= {"item": self._item_shape(loop), "index": "number", **entries.facts_of(path)}
            if "order" in found or "checkout" in found or "draft_order" in found:
                found.setdefault("customer", "Customer")
        return found

    def _loops(self, step: str) -> list[str]:
        return [loop for loop, body in self.bodies.items() if step in body]

    def _loop(self, step: str) -> str | None:
        """The innermost loop that the step is inside of."""
        return min(self._loops(step), key=lambda loop: len(self.bodies[loop]), default=None)

    def _item_shape(self, loop: str) -> str:
        path = list_of(self.nodes[loop])[1]
        info = info_of(path, self._perhaps(loop))
        if info is None:
            return entries.shape_of(path)
        return info.shape if info.type == "list" else "text" if info.type == "list[text]" else ""

    def _list(self, step: str, perhaps: Mapping[str, str]) -> Iterator[Problem]:
        """What a loop goes through has to be a list."""
        field, path = list_of(self.nodes[step])
        shape = shape_of(path, perhaps)
        if shape and shape not in ("list", "any"):
            why = because(
                "{path} is {shape}, and no list that can be gone through", path=path, shape=said(shape)
            )
            yield Problem(step, field, why, "no_list")

    def _item(
        self, step: str, field: str | None, path: str, name: str, perhaps: Mapping[str, str]
    ) -> Iterator[Problem]:
        if name not in perhaps:
            why = because("“{name}” is there only for the steps inside a loop", name=name)
            yield Problem(step, field, why, "inside_only")
        elif path != name and perhaps[name] in SHAPES and field_info(path, perhaps) is None:
            why = because("“{name}” has no field {path}", name=name, path=path)
            yield Problem(step, field, why, "no_field")

    def _hidden(self, step: str, other: str) -> bool:
        """Whether the other step is inside of a loop, and this one is not."""
        return any(other in body and step not in body for body in self.bodies.values())

    def _surely_given(self, step: str) -> dict[str, str]:
        """The names that are certainly there. Some are so only by one way out of the step that gives them."""
        left = self.certainty.surely_left(step)
        found: dict[str, str] = {}
        for other in self.certainty.surely_before(step):
            only = quietly(self.nodes[other].only_by) or {} if other in self.nodes else {}
            given = self.gives.get(other, {})
            found |= {n: shape for n, shape in given.items() if n not in only or (other, only[n]) in left}
        return found

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
            if later is not None and self._hidden(step, later):
                why = because(
                    "“{name}” comes from “{step}”, and is there only inside the loop",
                    name=name,
                    step=self.title(later),
                )
                yield Problem(step, field, why, "inside_only")
            elif later is not None:
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
        elif self._hidden(step, other):
            why = because("what “{step}” gives is there only inside the loop", step=self.title(other))
            yield Problem(step, field, why, "inside_only")
        elif other == step or other not in self.certainty.before(step):
            why = because(
                "“{step}” does not run before this step, so it has given nothing yet", step=self.title(other)
            )
            yield Problem(step, field, why, "later")
            return
        elif other not in sure:
            why = because("“{step}” may not have run, and then this is empty", step=self.title(other))
            yield Problem(step, field, why, "perhaps", "warning")
        if other in self.outputs and len(parts) > 2:
            yield from self._output(step, field, other, ".".join(parts[2:]))

    def _output(self, step: str, field: str | None, other: str, path: str) -> Iterator[Problem]:
        """What a step, or the workflow that it calls, gives back is known by name and shape."""
        outputs, name = self.outputs[other], path.split(".")[0].split("[")[0]
        if name not in outputs:
            why = because("“{step}” gives no {name} to later steps", step=self.title(other), name=name)
            if other in self.called:
                why = because(
                    "the workflow that “{step}” runs gives back no {name}", step=self.title(other), name=name
                )
            yield Problem(step, field, why, "no_output")
        elif path != name and outputs[name] in SHAPES and field_info(path, outputs) is None:
            yield Problem(
                step, field, because("“{name}” has no field {path}", name=name, path=path), "no_field"
            )


def _declared(nodes: Mapping[str, Node]) -> dict[str, Mapping[str, str]]:
    return {step: given for step, node in nodes.items() if (given := quietly(node.outputs))}


def _one_of(needs: list[str], *known: Mapping[str, str]) -> list[str]:
    """The one need that is met soonest, where one is enough."""
    return next((met for names in known if (met := [need for need in needs if need in names])), needs)[:1]


def _reads(node: Node) -> dict[str, str | None]:
    """Every path that the node reads, with the setting that names it where that is one."""
    found: dict[str, str | None] = {}
    try:
        for field, item, is_text in readings(node):
            for path in sorted(text.paths(item)) if is_text else (item,):
                found.setdefault(path, field)
        for path in sorted(node.paths()):
            found.setdefault(path, next((field for field in _groups(node)), None))
    except Exception:  # unfinished settings may hold anything; they have a problem of their own
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
            if info is not None and info.type not in {"shape", "any", *operator.types}:
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
        "fulfilment_order": because("a fulfilment order"),
        "draft_order": because("a draft of an order"),
        "return": because("a return"),
        "discount": because("a discount"),
        "collection": because("a collection"),
        "company": because("a company"),
        "subscription": because("a subscription"),
    }
    return known.get(fact) or because("“{name}”", name=fact)
