"""What a request costs, and the bucket that it is taken from.

Shopify says what an object, a connection and a mutation cost, but no longer how the size of a connection counts; its
own answers grow much slower than the size, as here, where it is the root.
"""

from __future__ import annotations

import math
from typing import Any, cast

import graphql

from tests.fakes.clock import Clock

DEAREST = 1000
"""Points that a single request may cost."""


class Bucket:
    """``points`` at most, ``per_second`` come back. ``clock``: the machine's, unless a test says otherwise."""

    def __init__(self, points: float = 2000, per_second: float = 100, clock: Clock | None = None) -> None:
        self.points, self.per_second, self.clock = points, per_second, clock or Clock()
        self._left, self._at = points, self.clock.now()

    @property
    def left(self) -> float:
        now = self.clock.now()
        self._left = min(self.points, self._left + (now - self._at).total_seconds() * self.per_second)
        self._at = now
        return self._left

    def take(self, points: float) -> bool:
        """Whether there were enough."""
        if self.left < points:
            return False
        self._left -= points
        return True

    def give_back(self, points: float) -> None:
        self._left = min(self.points, self._left + points)

    def empty(self) -> None:
        self._left, self._at = 0.0, self.clock.now()

    def told(self) -> dict[str, float]:
        return {
            "maximumAvailable": float(self.points),
            "currentlyAvailable": math.floor(self.left),
            "restoreRate": float(self.per_second),
        }


def requested(
    schema: graphql.GraphQLSchema, document: graphql.DocumentNode, variables: dict[str, Any]
) -> int:
    """The most that a document may cost."""
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, graphql.FragmentDefinitionNode)
    }
    whole = 0.0
    for one in document.definitions:
        if isinstance(one, graphql.OperationDefinitionNode):
            writes = one.operation == graphql.OperationType.MUTATION
            root = schema.mutation_type if writes else schema.query_type
            whole += _Reckoner(schema, fragments, variables).selected(one.selection_set, root)
            whole += 10 if writes else 0
    return max(1, round(whole))


class _Reckoner:
    def __init__(
        self,
        schema: graphql.GraphQLSchema,
        fragments: dict[str, graphql.FragmentDefinitionNode],
        variables: dict[str, Any],
    ) -> None:
        self.schema, self.fragments, self.variables = schema, fragments, variables

    def selected(self, selected: graphql.SelectionSetNode | None, kind: Any) -> float:
        whole = 0.0
        for one in selected.selections if selected else ():
            if isinstance(one, graphql.FieldNode):
                whole += self.field(one, kind)
            elif isinstance(one, graphql.InlineFragmentNode):
                of = self.schema.get_type(one.type_condition.name.value) if one.type_condition else kind
                whole += self.selected(one.selection_set, of)
            elif isinstance(one, graphql.FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                of = self.schema.get_type(fragment.type_condition.name.value)
                whole += self.selected(fragment.selection_set, of)
        return whole

    def field(self, node: graphql.FieldNode, kind: Any) -> float:
        known = getattr(kind, "fields", {}).get(node.name.value)
        if known is None or not node.selection_set:
            return 0.0
        of = graphql.get_named_type(known.type)
        inside = self.selected(node.selection_set, of)
        if of.name.endswith("Connection"):
            return 2 + math.sqrt(self.size(node)) * max(inside, 1.0)
        if (
            of.name in ("PageInfo",)
            or of.name.endswith(("UserError", "Payload"))
            or node.name.value in ("nodes", "edges")
        ):
            return inside + (1.0 if node.name.value in ("nodes", "edges") else 0.0)
        plain = of.name in ("MoneyBag", "MoneyV2")  # amounts are values of their thing
        return inside + (0.0 if plain else 1.0)

    def size(self, node: graphql.FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, graphql.IntValueNode):
                    return int(value.value)
                if isinstance(value, graphql.VariableNode):
                    return int(self.variables.get(value.name.value) or 10)
        return 10


def actual(asked: int, data: Any) -> int:
    """What of it was really used: as many objects as came, never more than was asked for."""

    def objects(value: Any) -> int:
        if isinstance(value, dict):
            return 1 + sum(objects(one) for one in value.values())
        return sum(objects(one) for one in value) if isinstance(value, list) else 0

    return max(1, min(asked, math.ceil(objects(cast(Any, data)) / 2)))
