"""The condition builder: a document's tests as rows of a form, and the posted rows as tests again.

Names of inputs say where they stand: ``c`` is the root group, ``c.0`` its first row, ``c.1.0`` a row of a group in it.
Adding and removing rows are changes to the posted rows, so they work by htmx and by a plain form alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData

from app.core import moments
from app.core.condition_parts import COUNTED
from app.core.conditions import Verdict
from app.core.fields import SHAPES, FieldInfo, field_info, fields
from app.core.operators import OPERATORS, Operator, for_type
from app.core.sentence import Json, Sentence
from app.core.visible import Output

ROOT = "c"
DEEPEST = 8
MOST = 100
UNITS = ("minutes", "hours", "days", "weeks", "months", "years")


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


QUANTIFIERS = (
    ("at_least_one", _("At least one")),
    ("all", _("Every one")),
    ("none", _("None")),
    ("exactly", _("Exactly")),
    ("at_least", _("At least")),
    ("at_most", _("At most")),
)
LABEL = _("Go on by “Then” if")
BLANK: Mapping[str, Json] = {"field": "", "operator": "", "value": None}


@dataclass(frozen=True, slots=True)
class Choice:
    """A field to choose: its path, and its titles from the outside to the inside (message ids)."""

    path: str
    titles: tuple[str, ...]


FieldGroups = tuple[tuple[str, tuple[Choice, ...]], ...]
"""Fields to choose from, by fact."""
Judge = Callable[[Mapping[str, Json]], Verdict | None]
"""How an item of a condition comes out for the sample event; None where that can't be said yet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``kind``: ``test``, ``group`` or ``list``; ``compare``: with ``value``, ``field`` or ``relative``.

    ``verdict``: how it comes out for the sample event.
    """

    path: str
    kind: str
    field: str = ""
    operator: str = ""
    operators: tuple[tuple[str, str], ...] = ()
    takes: str = "one"
    type: str = "text"
    compare: str = "value"
    comparable: bool = False
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    other: str = ""
    span: tuple[str, str, str] = ("", "days", "-")
    quantifier: str = "at_least_one"
    count: str = ""
    error: Sentence | None = None
    inside: Tree | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A group of rows. ``groups``: the fields that may be asked about, by fact. ``lists``: those that are lists."""

    path: str
    join: str
    rows: tuple[Row, ...]
    groups: FieldGroups = ()
    lists: tuple[Choice, ...] = ()
    deep: int = 0
    quantifiers: tuple[tuple[str, str], ...] = QUANTIFIERS
    units: tuple[str, ...] = UNITS
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class _Maker:
    facts: Mapping[str, str]
    errors: Mapping[str, Sentence] = field(default_factory=dict)
    judge: Judge = lambda item: None
    outputs: Sequence[Output] = ()


def tree(
    settings: Mapping[str, Json],
    facts: Mapping[str, str],
    errors: Mapping[str, Sentence] | None = None,
    judge: Judge | None = None,
    outputs: Sequence[Output] = (),
) -> Tree:
    """A condition's settings as rows; one empty row where there is nothing yet. ``errors`` by ``all.0.value``."""
    join, items = _group(settings)
    plain = {re.sub(r"\b(all|any)\.", "", place): said for place, said in (errors or {}).items()}
    maker = _Maker(dict(facts), plain, judge or (lambda item: None), outputs)
    whole = _tree(maker, ROOT, join, items or [BLANK], maker.facts, 0)
    return replace(whole, verdict=maker.judge({join: items}) if len(items) > 1 else None)


def _group(value: Mapping[str, Json]) -> tuple[str, list[Any]]:
    join = "any" if value.get("any") is not None else "all"
    items = value.get(join)
    return join, items if isinstance(items, list) else []


def _tree(maker: _Maker, path: str, join: str, items: list[Any], facts: Mapping[str, str], deep: int) -> Tree:
    rows = tuple(
        _row(maker, f"{path}.{n}", item if isinstance(item, dict) else BLANK, facts, deep)
        for n, item in enumerate(items)
    )
    groups, lists = _fields(facts)
    return Tree(path, join, rows, (*groups, *_given(maker.outputs, lists=False)), lists, deep)


def _row(maker: _Maker, path: str, item: Mapping[str, Any], facts: Mapping[str, str], deep: int) -> Row:
    error = _error(maker, path)
    inside = facts is not maker.facts  # of a list: a single item has no verdict
    verdict = None if inside else maker.judge(item)
    if "list" in item:
        join, items = _group(item)
        shape = field_info(str(item["list"]), facts)
        inner = {**facts, "item": shape.shape} if shape and shape.shape else dict(facts)
        count = item.get("count")
        return Row(
            path, "list", field=str(item["list"]), quantifier=str(item.get("quantifier") or "at_least_one"),
            count="" if count is None else str(count), error=error,
            inside=_tree(maker, path, join, items or [BLANK], inner, deep + 1), verdict=verdict,
        )  # fmt: skip
    if "field" not in item and "operator" not in item:
        join, items = _group(item)
        return Row(
            path, "group", error=error, inside=_tree(maker, path, join, items or [BLANK], facts, deep + 1),
            verdict=verdict,
        )  # fmt: skip
    return _test(path, item, facts, error, verdict, {one.path: one.shape for one in maker.outputs})


def _error(maker: _Maker, path: str) -> Sentence | None:
    """The error of a row itself; those of the rows inside it stand there."""
    place = path.removeprefix(f"{ROOT}.")
    own = re.compile(rf"{re.escape(place)}(\.[a-z_]+)*$")
    return next((said for key, said in maker.errors.items() if own.fullmatch(key)), None)


def _test(
    path: str,
    item: Mapping[str, Any],
    facts: Mapping[str, str],
    error: Sentence | None,
    verdict: Verdict | None,
    given: Mapping[str, str],
) -> Row:
    name = str(item.get("field") or "")
    info = field_info(name, facts)
    kind = info.type if info else given.get(name, "text") if given.get(name) != "any" else "text"
    offered = for_type(kind)
    chosen: Operator | None = OPERATORS.get(str(item.get("operator") or ""))
    if chosen is None or chosen not in offered:
        chosen = offered[0]
    value = item.get("value")
    values: tuple[str, ...] = ()
    compare, other, span = "value", "", ("", "days", "-")
    if isinstance(value, dict) and "field" in value:
        compare, other = "field", str(value["field"])
    elif isinstance(value, dict) and "relative" in value:
        compare, span = "relative", _span(str(value["relative"]))
    elif isinstance(value, list):
        values = tuple(_text(one) for one in value)
    elif value is not None:
        values = (_text(value),)
    return Row(
        path, "test", field=name, operator=chosen.name, operators=tuple((o.name, o.label) for o in offered),
        takes=chosen.takes, type=kind, compare=compare if chosen.takes == "one" else "value",
        comparable=chosen.takes == "one" and kind in ("number", "money", "moment"), values=values,
        choices=tuple(chosen.choices.items()) or _choices(info), other=other, span=span, error=error, verdict=verdict,
    )  # fmt: skip


def _choices(info: FieldInfo | None) -> tuple[tuple[str, str], ...]:
    if info is None:
        return ()
    if info.type == "yes_no":
        return (("true", _("Yes")), ("false", _("No")))
    return tuple(info.choices.items())


def _text(value: Json) -> str:
    return "true" if value is True else "false" if value is False else "" if value is None else str(value)


def _span(text: str) -> tuple[str, str, str]:
    found = moments.relative(text)
    if found is None:
        return text.strip("+- "), "days", "-"
    return str(abs(found[0])), found[1], "-" if found[0] < 0 else "+"


def field_groups(
    facts: Mapping[str, str], outputs: Sequence[Output] = (), *, lists: bool = False
) -> FieldGroups:
    """The fields to choose from, by fact, and what earlier steps give; only what is a list, or all but that."""
    groups, found = _fields(facts)
    given = _given(outputs, lists=lists)
    if not lists:
        return (*groups, *given)
    mine = ((title, tuple(c for c in found if c.titles[0] == title)) for title, _all in groups)
    return (*((title, choices) for title, choices in mine if choices), *given)


def _given(outputs: Sequence[Output], *, lists: bool) -> FieldGroups:
    """What earlier steps give, by step."""
    found: dict[tuple[str, str], list[Choice]] = {}
    for one in outputs:
        if (one.shape == "list") == lists:
            titles = (one.title, one.id) if one.id else (one.title,)
            found.setdefault((one.step, one.id), []).append(Choice(one.path, titles))
    return tuple((step, tuple(choices)) for (step, _id), choices in found.items())


def _fields(facts: Mapping[str, str]) -> tuple[FieldGroups, tuple[Choice, ...]]:
    groups: list[tuple[str, tuple[Choice, ...]]] = []
    lists: list[Choice] = []
    for fact, shape in facts.items():
        if shape not in SHAPES:
            continue
        title = fact.replace("_", " ").capitalize()
        found = [
            (Choice(f"{fact}.{path}", (*info.within, info.title)), info)
            for path, info in fields(shape).items()
        ]
        groups.append((title, tuple(choice for choice, info in found if info.type not in ("shape", "list"))))
        lists += [Choice(c.path, (title, *c.titles)) for c, info in found if info.type == "list"]
    return tuple(groups), tuple(lists)


# ------------------------------------------------------------------------------------------------- and back again


def typed(form: FormData) -> dict[str, Json]:
    """The posted rows as a condition's settings, with the row that ``do`` adds or takes away."""
    order, _, target = str(form.get("do") or "").partition(":")
    join, items = _read(form, ROOT, order, target, 0)
    return {join: items} if items else {}


def _read(form: FormData, path: str, order: str, target: str, deep: int) -> tuple[str, list[Json]]:
    places = {int(m[1]) for key in form if (m := re.match(rf"{re.escape(path)}\.(\d{{1,3}})\.kind$", key))}
    items: list[Json] = []
    for n in sorted(places)[:MOST]:
        row = f"{path}.{n}"
        if order == "remove" and target == row:
            continue
        items.append(_read_row(form, row, order, target, deep))
    if target == path and deep < DEEPEST:
        new: Mapping[str, Mapping[str, Json]] = {
            "add": BLANK,
            "group": {"all": [dict(BLANK)]},
            "list": {"list": "", "quantifier": "at_least_one", "all": [dict(BLANK)]},
        }
        if order in new:
            items.append(dict(new[order]))
    return "any" if form.get(f"{path}.join") == "any" else "all", items


def _read_row(form: FormData, row: str, order: str, target: str, deep: int) -> dict[str, Json]:
    kind = form.get(f"{row}.kind")
    if kind in ("group", "list") and deep < DEEPEST:
        join, items = _read(form, row, order, target, deep + 1)
        group: dict[str, Json] = {join: items}
        if kind == "group":
            return group
        head: dict[str, Json] = {
            "list": _one(form, f"{row}.list"),
            "quantifier": _one(form, f"{row}.quantifier"),
        }
        count = _one(form, f"{row}.count")
        if head["quantifier"] in COUNTED and count:
            head["count"] = int(count) if count.isdecimal() and len(count) < 16 else count
        return head | group
    return _read_test(form, row)


def _read_test(form: FormData, row: str) -> dict[str, Json]:
    test: dict[str, Json] = {"field": _one(form, f"{row}.field"), "operator": _one(form, f"{row}.operator")}
    operator = OPERATORS.get(str(test["operator"]))
    takes = operator.takes if operator else "one"
    compare = _one(form, f"{row}.compare")
    if takes == "nothing":
        return test
    if takes == "span" or (takes == "one" and compare == "relative"):
        amount = _one(form, f"{row}.amount")
        if not amount and f"{row}.amount" not in form:  # the row was drawn for another operator
            return {**test, "value": {"relative": "-7 days"}}
        sign = "-" if _one(form, f"{row}.side") != "+" else ""
        return {**test, "value": {"relative": f"{sign}{amount} {_one(form, f'{row}.unit') or 'days'}"}}
    if takes == "one" and compare == "field":
        return {**test, "value": {"field": _one(form, f"{row}.other")}}
    values = [str(value).strip() for value in form.getlist(f"{row}.value")]
    if takes == "many":
        many = [part.strip() for value in values for part in value.split(",")]
        return {**test, "value": [value for value in many if value]}
    if takes in ("two", "clock"):
        return {**test, "value": [*values, "", ""][:2]}
    value = values[0] if values else ""
    return {**test, "value": {"true": True, "false": False}.get(value, value)}


def _one(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()
