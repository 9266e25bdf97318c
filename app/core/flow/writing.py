"""A workflow as a file of Shopify Flow. What was written is read again: only what comes back the same is given out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.core.document import Step, Workflow
from app.core.flow import conditions, texts
from app.core.flow.kinds import ACTIONS, ADMIN, CONDITION, FLOW, KEPT, LISTS, MEANT, SEEN, TICKS, TRIGGERS
from app.core.flow.paths import theirs
from app.core.flow.report import Unmappable
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput

_PORTS = {"next": "output", "then": "true", "otherwise": "false", "each": "loop_body", "after": "after"}


class Unwritable(InvalidInput):
    """Something in the workflow does not exist in Flow. ``steps``: which steps, and why each."""

    def __init__(self, steps: list[tuple[str, Sentence]], more: list[Sentence]) -> None:
        self.steps = steps
        why: list[Json] = [because("{step}: {why}", step=step, why=reason).pack() for step, reason in steps]
        super().__init__(
            because("This workflow can't be a file of Shopify Flow: {why}",
                    why=[*[because("{step}: {why}", step=step, why=reason) for step, reason in steps], *more])
        )  # fmt: skip
        self.told = why


def write(document: Workflow) -> bytes:
    """The file: SHA-256, a colon, one line of JSON. Raises Unwritable, which names each step that isn't there."""
    refused: list[tuple[str, Sentence]] = []
    steps: list[dict[str, Any]] = []
    for n, step in enumerate(document.steps):
        try:
            steps.append(_step(step, n))
        except Unmappable as error:
            refused.append((step.id, error.sentence))
    more = _beside(document)
    if refused or more:
        raise Unwritable(refused, more)
    links = [
        {"from_step_id": edge.source, "from_port_id": _PORTS.get(edge.port, edge.port), "to_step_id": edge.target,
         "to_port_id": "input"}
        for edge in document.edges
    ]  # fmt: skip
    root = {"steps": steps, "links": links, "patched_fields": [], "variables": [],
            "note": document.notes[0].text if document.notes else None, "workflow_name": document.name}  # fmt: skip
    whole = {"__metadata": {"version": 0.1}, "root": root}
    line = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    body = hashlib.sha256(line).hexdigest().encode() + b":" + line
    _same(document, body)
    return body


def _same(document: Workflow, body: bytes) -> None:
    """Refuses what would not come back as it was; the id, the slots and where steps stand are not Flow's to keep."""
    from app.core.flow.reading import read

    again = read(body).document
    back = {step.id: step for step in again.steps}
    lost = because("what it does can't be said in Flow")
    wrong = [
        (step.id, lost)
        for step in document.steps
        if step.id not in back
        or (back[step.id].type, back[step.id].settings, back[step.id].note)
        != (step.type, step.settings, step.note)
    ]
    if wrong or again.edges != document.edges:
        raise Unwritable(wrong, [] if wrong else [because("its arrows can't be drawn in Flow")])


def _beside(document: Workflow) -> list[Sentence]:
    found = []
    if document.one_at_a_time is not None:
        found.append(because("runs that wait for each other are not there"))
    if document.stops is not None:
        found.append(because("rules that end a run by themselves are not there"))
    if len(document.notes) > 1:
        found.append(because("a workflow has one note there"))
    return found


def _step(step: Step, n: int) -> dict[str, Any]:
    if step.retry is not None:
        raise Unmappable(because("how often it is tried again can't be said there"))
    place = [int(at) for at in step.position] if step.position else [0, n * 160]
    base = {"step_id": step.id, "step_position": place}
    original = step.settings.get("original")
    if step.type.startswith(KEPT) and isinstance(original, dict):
        return {**base, **original}
    kind, task, fields = _task(step)
    values = [{"config_field_id": name, "value": value} for name, value in fields.items()]
    return {**base, "config_field_values": values, "task_id": task, "task_version": "0.1", "task_type": kind,
            "description": None, "note": step.note, "name": None}  # fmt: skip


def _said(path: str) -> str:
    return theirs(path, {}, {})


def _text(value: Any) -> str:
    return texts.to_theirs(str(value), _said)


def _task(step: Step) -> tuple[str, str, dict[str, str]]:
    settings = step.settings
    for name, kind in TRIGGERS.items():
        if kind == step.type and name in SEEN:
            return "TRIGGER", ADMIN + name, {}
    if step.type == "logic.check":
        return "CONDITION", CONDITION, {"condition": conditions.to_theirs(settings, step.id, _said)}
    if step.type == "logic.for_each":
        return (
            "FOREACH",
            f"{FLOW}foreach",
            {"listpath": _said(str(settings.get("items", "order.line_items")))},
        )
    if step.type == "http.request":
        pairs = [[name, _text(value)] for name, value in settings.get("headers", {}).items()]
        return "ACTION", f"{FLOW}send_http", {
            "method": str(settings.get("method", "POST")), "url": _text(settings.get("url", "")),
            "headers": json.dumps(pairs, ensure_ascii=False), "body": _text(settings.get("body", "")),
        }  # fmt: skip
    if step.type == "message.team_email":
        return "ACTION", f"{FLOW}send_email", {
            "address": ", ".join(settings.get("to", [])), "subject": _text(settings.get("subject", "")),
            "message": _text(settings.get("body", "")),
        }  # fmt: skip
    for name, (own, thing, names) in ACTIONS.items():
        if own == step.type and name in SEEN:
            fields = {f"{thing}_id": next(iter(sorted(MEANT[thing], key=len)))} if thing else {}
            for there, here in names.items():
                value = settings.get(here, "")
                if there in LISTS:
                    fields[there] = json.dumps([_text(one) for one in value or []], ensure_ascii=False)
                elif there in TICKS:
                    fields[there] = "true" if value else "false"
                else:
                    fields[there] = _text(value)
            return "ACTION", ADMIN + name, fields
    if step.type in {*TRIGGERS.values(), *(own for own, _, _ in ACTIONS.values()), "logic.log", "time.wait"}:
        raise Unmappable(because("what Flow calls this step in its files is not known for sure"))
    raise Unmappable(because("there is no such step in Flow"))
