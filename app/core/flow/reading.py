"""A file of Shopify Flow as a draft. Whatever has no equal here is kept whole, and blocks publishing until replaced."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import networkx

from app.core.document import MAX_STEPS, Edge, Note, Slot, Step, Workflow
from app.core.document_file import parsed
from app.core.flow.kinds import CONDITION, KEPT, LOOP
from app.core.flow.paths import Ref, Scope
from app.core.flow.report import Census, Line, Report, Unmappable
from app.core.flow.steps import Mapped, mapped
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput

_DIGEST = re.compile(rb"\s*([0-9a-fA-F]{64}):")
_OWN_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_PORTS = {"output": "next", "true": "then", "false": "otherwise", "loop_body": "each", "after": "after"}
_LOOSE = (0.0, 0.0)
LONGEST_NOTE, LONGEST_NAME = 2000, 120


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file became, and what of it did not become the same."""

    document: Workflow
    report: Report


def read(body: bytes, name: str = "") -> Reading:
    """The draft in a file of Flow, of any age, with any digest or none. Raises InvalidInput: nothing is half read."""
    called: Sentence | str = name or because("The file")
    prefix = _DIGEST.match(body)
    rest = body[prefix.end() :] if prefix else body
    whole = parsed(rest, called)
    reader = _Reader(whole, called)
    lines: list[Line] = []
    if prefix is not None and prefix[1].decode().lower() != hashlib.sha256(rest).hexdigest():
        said = because("The check sum {sum} at its beginning is not that of what follows; Flow's own files are so.",
                       sum=prefix[1].decode())  # fmt: skip
        lines.append(Line("", "also", said))
    document = reader.document(name.replace("\\", "/").rpartition("/")[2].removesuffix(".flow"))
    told = [
        Line("", "also", because("It also says {place}: {value}", place=place,
                                 value=json.dumps(value, ensure_ascii=False)))
        for place, value in reader.census.left()
    ]  # fmt: skip
    return Reading(document, Report((*reader.lines, *lines, *told)))


class _Reader:
    """One reading: the census of what was used, and the lines of the report."""

    def __init__(self, whole: Any, called: Sentence | str) -> None:
        self.called, self.census, self.lines = called, Census(whole), list[Line]()
        self.base: tuple[str | int, ...] = ("root",) if isinstance(whole, dict) and "root" in whole else ()
        found = whole.get("root", whole) if isinstance(whole, dict) else None
        self.root: dict[str, Any] = found if isinstance(found, dict) else {}
        self.ids: dict[str, str] = {}

    def document(self, stem: str) -> Workflow:
        steps, links = self._list("steps"), self._list("links")
        if not steps:
            raise InvalidInput(because("{name} is no workflow of Shopify Flow: there are no steps in it.",
                                       name=self.called))  # fmt: skip
        if len(steps) > MAX_STEPS or len(links) > MAX_STEPS * 4:
            raise InvalidInput(because("{name} has {n} steps and {links} arrows; that is too many.",
                                       name=self.called, n=len(steps), links=len(links)))  # fmt: skip
        self._name_steps(steps)
        edges = [self._edge(n, link) for n, link in enumerate(links)]
        order = self._order(edges)
        by_id = {self.ids[str(step["step_id"])]: (n, step) for n, step in enumerate(steps)}
        made = self._steps(by_id, order, edges)
        title = self.root.get("workflow_name")
        if isinstance(title, str) and 0 < len(title.strip()) <= LONGEST_NAME and title == title.strip():
            self.census.take(*self.base, "workflow_name")
        name = (title if isinstance(title, str) else "").strip()[:LONGEST_NAME].strip() or stem[
            :LONGEST_NAME
        ].strip()
        slots = {"shop": Slot(kind=["shopify"])}
        if any(step.type == "message.team_email" for step in made):
            slots["mail"] = Slot(kind=["email"])
        self._decoration()
        return Workflow(
            name=name or "Shopify Flow", notes=self._notes(), slots=slots, steps=made, edges=edges
        )

    def _list(self, name: str) -> list[Any]:
        found = self.root.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise InvalidInput(because("{name} is no workflow of Shopify Flow: its {part} are missing or damaged.",
                                       name=self.called, part=name))  # fmt: skip
        return found

    def _name_steps(self, steps: list[Any]) -> None:
        for step in steps:
            if not all(isinstance(step.get(key), str) for key in ("task_id", "task_type")) or not isinstance(
                step.get("step_id"), (str, int)
            ):
                raise InvalidInput(
                    because("{name} is damaged: a step does not say what it is.", name=self.called)
                )
        twice = [one for one, count in Counter(str(step["step_id"]) for step in steps).items() if count > 1]
        if twice:
            raise InvalidInput(because("{name} has two steps with the same id: {id}.", name=self.called,
                                       id=twice[0][:80]))  # fmt: skip
        used = {str(s["step_id"]) for s in steps if _OWN_ID.fullmatch(str(s["step_id"]))}
        for step in steps:
            own = str(step["step_id"])
            if own in used:
                self.ids[own] = own
                continue
            task = step["task_id"].rpartition("::")[2]
            base = re.sub(r"[^a-z0-9]+", "_", task.lower()).strip("_")[:50]
            base = base if _OWN_ID.fullmatch(base) and not re.fullmatch(r"[0-9a-f_]{20,}", base) else "step"
            found, n = base, 1
            while found in used:
                n += 1
                found = f"{base}_{n}"
            used.add(found)
            self.ids[own] = found

    def _edge(self, n: int, link: dict[str, Any]) -> Edge:
        source, target = (
            self.ids.get(str(link.get("from_step_id"))),
            self.ids.get(str(link.get("to_step_id"))),
        )
        port = link.get("from_port_id", "output")
        if source is None or target is None or not isinstance(port, str):
            raise InvalidInput(because("{name} is damaged: an arrow leads to a step that is not there.",
                                       name=self.called))  # fmt: skip
        for key in ("from_step_id", "to_step_id", "from_port_id"):
            self.census.take(*self.base, "links", n, key)
        if link.get("to_port_id") == "input":
            self.census.take(*self.base, "links", n, "to_port_id")
        return Edge(source=source, port=_PORTS.get(port, port), target=target)

    def _order(self, edges: list[Edge]) -> list[str]:
        graph: networkx.DiGraph[str] = networkx.DiGraph()
        graph.add_nodes_from(self.ids.values())
        graph.add_edges_from((edge.source, edge.target) for edge in edges)
        try:
            return list(networkx.topological_sort(graph))
        except networkx.NetworkXUnfeasible as error:
            around = [source for source, *_rest in networkx.find_cycle(graph)]
            raise InvalidInput(because("{name} goes round in a circle: {steps}.", name=self.called,
                                       steps=" → ".join([*around, around[0]])[:400])) from error  # fmt: skip

    def _steps(self, by_id: dict[str, tuple[int, Any]], order: list[str], edges: list[Edge]) -> list[Step]:
        scopes: dict[str, dict[str, Ref]] = {}
        steps: dict[str, Step] = {}
        lines: dict[str, list[Line]] = {}
        joined = {edge.source for edge in edges} | {edge.target for edge in edges}
        out: dict[str, tuple[Mapped | None, str]] = {}
        for ident in order:
            n, raw = by_id[ident]
            scope: dict[str, Ref] = {}
            for edge in (edge for edge in edges if edge.target == ident):
                scope.update(scopes[edge.source])
                given, said = out[edge.source]
                if given is not None and given.gives is not None:
                    scope[said] = given.gives
                if given is not None and given.item is not None and edge.port == "each":
                    scope = {name: ref for name, ref in scope.items() if ref.path != "item"}
                    scope[f"{said}Foreachitem"] = given.item
            scopes[ident] = scope
            made, step, line = self._step(n, raw, ident, scope)
            if ident not in joined:
                spot = raw.get("step_position")
                ok = (
                    isinstance(spot, list) and len(spot) == 2 and all(type(at) in (int, float) for at in spot)
                )
                step = step.model_copy(
                    update={"position": (float(spot[0]), float(spot[1])) if ok else _LOOSE}
                )
            out[ident], steps[ident], lines[ident] = (made, _variable(raw, made)), step, line
        kept = [ident for ident in by_id if ident in steps]
        self.lines = [line for ident in kept for line in lines[ident]]
        return [steps[ident] for ident in kept]

    def _step(
        self, n: int, raw: dict[str, Any], ident: str, scope: Scope
    ) -> tuple[Mapped | None, Step, list[Line]]:
        where = (*self.base, "steps", n)
        name = raw["task_id"].rpartition("::")[2].replace("_", " ")
        note, lines = self._note(where, raw), list[Line]()
        try:
            fields = _fields(raw)
            made = mapped(raw, fields, scope, ident)
        except Unmappable as error:
            self.census.take(*where)
            kept: dict[str, Json] = {k: v for k, v in raw.items() if k not in ("step_id", "step_position")}
            kind = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60] or "step"
            if ":" not in raw["task_id"]:
                kind = "app_step"
            said = because(
                "“{step}” is kept as it was and does nothing: {why}.", step=name, why=error.sentence
            )
            return None, Step(id=ident, type=KEPT + kind, settings={"original": kept}, note=note), [
                Line(ident, "missing", said)
            ]  # fmt: skip
        for key in ("step_id", "step_position", "config_field_values", "task_id", "task_type"):
            self.census.take(*where, key)
        if raw.get("task_version") in ("0.1", "1.0", "v1"):
            self.census.take(*where, "task_version")
        said = (
            because("“{step}” does the same here, but: {what}.", step=name, what=list(made.differences))
            if made.differences
            else because("“{step}” does the same here.", step=name)
        )
        lines.append(Line(ident, "different" if made.differences else "same", said))
        return made, Step(id=ident, type=made.type, settings=made.settings, note=note), lines

    def _note(self, where: tuple[str | int, ...], raw: dict[str, Any]) -> str | None:
        texts: list[str] = []
        for key in ("name", "description", "note"):
            value = raw.get(key)
            if value is None or value == "":
                self.census.take(*where, key)
            elif isinstance(value, str) and len("\n".join([*texts, value])) <= LONGEST_NOTE:
                texts.append(value)
                self.census.take(*where, key)
        return "\n".join(texts) or None

    def _notes(self) -> list[Note]:
        text = self.root.get("note")
        if not isinstance(text, str) or not text or len(text) > 4000:
            return []
        self.census.take(*self.base, "note")
        return [Note(id="note", text=text)]

    def _decoration(self) -> None:
        """What says nothing: empty lists, how the canvas was turned, and the format's version that we know."""
        for key in ("variables", "patched_fields", "note", "steps", "links"):
            if self.root.get(key) in ([], None):
                self.census.take(*self.base, key)
        if isinstance(self.root.get("vertical_layout_enabled"), bool):
            self.census.take(*self.base, "vertical_layout_enabled")
        if self.base and self.census.whole.get("__metadata") == {"version": 0.1}:
            self.census.take("__metadata")


def _fields(raw: dict[str, Any]) -> dict[str, str]:
    """Raises Unmappable where a setting stands twice or is none."""
    found: dict[str, str] = {}
    for one in raw.get("config_field_values") or []:
        if not isinstance(one, dict) or set(one) != {"config_field_id", "value"}:
            raise Unmappable(because("its settings are of a form that this version doesn't know"))
        key, value = one["config_field_id"], one["value"]
        if not isinstance(key, str) or key in found or not (value is None or isinstance(value, str)):
            raise Unmappable(because("its settings are of a form that this version doesn't know"))
        found[key] = value or ""
    if set(raw) - {"step_id", "step_position", "config_field_values", "task_id", "task_version", "task_type",
                   "description", "note", "name"}:  # fmt: skip
        raise Unmappable(because("it says things that this version doesn't know"))
    return found


def _variable(raw: dict[str, Any], made: Mapped | None) -> str:
    """What later steps call what a step gave."""
    if raw["task_id"] == LOOP and made is not None:
        path = next((str(one.get("value")) for one in raw.get("config_field_values") or []), "")
        return path.rpartition(".")[2]
    if raw["task_id"] == CONDITION:
        return ""
    words = re.findall(r"[A-Za-z0-9]+", str(raw.get("name") or "")) or re.findall(
        r"[A-Za-z0-9]+", _DEFAULT_NAMES.get(raw["task_id"], raw["task_id"].rpartition("::")[2])
    )
    return "".join(w[:1].lower() + w[1:] if n == 0 else w[:1].upper() + w[1:] for n, w in enumerate(words))


_DEFAULT_NAMES = {
    "shopify::flow::fetch::orders": "Get order data", "shopify::flow::fetch::customers": "Get customer data",
    "shopify::flow::fetch::products": "Get product data",
}  # fmt: skip
