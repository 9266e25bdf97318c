"""What came from elsewhere and waits for a person's look: web addresses of an imported workflow, and what was chosen
for another store. Each keeps the workflow from being published until it is approved or set otherwise (rule R14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.core.document import Step, Workflow
from app.core.node import Node
from app.core.problems import Problem
from app.core.sentence import Json, Sentence, because

Kind = Literal["address", "choice"]
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_OF_A_STORE = frozenset(
    {"tags", "collections", "location", "locations", "discount_codes", "product", "sku", "categories"}
)
"""Last parts of fields whose values are a store's own: a condition on them may mean nothing in another one."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """``address``: as it stands in the step. ``choice``: ``field`` is the setting, dotted within conditions, and
    ``value`` what is shown of it."""

    kind: Kind
    step: str
    value: str
    field: str = ""

    def pack(self) -> dict[str, Json]:
        return asdict(self)


def unpacked(rows: Iterable[Mapping[str, Any]]) -> list[Unsettled]:
    """As they were packed."""
    return [Unsettled(**row) for row in rows]


def addresses_of(document: Workflow) -> list[Unsettled]:
    """Every web address in the settings of a drawing's steps, as it stands there; one that is put together when the
    step runs as the whole text."""
    found: dict[Unsettled, None] = {}
    for step in document.steps:
        for name, text in _texts(step.settings):
            told = _ADDRESS.findall(text)
            if not told and name == "url" and text.strip():
                told = [text.strip()]
            found |= dict.fromkeys(Unsettled("address", step.id, address) for address in told)
    return list(found)


def choices_of(document: Workflow, catalogue: Mapping[str, type[Node]]) -> list[Unsettled]:
    """Everything that was chosen from a store: settings that are picked there, and conditions on its own names."""
    return [one for step in document.steps for one in _choices(step, catalogue.get(step.type))]


def open_of(
    document: Workflow, waiting: Iterable[Unsettled], catalogue: Mapping[str, type[Node]]
) -> list[Unsettled]:
    """Those that still stand in the drawing as they came."""
    now = {*addresses_of(document), *choices_of(document, catalogue)}
    return [one for one in waiting if one in now]


def problems(
    document: Workflow, waiting: Iterable[Unsettled], catalogue: Mapping[str, type[Node]]
) -> Iterator[Problem]:
    """One problem for each that still stands there."""
    for one in open_of(document, waiting, catalogue):
        if one.kind == "address":
            why = because(
                "this step calls a web address that came with an import; approve it first: {address}",
                address=one.value,
            )
            yield Problem(one.step, None, why, "address_not_approved")
        else:
            why = because(
                "this was chosen for another store; choose it anew, or say that it is right here: {value}",
                value=one.value,
            )
            yield Problem(one.step, one.field or None, why, "choose_again")


def label_of(one: Unsettled, document: Workflow, catalogue: Mapping[str, type[Node]]) -> Sentence:
    """What the form of the step calls the setting."""
    step = document.step(one.step)
    kind = catalogue.get(step.type) if step else None
    field = kind.model_fields.get(one.field.partition(".")[0]) if kind else None
    return because(field.title if field is not None and field.title else "Condition")


def _choices(step: Step, kind: type[Node] | None) -> Iterator[Unsettled]:
    if kind is None:
        return
    for name, field in kind.model_fields.items():
        extra = field.json_schema_extra
        value = step.settings.get(name)
        if isinstance(extra, dict) and extra.get("pick") and value not in (None, "", []):
            yield Unsettled("choice", step.id, _shown(value), name)
    for path, item in _items(step.settings, ""):
        last = str(item["field"]).rpartition(".")[2]
        if last in _OF_A_STORE and item.get("value") not in (None, "", []):
            yield Unsettled("choice", step.id, _shown(item["value"]), path)


def _items(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The conditions in settings, with where they stand."""
    if isinstance(value, Mapping):
        if isinstance(value.get("field"), str) and "operator" in value:
            yield f"{path}.value", value
        else:
            for name, inside in value.items():
                yield from _items(inside, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, inside in enumerate(value):
            yield from _items(inside, f"{path}.{place}")


def _shown(value: Any) -> str:
    return ", ".join(map(str, value))[:200] if isinstance(value, list) else str(value)[:200]


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for inner, inside in value.items():
            yield from _texts(inside, str(inner))
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside, name)
