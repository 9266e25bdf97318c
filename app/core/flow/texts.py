"""Liquid with Flow's paths, rewritten to ours and back: the parser says where a path stands, so no text is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import liquid
from liquid.builtin.expressions import LoopExpression, Path
from liquid.exceptions import LiquidError

from app.core import text
from app.core.flow.paths import Ref, Scope, ours, unknown
from app.core.flow.report import Unmappable
from app.core.sentence import because

_WHOLE = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")
_PARSER = liquid.Environment()


@dataclass(frozen=True, slots=True)
class _Place:
    """A path in a template, with the names that its loops and assignments gave there."""

    at: int
    length: int
    parts: tuple[str, ...]
    scope: dict[str, Ref | None]


def to_ours(template: str, scope: Scope) -> str:
    """The text with our paths. Raises Unmappable for a path, tag or filter that isn't here."""
    changed = _rewritten(template, scope, lambda parts, here: ours(parts, here).path)
    wrong = text.problem(changed)
    if wrong is not None:
        raise Unmappable(because("its text can't be written here: {why}", why=wrong))
    return changed


def to_theirs(template: str, said: Callable[[str], str]) -> str:
    """The text with Flow's paths. ``said`` gives one, or raises Unmappable."""
    return _rewritten(template, {}, lambda parts, _here: said(".".join(parts)))


def _rewritten(template: str, scope: Scope, change: Callable[[tuple[str, ...], Scope], str]) -> str:
    if "{{" not in template and "{%" not in template:
        return template
    try:
        parsed = _PARSER.from_string(template)
        places = list(_nodes(parsed.nodes, parsed, template, {}, scope))
    except (LiquidError, RecursionError) as error:
        raise Unmappable(because("its text can't be read: {why}", why=str(error))) from error
    for place in sorted(places, key=lambda place: -place.at):
        root = place.parts[0]
        if root in place.scope:
            inside = place.scope[root]
            if len(place.parts) == 1:
                continue
            if inside is None:
                raise unknown(".".join(place.parts))
            new = root + ours(place.parts, {**scope, root: inside}).path[len(inside.path) :]
        elif place.parts in (("now",), ("forloop",)) or root == "forloop":
            continue
        else:
            new = change(place.parts, scope)
        template = template[: place.at] + new + template[place.at + place.length :]
    return template


def _nodes(
    nodes: Any, whole: Any, source: str, local: dict[str, Ref | None], scope: Scope
) -> Iterator[_Place]:
    context = liquid.RenderContext(whole)
    for node in nodes:
        inner = dict(local)
        for expression in node.expressions():
            yield from _paths(expression, source, local)
            if isinstance(expression, LoopExpression):
                inner[str(expression.identifier)] = _item(expression.iterable, local, scope)
        for name in node.block_scope():
            inner.setdefault(str(name), None)
        for name in node.template_scope():
            local[str(name)] = None
        yield from _nodes(node.children(context), whole, source, inner, scope)


def _item(iterable: Any, local: dict[str, Ref | None], scope: Scope) -> Ref | None:
    """What an entry of a list is, if it is a list of the shop's."""
    if not isinstance(iterable, Path):
        return None
    parts = [str(part) for part in iterable.path]
    known = {**scope, **{name: ref for name, ref in local.items() if ref is not None}}
    try:
        found = ours(parts, known)
    except Unmappable:
        return None
    return Ref("item", "shape", found.shape) if found.type == "list" else None


def _paths(expression: Any, source: str, local: dict[str, Ref | None]) -> Iterator[_Place]:
    if isinstance(expression, Path):
        parts = tuple(str(part) for part in expression.path)
        at = expression.token.start_index
        found = _WHOLE.match(source, at)
        if found is None or tuple(found[0].split(".")) != parts:
            raise unknown(".".join(parts))
        yield _Place(at, len(found[0]), parts, dict(local))
        return
    for child in expression.children():
        yield from _paths(child, source, local)
