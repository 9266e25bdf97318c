"""Forms out of pydantic models: one control per field, from a closed set of widgets, and back again.

The same for a step's settings and a connection's. ``typed`` reads a posted form into JSON without judging it,
``judged`` judges, ``controls`` shows it again, with what was typed and each error under its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData

from app.core.mail import CUSTOMER
from app.core.node import LiquidText, ListPath, NamePath, WorkflowId, marks_within
from app.core.placeholders import VALUE, title_of
from app.core.refusals import refusals
from app.core.sentence import Json, Sentence
from app.core.visible import Output
from app.ui import condition_form
from app.ui.condition_form import Tree

_COMMA = re.compile(r"[,\n](?![^{}]*\}\})")
"""Parts tags; not within ``{{ order.tags | join: ", " }}``."""
TEXTS = ("text", "area", "html", "email", "url", "tags", "recipient")
"""Widgets whose text may hold values."""
WIDGETS = (
    "text", "area", "html", "number", "choice", "tags", "several", "switch", "conditions", "span", "schedule", "email",
    "recipient", "url", "keyvalue", "password", "path", "workflow",
)  # fmt: skip
"""Each has a macro of its name in ``templates/forms/widgets.html``."""


@dataclass(frozen=True, slots=True)
class Control:
    """One field as the page shows it. ``label``, ``help``, ``unit`` and labels of ``choices`` are message ids.

    ``unit_of``: the field that says in which unit the number counts. ``tree``: a condition's rows. ``values_at``: for a
    text with ``{{ values }}``, where the fields are listed that it may hold. ``names``: the plain names of those that
    it holds, by path. ``fields``: for a path, the fields to choose from. ``pick_at``: where names of the store are
    listed that it may hold.
    """

    name: str
    label: str
    help: str
    widget: str
    value: Any = None
    error: Sentence | None = None
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    unit_of: Control | None = None
    tree: Tree | None = None
    values_at: str = ""
    names: Mapping[str, Sentence] = field(default_factory=dict)
    fields: condition_form.FieldGroups = ()
    pick_at: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The model where the values fit, else the errors by field."""

    model: BaseModel | None
    errors: Mapping[str, Sentence] = field(default_factory=dict)


def judged(model: type[BaseModel], values: Mapping[str, Json]) -> Judged:
    """Whether the values fit the model; every error in words."""
    try:
        return Judged(model.model_validate(dict(values)))
    except ValidationError as error:
        return Judged(None, _by_name(model, refusals(error, model)))


def _by_name(model: type[BaseModel], found: Sequence[tuple[str, Sentence]]) -> dict[str, Sentence]:
    names = {info.alias: name for name, info in model.model_fields.items() if info.alias}
    errors: dict[str, Sentence] = {}
    for place, said in found:
        head, dot, rest = place.partition(".")
        errors.setdefault(names.get(head, head) + dot + rest, said)
    return errors


def controls(
    model: type[BaseModel],
    values: Mapping[str, Json],
    errors: Mapping[str, Sentence] | None = None,
    facts: Mapping[str, str] | None = None,
    judge: condition_form.Judge | None = None,
    values_at: str = "",
    workflows: tuple[tuple[str, str], ...] = (),
    outputs: Sequence[Output] = (),
    workflow: str = "",
) -> list[Control]:
    """The form's controls, in the order of the model. ``facts``: name -> shape of what the step may read.

    ``judge``: says how a condition's row comes out for the sample event. ``values_at``: see ``Control``.
    ``workflows``: those that a step can run, by id, with their names. ``outputs``: what earlier steps give.
    ``workflow``: whose step it is, for names of its store.
    """
    wrong = errors or {}
    found: list[Control] = []
    grouped: set[str] = set()
    fields = model.model_fields
    trees = [name for name, info in fields.items() if widget_of(info) == "conditions"]
    for name, info in fields.items():
        if name in grouped or not _asked(model, info, values):
            continue
        if name in trees:
            grouped.update(trees)
            found.append(_conditions(info, trees, values, wrong, facts or {}, judge, outputs))
            continue
        unit = fields.get("unit") if widget_of(info) == "span" else None
        if unit is not None:
            grouped.add("unit")
        inner = control("unit", unit, values, wrong) if unit is not None else None
        made = control(name, info, values, wrong, inner)
        if workflow and (kind := _extra(info).get("pick")):
            made = replace(made, pick_at=f"/pick/{kind}?workflow={workflow}")
        if values_at and made.widget in TEXTS and _marked(info, LiquidText):
            made = replace(made, values_at=values_at, names=_names(made.value))
        elif _marked(info, WorkflowId):
            made = replace(made, widget="workflow", choices=workflows)
        elif made.widget == "path":
            lists = _marked(info, ListPath)
            made = replace(made, fields=condition_form.field_groups(facts or {}, outputs, lists=lists))
        found.append(made)
    return found


def _asked(model: type[BaseModel], info: FieldInfo, values: Mapping[str, Json]) -> bool:
    """Whether a setting is asked for beside the values of the others (``when``)."""
    other, *wanted = _extra(info).get("when") or ("",)
    if other not in model.model_fields:
        return True
    value = values.get(
        other, model.model_fields[other].get_default(call_default_factory=True, validated_data={})
    )
    return value in wanted


def _marked(info: FieldInfo, mark: type) -> bool:
    """Whether a setting, or each of its texts, has this mark."""
    return any(isinstance(one, mark) for one in (*info.metadata, *marks_within(info.annotation)))


def _names(value: Any) -> dict[str, Sentence]:
    texts = value if isinstance(value, list) else [value]
    paths = [found[1] for text in texts for found in VALUE.finditer(str(text or ""))]
    return {path: title_of(path) for path in paths}


def control(
    name: str,
    info: FieldInfo,
    values: Mapping[str, Json],
    errors: Mapping[str, Sentence],
    unit_of: Control | None = None,
) -> Control:
    """What a form shows for one field of a model: its widget, value, choices and error."""
    widget = widget_of(info)
    extra = _extra(info)
    limits = {type(mark).__name__: mark for mark in info.metadata}
    value = values.get(name, values.get(info.alias or name))
    if value is None and not info.is_required():
        value = info.get_default(call_default_factory=True, validated_data={})
    if widget == "password":
        value = ""
    elif isinstance(value, (tuple, set, frozenset)):
        value = list(value)
    error = errors.get(name) or next((errors[key] for key in errors if key.startswith(f"{name}.")), None)
    least, most = limits.get("Ge"), limits.get("Le")
    longest = limits.get("MaxLen")
    return Control(
        name=name,
        label=info.title or name,
        help=info.description or "",
        widget=widget,
        value=value,
        error=error,
        required=not _may_stay_empty(info),
        choices=_choices(info),
        unit=str(extra.get("unit") or ""),
        least=getattr(least, "ge", None),
        most=getattr(most, "le", None),
        longest=getattr(longest, "max_length", None)
        if widget in ("text", "area", "html", "email", "recipient", "url")
        else None,
        unit_of=unit_of,
    )


def _conditions(
    info: FieldInfo,
    names: Sequence[str],
    values: Mapping[str, Json],
    errors: Mapping[str, Sentence],
    facts: Mapping[str, str],
    judge: condition_form.Judge | None,
    outputs: Sequence[Output],
) -> Control:
    """``all`` and ``any`` are one widget: rows, and whether all or any of them have to fit."""
    tree = condition_form.tree(values, facts, errors, judge, outputs)
    own = [key for key in errors if key == "" or key in names]
    return Control(
        name=condition_form.ROOT,
        label=condition_form.LABEL,
        help="",
        widget="conditions",
        error=errors[own[0]] if own else None,
        required=True,
        tree=tree,
    )


def typed(model: type[BaseModel], form: FormData) -> dict[str, Json]:
    """What was typed, as JSON that the model may or may not take. Fields that are not in the form are left out."""
    values: dict[str, Json] = {}
    fields = model.model_fields
    if any(widget_of(info) == "conditions" for info in fields.values()):
        values |= condition_form.typed(form)
    for name, info in fields.items():
        widget = widget_of(info)
        if widget == "conditions":
            continue
        value = _typed(name, info, widget, form)
        if value is not None:
            values[info.alias or name] = value
    unasked = [info.alias or name for name, info in fields.items() if not _asked(model, info, values)]
    return {name: value for name, value in values.items() if name not in unasked}


def _typed(name: str, info: FieldInfo, widget: str, form: FormData) -> Json:
    if widget == "switch":
        return name in form if f"{name}.there" in form or name in form else None
    if widget == "keyvalue":
        pairs = zip(_texts(form, f"{name}.name"), _texts(form, f"{name}.value"), strict=False)
        found = {key.strip(): value for key, value in pairs if key.strip()}
        return found if f"{name}.there" in form or found else None
    if widget == "several":
        return _texts(form, name) if f"{name}.there" in form or name in form else None
    if widget == "recipient" and form.get(f"{name}.whom") == CUSTOMER:
        return CUSTOMER
    if name not in form:
        return None
    text = str(form[name])
    if widget == "path":  # one may also be written down, where none that is offered is meant
        text = str(form.get(f"{name}.typed") or "").strip() or text
    if widget == "tags":
        return [part.strip() for part in _COMMA.split(text) if part.strip()]
    if widget in ("number", "span"):
        return _number(text, info)
    if widget in ("area", "html"):
        return text.replace("\r\n", "\n")
    if widget == "password":
        return text or None
    text = text.strip()
    return None if not text and not info.is_required() and _optional(info) else text


def _number(text: str, info: FieldInfo) -> Json:
    """A number as one; what is none stays as it was typed, so that it can be shown again."""
    text = text.strip().replace(",", ".")
    if not text:
        return None if not info.is_required() else ""
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if abs(number) < 1e15 else text  # a larger one could not be written down exactly
    return text


def _texts(form: FormData, name: str) -> list[str]:
    return [str(value) for value in form.getlist(name)]


def widget_of(info: FieldInfo) -> str:
    """The widget that was named, or the one that fits the type."""
    named = str(_extra(info).get("widget") or "")
    if named and named != "schedule":
        return named
    kind = _plain(info.annotation)
    if get_origin(kind) is Literal:
        return "choice"
    if get_origin(kind) in (list, tuple, set, frozenset):
        return "several" if _options(kind) else "tags"
    if get_origin(kind) is dict:
        return "keyvalue"
    if kind is bool:
        return "switch"
    if kind is SecretStr:
        return "password"
    if isinstance(kind, type) and issubclass(kind, (int, float)):
        return "number"
    if not named and any(isinstance(mark, NamePath) for mark in info.metadata):
        return "path"
    return named or "text"


def _plain(annotation: Any) -> Any:
    """The type itself: without None beside it, without marks around it."""
    if hasattr(annotation, "__metadata__"):
        return _plain(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        return _plain(next(arg for arg in get_args(annotation) if arg is not type(None)))
    return annotation


def _optional(info: FieldInfo) -> bool:
    return get_origin(info.annotation) in (Union, UnionType)


def _may_stay_empty(info: FieldInfo) -> bool:
    """Whether nothing has to be typed, and nothing is there to begin with."""
    if info.is_required() or any(getattr(mark, "min_length", 0) for mark in info.metadata):
        return False
    return (
        not info.get_default(call_default_factory=True, validated_data={})
        and _plain(info.annotation) is not bool
    )


def _choices(info: FieldInfo) -> tuple[tuple[str, str], ...]:
    labels = _extra(info).get("choices") or {}
    found = _options(_plain(info.annotation))
    return tuple((str(value), str(labels.get(value, value))) for value in found)


def _options(kind: Any) -> tuple[Any, ...]:
    """The values of a ``Literal``, or of a list of them."""
    if get_origin(kind) in (list, tuple, set, frozenset):
        kind = _plain(get_args(kind)[0])
    return get_args(kind) if get_origin(kind) is Literal else ()


def _extra(info: FieldInfo) -> Mapping[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
