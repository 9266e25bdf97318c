"""Flow's trees of tests as our groups, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.core.condition_words import known
from app.core.fields import field_info
from app.core.flow.paths import Ref, Scope, ours
from app.core.flow.report import Unmappable
from app.core.operators import for_type
from app.core.sentence import Json, because

UNARY = {
    "empty_or_nil?": "empty",
    "not_empty_and_not_nil?": "not_empty",
    "nil?": "empty",
    "not_nil?": "not_empty",
}
BINARY: Mapping[str, tuple[str, ...]] = {
    "==": ("equals",), "!=": ("not_equals",), ">": ("greater_than", "after"), ">=": ("at_least", "not_before"),
    "<": ("less_than", "before"), "<=": ("at_most", "not_after"), "in?": ("any_of",), "not_in?": ("none_of",),
    "include?": ("contains", "includes"), "not_include?": ("not_contains", "not_includes"),
    "start_with?": ("starts_with",), "not_start_with?": ("not_starts_with",), "end_with?": ("ends_with",),
    "not_end_with?": ("not_ends_with",),
}  # fmt: skip
MANY = frozenset({"any_of", "none_of"})
QUANTIFIERS = {"ANY": "at_least_one", "ALL": "all", "NONE": "none"}
_DECORATION = frozenset({"uuid", "parent_uuid", "full_environment_path"})
_FORMS = {
    "LogicalExpression": {"lhs", "rhs", "operator", "operation_type"},
    "Comparison": {"lhs", "rhs", "value_type", "operator", "operation_type"},
    "ArrayExpression": {"array_path", "array_item_key", "operation", "operator", "operation_type"},
}
_DEFINITION = {
    "text": "String", "number": "Float", "money": "Decimal", "moment": "DateTime", "yes_no": "Boolean",
    "choice": "String",
}  # fmt: skip


def to_ours(value: str, scope: Scope) -> dict[str, Json]:
    """The settings of a check; {} for a condition that was never finished. Raises Unmappable."""
    if not value.strip():
        return {}
    try:
        tree = json.loads(value)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _unreadable() from error
    if not isinstance(tree, dict):
        raise _unreadable()
    if tree.get("operation_type") == "LogicalExpression" and not tree.get("lhs"):
        return {}
    found = _node(tree, scope)
    return found if set(found) <= {"all", "any"} else {"all": [found]}


def _node(node: Any, scope: Scope) -> dict[str, Json]:
    form = node.get("operation_type") if isinstance(node, dict) else None
    if form not in _FORMS or set(node) - _FORMS[form] - _DECORATION:
        raise _unreadable()
    if form == "Comparison":
        return _comparison(node, scope)
    return _logical(node, scope) if form == "LogicalExpression" else _array(node, scope)


def _logical(node: dict[str, Any], scope: Scope) -> dict[str, Json]:
    way = {"AND": "all", "OR": "any"}.get(node.get("operator", ""))
    if way is None:
        raise _unreadable()
    parts: list[Json] = []
    for side in ("lhs", "rhs"):
        if node.get(side):
            found = _node(node[side], scope)
            inside = found.get(way)
            if set(found) == {way} and isinstance(inside, list):
                parts.extend(inside)  # trees nest to the left; a group here holds any number
            else:
                parts.append(found)
    return {way: parts}


def _array(node: dict[str, Any], scope: Scope) -> dict[str, Json]:
    quantifier = QUANTIFIERS.get(node.get("operator", ""))
    found = ours(_value(node.get("array_path")), scope)
    if quantifier is None or found.type not in ("list", "list[text]"):
        raise _unreadable()
    item = Ref("item", "shape", found.shape) if found.type == "list" else Ref("item", "text")
    outer = {name: ref for name, ref in scope.items() if ref.path.partition(".")[0] != "item"}
    inside = _node(node.get("operation"), {**outer, _value(node.get("array_item_key")): item})
    group = inside if set(inside) <= {"all", "any"} else {"all": [inside]}
    return {"list": found.path, "quantifier": quantifier, **group}


def _comparison(node: dict[str, Any], scope: Scope) -> dict[str, Json]:
    field = ours(_value(node.get("lhs")), scope)
    said = node.get("operator")
    if said in UNARY:
        if isinstance(node.get("rhs"), dict) and node["rhs"].get("value"):
            raise _unreadable()
        return {"field": field.path, "operator": UNARY[said], "value": None}
    fit = {one.name for one in for_type(field.type)}
    operator = next((name for name in BINARY.get(said or "", ()) if name in fit), "")
    if not operator:
        raise Unmappable(because("it compares by “{operator}”, which can't be done here", operator=str(said)))
    right = node.get("rhs")
    if isinstance(right, dict) and right.get("comparison_value_type") == "EnvironmentValue":
        return {
            "field": field.path,
            "operator": operator,
            "value": {"field": ours(_value(right), scope).path},
        }
    if not isinstance(right, dict) or set(right) - {"value", "comparison_value_type"} - _DECORATION:
        raise _unreadable()
    return {"field": field.path, "operator": operator, "value": _literal(right.get("value"), field, operator)}


def _literal(value: Any, field: Ref, operator: str) -> Json:
    if operator in MANY:
        try:
            many = json.loads(value) if isinstance(value, str) else value
        except (json.JSONDecodeError, RecursionError):
            many = [part.strip() for part in value.split(",")]
        return [_literal(one, field, "equals") for one in (many if isinstance(many, list) else [value])]
    if not isinstance(value, str):
        raise _unreadable()
    if field.type == "yes_no":
        if value not in ("true", "false"):
            raise Unmappable(because("it compares with a value that was never filled in"))
        return value == "true"
    if "gid://" in value:
        raise Unmappable(because("it names one thing of the other store by its number: {id}", id=value))
    return _choice(value, field) if field.type == "choice" else value


def _choice(value: str, field: Ref) -> str:
    info = known(field.path) or field_info(field.path, {})
    if info is None or value.lower() not in info.choices:
        raise Unmappable(because("it compares with “{value}”, which is no choice here", value=value))
    return value.lower()


def _value(part: Any) -> str:
    if not isinstance(part, dict) or set(part) - {"value", "comparison_value_type"} - _DECORATION:
        raise _unreadable()
    value = part.get("value")
    if not isinstance(value, str) or not value:
        raise _unreadable()
    return value


def _unreadable() -> Unmappable:
    return Unmappable(because("its tests are of a form that this version doesn't know"))


def to_theirs(settings: Mapping[str, Any], step: str, said: Callable[[str], str]) -> str:
    """The text of a condition. ``said`` gives Flow's path of one of ours. Raises Unmappable."""
    if not settings:
        return ""
    return json.dumps(_Writer(step, said).group(settings, None), separators=(",", ":"), ensure_ascii=False)


class _Writer:
    """Numbers the nodes as it goes: the same step gives the same text."""

    def __init__(self, step: str, said: Callable[[str], str]) -> None:
        self.step, self.said, self.count = step, said, 0

    def group(self, group: Mapping[str, Any], parent: str | None) -> dict[str, Any]:
        [(way, tests)] = [(name, group[name]) for name in ("all", "any") if group.get(name)]
        node = self._new(parent)
        inside = [self.one(test, node["uuid"]) for test in tests]
        shared = {"operator": "AND" if way == "all" else "OR", "operation_type": "LogicalExpression"}
        whole = {**node, "lhs": inside[0], **shared}
        for n, test in enumerate(inside[1:]):
            whole = (
                {**whole, "rhs": test}
                if n == 0
                else {**self._new(parent), "lhs": whole, "rhs": test, **shared}
            )
        return whole

    def one(self, test: Mapping[str, Any], parent: str) -> dict[str, Any]:
        if "list" in test:
            raise Unmappable(because("tests of lists are written by hand there"))
        if "field" not in test:
            return self.group(test, parent)
        node, info = self._new(parent), known(test["field"])
        operator = test["operator"]
        text = next((flow for flow, own in UNARY.items() if own == operator), "") or next(
            (flow for flow, own in BINARY.items() if operator in own), ""
        )
        if info is None or not text or info.type not in _DEFINITION:
            raise Unmappable(because("it compares in a way that Flow doesn't know"))
        path = self.said(test["field"])
        return {
            **node,
            "lhs": {**self._new(node["uuid"]), "value": path, "comparison_value_type": "EnvironmentValue",
                    "full_environment_path": path},
            "rhs": {**self._new(node["uuid"]), **self._right(test["value"], info.type)},
            "value_type": f"EnvironmentScalarDefinition:{_DEFINITION[info.type]}", "operator": text,
            "operation_type": "Comparison",
        }  # fmt: skip

    def _right(self, value: Any, kind: str) -> dict[str, str]:
        if isinstance(value, dict):
            if "field" not in value:
                raise Unmappable(because("Flow has no moments that are counted from now"))
            return {"value": self.said(value["field"]), "comparison_value_type": "EnvironmentValue"}
        if isinstance(value, bool):
            text = "true" if value else "false"
        elif isinstance(value, list):
            text = json.dumps([str(one) for one in value], ensure_ascii=False)
        else:
            text = "" if value is None else str(value)
        return {"value": text.upper() if kind == "choice" else text, "comparison_value_type": "LiteralValue"}

    def _new(self, parent: str | None) -> dict[str, Any]:
        self.count += 1
        own = {"uuid": str(uuid5(NAMESPACE_URL, f"{self.step}/{self.count}"))}
        return own if parent is None else {**own, "parent_uuid": parent}
