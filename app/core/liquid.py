"""The room in which Liquid may play: its tags, its filters and its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TextIO, cast
from urllib.parse import quote

import liquid
from liquid import BoundTemplate, RenderContext
from liquid.builtin import content, illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags import (
    assign_tag,
    capture_tag,
    case_tag,
    comment_tag,
    cycle_tag,
    echo_tag,
    for_tag,
    if_tag,
    inline_comment_tag,
    liquid_tag,
    unless_tag,
)
from liquid.exceptions import ResourceLimitError
from liquid.stringify import to_liquid_string
from liquid.undefined import Undefined
from liquid.utils import ReadOnlyChainMap

from app.core.filters import FILTERS, size

LONGEST = 100_000
"""Characters of a template."""
OUTPUT = 1_000_000
"""Bytes of a text that was filled in."""
WORK = 2_000_000
"""Characters, items and rounds that all filters and loops of one rendering may touch together."""
ROUNDS = 10_000
"""Rounds of all loops of one rendering together."""


_VALUES = (str, int, float, Decimal, Mapping, list, tuple, range, date, Undefined, type(None))
"""Of what a text may be made."""


class Room(RenderContext):
    """What a template may see: mappings, lists and plain values; no attribute, no clock; and how much it may do."""

    __slots__ = ("rounds", "work", "zone")

    def __init__(self, template: BoundTemplate, *, globals: Mapping[str, object], zone: str) -> None:
        super().__init__(template, globals=globals)
        self.scope = ReadOnlyChainMap(
            self.locals, globals
        )  # without the library's own ``now``, which asks the clock
        self.zone = zone
        self.work = WORK
        self.rounds = ROUNDS

    def spend(self, work: int) -> None:
        """Takes from the work that is allowed. Raises ResourceLimitError when it is used up."""
        self.work -= work
        if self.work < 0:
            raise ResourceLimitError("too much work", token=None)

    def spend_rounds(self, count: int) -> None:
        """The same for the rounds of loops."""
        self.rounds -= count
        if self.rounds < 0:
            raise ResourceLimitError("too many rounds", token=None)

    def get_item(self, obj: Any, key: Any) -> Any:
        """One step of a path: a mapping's key or a list's place; size, first and last besides. Nothing else."""
        if isinstance(obj, Mapping):
            if isinstance(key, str) and key in obj:
                return obj[key]
            if key == "size":
                return len(obj)
            raise KeyError(key)
        if isinstance(obj, Sequence) and not isinstance(obj, (str, bytes)):
            if key == "size":
                return len(obj)
            if key in ("first", "last"):
                return obj[0 if key == "first" else -1]
            if isinstance(key, int):
                return obj[key]
        if isinstance(obj, str) and key == "size":
            return len(obj)
        raise KeyError(key)


class _For(for_tag.ForNode):
    """A loop that counts its rounds before it makes the first."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        things = self.expression.iterable.evaluate(context)
        cast(Room, context).spend_rounds(size(things))
        return super().render_to_output(context, buffer)


class _ForTag(for_tag.ForTag):
    node_class = _For


class Encoded(str):
    """Text that is encoded for an address already."""


class _UrlOutput(OutputNode):
    """A value within an address: percent-encoded, unless the address begins with it."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        text = to_liquid_string(value, False)
        begins = self.token.start_index == 0
        return buffer.write(text if begins or isinstance(value, Encoded) else quote(text, safe=""))


class _UrlOutputTag(Output):
    node_class = _UrlOutput


class _Closed(liquid.Environment):
    """Only the tags and filters named here; R2: allow, never deny."""

    local_namespace_limit = OUTPUT
    output_stream_limit = OUTPUT
    loop_iteration_limit = ROUNDS

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (
            content.Literal,
            Output,
            illegal.Illegal,
            if_tag.IfTag,
            unless_tag.UnlessTag,
            case_tag.CaseTag,
            _ForTag,
            for_tag.BreakTag,
            for_tag.ContinueTag,
            assign_tag.AssignTag,
            capture_tag.CaptureTag,
            comment_tag.CommentTag,
            inline_comment_tag.InlineCommentTag,
            cycle_tag.CycleTag,
            echo_tag.EchoTag,
            liquid_tag.LiquidTag,
        ):
            self.add_tag(tag)
        for name, function in FILTERS.items():
            self.add_filter(name, _bounded(function))


def _plain(value: object) -> object:
    """Values only: a marker of the library's own (``empty``, nothing found) is nothing, also inside a list."""
    if isinstance(value, (list, tuple)):
        return (
            [_plain(item) for item in value]
            if any(not isinstance(item, _VALUES) for item in value)
            else value
        )
    return value if isinstance(value, _VALUES) else None


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that pays for what it takes and for what it gives."""
    wants_environment = getattr(function, "with_environment", False)
    wants_context = getattr(function, "with_context", False)

    def paid(value: object, *args: Any, context: Room, **named: Any) -> Any:
        value = _plain(value)
        context.spend(1 + size(value) + sum(map(size, args)) + sum(map(size, named.values())))
        if wants_environment:
            named["environment"] = context.env
        if wants_context:
            named["context"] = context
        result = _plain(function(value, *args, **named))
        context.spend(size(result))
        return result

    paid.with_context = True  # type: ignore[attr-defined]
    return paid


@cache
def environment(encoding: str) -> liquid.Environment:
    """The one environment per way of encoding: "" as it is, "html" escaped, "url" percent-encoded."""
    made = _Closed(autoescape=encoding == "html", loader=liquid.DictLoader({}))
    if encoding == "url":
        made.add_tag(_UrlOutputTag)
        encode = made.filters["url_encode"]

        def encoded(value: object, *, context: Room) -> Encoded:
            return Encoded(encode(value, context=context))

        encoded.with_context = True  # type: ignore[attr-defined]
        made.add_filter("url_encode", encoded)
    return made
