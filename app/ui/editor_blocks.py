"""What ``<flow-canvas>`` is given: the drawing, the kinds of steps and its texts, as JSON inside the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import orjson
from markupsafe import Markup

from app.core import stop_rules
from app.core.document import Step, Workflow
from app.core.drawing import Catalogue, node_of, ways
from app.core.node import FAILED, Node
from app.core.placeholders import spoken
from app.core.ports import PORTS, port_words
from app.core.problems import Problem
from app.core.sentence import Json, Sentence, because
from app.i18n.render import say
from app.ui.editor_texts import TEXTS
from app.ui.icons import icon

__all__ = [
    "KINDS",
    "PORTS",
    "Told",
    "canvas_blocks",
    "graph",
    "json_block",
    "painted",
    "port_label",
    "ports",
    "summary",
    "types",
]

KINDS: Mapping[str, Sentence] = {
    "trigger": because("Start when"),
    "condition": because("Check if"),
    "action": because("Do this"),
}
COPIED = {"settings", "retry"}
"""What a copy of a step takes along besides its kind and its note."""
STATUSES: Mapping[str, Sentence] = {
    "done": because("Done"),
    "failed": because("Failed"),
    "doubt": because("Possibly done"),
    "waiting": because("Waiting"),
    "trying": because("Trying again"),
    "unfinished": because("Not finished"),
    "running": because("Running"),
    "skipped": because("Skipped"),
    "stopped": because("Stopped"),
}


class Told(Protocol):
    """What a run did at a step, as the run's page knows it. ``port``: the way it left by, "" for none."""

    @property
    def status(self) -> str: ...
    @property
    def because(self) -> Sentence | None: ...
    @property
    def port(self) -> str: ...


def canvas_blocks(
    document: Workflow,
    catalogue: Catalogue,
    trace: Mapping[str, Told] | None = None,
    locale: str = "en",
    zone: str = "UTC",
    problems: Iterable[Problem] = (),
) -> Markup:
    """The JSON blocks that stand inside a ``<flow-canvas>`` element.

    ``trace``: what a run did, by step.
    """
    blocks: dict[str, Json] = {
        "graph": graph(document, catalogue, locale, zone, problems, copies=trace is None),
        "types": types(catalogue, locale, {step.type for step in document.steps}),
        "i18n": {name: say(text, locale) for name, text in TEXTS.items()},
    }
    if trace is not None:
        blocks["trace"] = painted(document, trace, locale, zone)
    return Markup("\n").join(json_block(name, value) for name, value in blocks.items())


def json_block(name: str, value: Json) -> Markup:
    """A value as a JSON block; it holds no ``<``, so nothing in it can end the block."""
    text = orjson.dumps(value).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return Markup('<script type="application/json" data-block="{}">{}</script>').format(name, Markup(text))  # noqa: S704


def graph(
    document: Workflow,
    catalogue: Catalogue,
    locale: str,
    zone: str,
    problems: Iterable[Problem] = (),
    copies: bool = True,
) -> dict[str, Json]:
    """The drawing as the canvas takes it: steps with their summary, ways out and problems in words.

    ``copies``: with what the clipboard takes of each step, so that it can be copied without asking again.
    """
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        if problem.step and problem.severity == "error":
            wrong.setdefault(problem.step, []).append(_upper(say(problem.because, locale, zone)))
    ends = stop_rules.told_shortly(stop_rules.of_drawing(document, catalogue)[1])
    stops = {"stops": say(ends, locale, zone)} if ends else {}
    return {
        "steps": [
            {
                "id": step.id,
                "type": step.type,
                "summary": summary(step, catalogue, locale, zone),
                "ports": ports(ways(step, catalogue), locale),
                "offset": step.offset,
                "position": step.position,
                "note": step.note,
                "problems": wrong.get(step.id, []),
                **(stops if step.type in catalogue and catalogue[step.type].kind == "trigger" else {}),
                **({"copy": step.model_dump(include=COPIED, exclude_none=True)} if copies else {}),
            }
            for step in document.steps
        ],
        "edges": [edge.model_dump() for edge in document.edges],
        "notes": [note.model_dump() for note in document.notes],
    }


def types(catalogue: Catalogue, locale: str, used: Iterable[str] = ()) -> dict[str, Json]:
    """Every kind of step: title, icon, ways out. ``used``: types in the drawing, which may be unknown here."""
    known = {name: _type(name, node, locale) for name, node in catalogue.items()}
    unknown = {
        name: {
            "title": name,
            "kind": "action",
            "label": say(because("Unknown kind of step"), locale),
            "icon": icon("circle-alert"),
            "ports": ports(("next",), locale),
        }
        for name in used
        if name not in catalogue
    }
    return {**known, **unknown}


def _type(name: str, node: type[Node], locale: str) -> dict[str, Json]:
    return {
        "title": say(because(node.meta.title), locale),
        "kind": node.kind,
        "label": say(KINDS[node.kind], locale),
        "icon": str(icon(node.meta.icon)),
        "ports": ports(ways(Step(id="new", type=name), {name: node}), locale),
    }


def ports(names: Iterable[str], locale: str) -> list[dict[str, Json]]:
    """Ways out with their labels; ``failed`` is quiet: it is drawn only where it is used."""
    return [{"id": name, "label": port_label(name, locale), "quiet": name == FAILED} for name in names]


def port_label(port: str, locale: str) -> str:
    """A way out in words; one that settings name (a switch's case) is its own label."""
    return say(port_words(port), locale)


def summary(step: Step, catalogue: Catalogue, locale: str, zone: str) -> str:
    """One line about a step's settings; "" where they are not finished."""
    node = node_of(step, catalogue)
    try:
        told = say(spoken(node.summary()), locale, zone) if node else ""
    except Exception:  # unfinished settings may hold anything, and have a problem of their own
        return ""
    return _upper(told)


def painted(document: Workflow, trace: Mapping[str, Told], locale: str, zone: str) -> dict[str, Any]:
    """A run's path: what each step did, and the arrows that were taken."""
    return {
        "steps": {
            step: {
                "status": view.status,
                "label": say(STATUSES.get(view.status, because(view.status)), locale),
                "because": _upper(say(view.because, locale, zone)) if view.because else "",
            }
            for step, view in trace.items()
        },
        "edges": [
            f"{edge.source}.{edge.port}>{edge.target}"
            for edge in document.edges
            if edge.source in trace
            and edge.port in ("each", trace[edge.source].port)
            and edge.target in trace
        ],
    }


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
