"""The contract of nodes: a node decides and never acts.

``decide`` says what comes first, ``settle`` what follows from an answer. Both are pure, quick and synchronous and
return ``Go`` (finished, by this port) or ``Ask`` (exactly one thing is wanted: an effect, a wait, rounds, a call).

Annotations here are no texts (no ``from __future__ import annotations``): pydantic reads those anew for each of the
hundreds of classes made of these, which was a fifth of the time that a start takes.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from app.core import text as liquid
from app.core.effects.base import Answer, Effect
from app.core.sentence import Json, Sentence, because
from app.errors import Missing

FAILED = "failed"
"""The way out that every node has which asks for an effect: drawn, it is taken; not drawn, the run fails."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What the screen shows of a node: its words, its icon, and what it takes.

    ``needs``: facts that an earlier step must have given (``order``); with ``any_need`` one of them is enough.
    ``connection``: the slot that its effects go through (``shop``, ``mail``), "" for none. ``words``: other words an
    owner may search it by. ``often``: whether it stands among the few that are shown first.
    """

    title: str
    icon: str = "workflow"
    needs: frozenset[str] | set[str] = frozenset()
    connection: str = ""
    words: str = ""
    any_need: bool = False
    often: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A row (run, step, turn) with a due time; never a coroutine."""

    until: datetime
    event: str = ""
    subject: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """Rounds of a loop over ``items``, the path of a list that an earlier step gave."""

    items: str
    at_once: int = 1
    on_failure: Literal["stop", "skip"] = "stop"


@dataclass(frozen=True, slots=True)
class Call:
    """Another workflow, run as a frame of this run."""

    workflow: str
    inputs: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Go:
    """The step is finished and left by ``port`` ("": this path ends). ``stop`` ends the run."""

    because: Sentence
    port: str = "next"
    output: Mapping[str, Json] = field(default_factory=dict)
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """The step wants exactly one thing and is asked again with the answer.

    ``undo_at``: then the effect takes itself back, whether or not the run still lives.
    """

    because: Sentence
    want: Effect | Wait | Each | Call
    undo_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """All that a node may know; nothing in it is a door.

    ``step`` is the step's key in the journal, ``seed`` is workflow/step and the same in every run, ``turn`` counts
    the answers so far. ``names``: event, facts (order, customer), shop, item, now, ``steps.<id>``. Times are aware;
    ``zone`` is the store's IANA zone.
    """

    now: datetime
    run: str
    step: str
    seed: str
    turn: int
    names: Mapping[str, Json]
    zone: str = "UTC"

    def get(self, path: str) -> Json:
        """The value at ``order.customer.email``. Raises Missing, which fails the step with a sentence."""
        value = liquid.look_up(self.names, path)
        if value is None:
            raise Missing(because("there is no {path} here", path=path))
        return value

    def find(self, path: str) -> Json:
        """The same, but None where there is nothing: empty and missing are one idea."""
        return liquid.look_up(self.names, path)

    def text(self, template: str, *, escape: bool = False, url: bool = False) -> str:
        """A text with its ``{{ values }}`` filled in. ``escape``: for HTML, values become text; ``url``: for an
        address, values are percent-encoded."""
        return liquid.render(template, self.names, escape=escape, url=url, zone=self.zone)

    def chance(self, subject: str) -> float:
        """A number from 0 up to 1 that is always the same for one subject at one step: no dice."""
        digest = hashlib.sha256(f"{self.seed}|{subject}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64


@dataclass(frozen=True, slots=True)
class Example:
    """A true example: with these settings and names the node's first turn says this.

    ``names`` are laid over the example facts of the shop model. ``port`` is where ``Go`` leaves; "" for ``Ask``.
    ``answer``: what the effect would answer; then ``settled`` is where the node leaves in the end.
    """

    settings: Mapping[str, Json]
    because: str
    names: Mapping[str, Json] = field(default_factory=dict)
    port: str = ""
    answer: Json = None
    settled: str = ""


class LiquidText:
    """Marks a setting as text with ``{{ values }}``; ``html`` and ``url`` say how values are encoded."""

    def __init__(self, encode: Literal["", "html", "url", "header"] = "") -> None:
        self.encode = encode


class NamePath:
    """Marks a setting as the path of a value, such as ``order.total``."""


class ListPath(NamePath):
    """Marks a setting as the path of the list whose items the way ``each`` goes through."""


class WorkflowId:
    """Marks a setting as the id of a workflow that this step calls."""


Text = Annotated[str, LiquidText()]
Html = Annotated[str, LiquidText("html")]
Path = Annotated[str, NamePath()]
ItemsPath = Annotated[str, ListPath()]
WorkflowRef = Annotated[str, WorkflowId()]

Widget = Literal[
    "",
    "text",
    "area",
    "html",
    "number",
    "choice",
    "tags",
    "several",
    "switch",
    "conditions",
    "span",
    "schedule",
    "email",
    "url",
    "keyvalue",
    "recipient",
]
"""The closed set of widgets of the settings form. "" is derived from the type."""


def setting(
    label: str,
    help: str = "",
    default: Any = ...,
    *,
    widget: Widget = "",
    choices: Mapping[str, str] | None = None,
    unit: str = "",
    when: tuple[str, ...] = (),
    pick: str = "",
    **limits: Any,
) -> Any:
    """One field of a node's form: its label and help (message ids), widget, and pydantic's limits.

    ``choices``: the label of each value of a ``Literal``. ``unit``: shown behind the input ("days"). ``when``: another
    setting and those of its values with which this one is asked for; with others it is not in the form. ``pick``: what
    of the store can be chosen by name (``order_tag``, ``collection``, ``location``, ``product`` ...).
    """
    extra: dict[str, Json] = {
        "widget": widget,
        "choices": dict(choices or {}),
        "unit": unit,
        "when": list(when),
        "pick": pick,
    }
    if when:
        limits["validate_default"] = True  # what is asked for and left out may be missing
    if default is not ...:
        limits["default_factory" if callable(default) else "default"] = default
    return Field(title=label, description=help, json_schema_extra=extra, **limits)


class Node(BaseModel):
    """A kind of step. Its docstring is the sentence of the palette; its fields are the settings' form."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: ClassVar[Literal["trigger", "condition", "action"]]
    meta: ClassVar[Meta]
    effects: ClassVar[tuple[type[Effect], ...]] = ()
    examples: ClassVar[tuple[Example, ...]] = ()
    hears: ClassVar[tuple[str, ...]] = ()
    """Events that it waits for or looks back at, where these are read off others (``app.core.changed``)."""
    puts: ClassVar[Mapping[str, str]] = {}
    """What ``outputs`` are, where they do not depend on the settings."""

    def watches(self) -> frozenset[str]:
        """Facts whose earlier state it asks for: what they were before is kept while the workflow is on."""
        return frozenset()

    @classmethod
    def node_type(cls) -> str:
        """The type in documents: the file's place under ``app/nodes``, as ``order.add_tags``."""
        return cls.__module__.removeprefix("app.nodes.")

    def ports(self) -> tuple[str, ...]:
        """The ways out, in the order drawn. ``failed`` is added by ``all_ports``."""
        return ("next",)

    def all_ports(self) -> tuple[str, ...]:
        """The ways out including ``failed``, where the node asks for an effect."""
        return (*self.ports(), FAILED) if self.effects and FAILED not in self.ports() else self.ports()

    def gives(self) -> Mapping[str, str]:
        """Facts and output this step adds for later steps: name -> shape (``{"order": "Order"}``)."""
        return {}

    def outputs(self) -> Mapping[str, str]:
        """What later steps find as ``steps.<this step>.<name>``: name -> shape (``{"count": "number"}``); all of it,
        or nothing where that can't be said."""
        return self.puts

    def only_by(self) -> Mapping[str, str]:
        """Which of the names that it gives are there only after one of its ways out: name -> port."""
        return {}

    def awaits(self) -> frozenset[str]:
        """The names of the events that it waits for, as far as the shop has to tell them."""
        return frozenset()

    def calls(self) -> Call | None:
        """The workflow that it calls, with the path of each input."""
        return None

    def returns(self) -> Mapping[str, str]:
        """What it gives back to a workflow that called this one: name -> path."""
        return {}

    def paths(self) -> frozenset[str]:
        """The names it reads, as paths (``order.customer.email``): derived from its Liquid and path settings."""
        return frozenset(_paths(self))

    def summary(self) -> Sentence:
        """One line for the canvas, from the settings alone."""
        return because("")

    def told(self) -> Sentence:
        """The step as part of the workflow's paragraph ("add the tag vip to the order"); title where not written."""
        return because(type(self).meta.title)

    def decide(self, ctx: Context) -> Go | Ask:
        """The first turn."""
        raise NotImplementedError

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """What follows from the answer. Only nodes whose way out depends on it write one."""
        return Go(answer.because, output=answer.value if isinstance(answer.value, dict) else {})


class Trigger(Node):
    """Start when ... ``listens``: the names of the events that may start it."""

    kind = "trigger"
    listens: ClassVar[tuple[str, ...]] = ()

    def refuses(self, ctx: Context) -> Sentence | None:
        """Why this event does not start it, though its name fits; None where it does."""
        return None

    def decide(self, ctx: Context) -> Go | Ask:
        """Triggers have decided before the run began."""
        return Go(
            because("{event} happened", event=str(ctx.find("event.title") or ctx.find("event.name") or ""))
        )


class Condition(Node):
    """Check if ... leaves by ``then`` or ``otherwise``."""

    kind = "condition"

    def ports(self) -> tuple[str, ...]:
        """The two ways out."""
        return ("then", "otherwise")


class Action(Node):
    """Do this ..."""

    kind = "action"


def readings(node: Node) -> Iterator[tuple[str, str, bool]]:
    """What the settings read: (setting, text or path, whether it is a text with ``{{ values }}``)."""
    for name, info in type(node).model_fields.items():
        value = getattr(node, name)
        marks = [*info.metadata, *(mark for arg in _annotated(info.annotation) for mark in arg)]
        is_text = any(isinstance(mark, LiquidText) for mark in marks)
        if not is_text and not any(isinstance(mark, NamePath) for mark in marks):
            continue
        items = (
            value
            if isinstance(value, (list, tuple))
            else value.values()
            if isinstance(value, dict)
            else [value]
        )
        yield from ((name, item, is_text) for item in items if isinstance(item, str) and item)


def list_of(node: Node) -> tuple[str, str]:
    """The setting that names the list which a loop goes through, and the list's path; empty for other nodes."""
    for name, info in type(node).model_fields.items():
        if any(isinstance(mark, ListPath) for mark in info.metadata):
            return name, str(getattr(node, name, "") or "")
    return "", ""


def _paths(node: Node) -> Iterator[str]:
    for _name, item, is_text in readings(node):
        yield from liquid.paths(item) if is_text else (item,)


def marks_within(annotation: Any) -> list[Any]:
    """The marks inside ``list[Text]`` and the like."""
    return [mark for marks in _annotated(annotation) for mark in marks]


def _annotated(annotation: Any) -> Iterator[tuple[Any, ...]]:
    """The marks inside ``list[Text]`` and the like, which pydantic leaves in the annotation."""
    if get_origin(annotation) is Annotated:
        yield get_args(annotation)[1:]
    for arg in get_args(annotation):
        yield from _annotated(arg)
