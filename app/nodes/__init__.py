"""Floor 2: one file, one node. The file's place is the type: ``order/add_tags.py`` is ``order.add_tags``.

``catalogue()`` finds them; there is no list to edit. A class without docstring, label or example is refused by name.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache

from app.core.node import Node


class Unfinished(Exception):
    """A node's file lacks something that a person would miss."""


@cache
def catalogue() -> Mapping[str, type[Node]]:
    """Every node by its type, in the order of the palette: triggers, conditions, actions."""
    found: dict[str, type[Node]] = {}
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        if not module.ispkg:
            node = node_of(importlib.import_module(module.name))
            found[node.node_type()] = node
    order = ("trigger", "condition", "action")
    return dict(sorted(found.items(), key=lambda item: (order.index(item[1].kind), item[0])))


def node_of(module: object) -> type[Node]:
    """The one node of a module. Raises Unfinished, which names what is missing."""
    name = getattr(module, "__name__", "?")
    own = [
        c
        for c in vars(module).values()
        if inspect.isclass(c) and issubclass(c, Node) and c.__module__ == name
    ]
    if len(own) != 1:
        raise Unfinished(f"{name} must hold exactly one node, and holds {len(own)}")
    node = own[0]
    if not (node.__doc__ or "").strip():
        raise Unfinished(f"{name} has no docstring: the sentence that the palette shows")
    if not node.examples:
        raise Unfinished(f"{name} shows no example")
    for field, info in node.model_fields.items():
        if not info.title:
            raise Unfinished(f"{name}: the setting {field} has no label; make it with setting(...)")
    return node
