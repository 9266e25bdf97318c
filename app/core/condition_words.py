"""Conditions in words: as part of a workflow's paragraph, and the values that a verdict names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from app.core import comparing, moments
from app.core.comparing import View
from app.core.condition_parts import FieldTest, Group, ListTest, OtherField, Relative, Tests, tests_of
from app.core.fields import FACTS, FieldInfo, field_info
from app.core.operators import OPERATORS, Operator
from app.core.sentence import Json, Sentence, because, either, money, packed, span, term
from app.core.text import look_up

_SHOWN = 200


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_DATED = {
    "{field} is empty": _("{field} has no date"),
    "{field} is not empty": _("{field} has a date"),
    "{field} is {found}, so it is not empty": _("{field} is {found}"),
}


@lru_cache(maxsize=4096)
def known(path: str, item: str = "") -> FieldInfo | None:
    """The field of a path, as far as the shop's shapes tell. ``item``: the shape of a list's item, "" outside lists."""
    return field_info(path, {**FACTS, "item": item} if item else FACTS)


def item_of(path: str, item: str = "") -> str:
    """The shape of the items of the list at a path; "" where it is no list of shapes."""
    info = known(path, item)
    return info.shape if info is not None and info.type == "list" else ""


def counted(item: ListTest, fit: int, total: int, outer: str = "") -> Sentence:
    """How many items of a list fit, and how many should."""
    return because(
        "{fit} of {total} in {list} fit, and {wanted}",
        fit=fit,
        total=total,
        list=title(item.list, outer),
        wanted=_wanted(item),
    )


def _wanted(item: ListTest) -> Sentence:
    match item.quantifier:
        case "at_least_one":
            return because("at least one should")
        case "all":
            return because("all should")
        case "none":
            return because("none should")
        case "exactly":
            return because("exactly {count} should", count=item.count)
        case "at_most":
            return because("at most {count} should", count=item.count)
        case _:
            return because("at least {count} should", count=item.count)


def type_of(info: FieldInfo | None, operator: Operator, found: Json) -> str:
    """The field's type: from the catalogue, else from the operator, else from the value itself."""
    if info is not None and info.type != "any":
        return info.type
    if len(operator.types) <= 2 and operator.types <= {comparing.NUMBER, comparing.MONEY}:
        return comparing.NUMBER
    if operator.types == {comparing.MOMENT}:
        return comparing.MOMENT
    if isinstance(found, bool):
        return comparing.YES_NO
    if isinstance(found, (int, float)):
        return comparing.NUMBER
    return comparing.TEXTS if isinstance(found, (list, tuple)) else comparing.TEXT


def title(path: str, item: str = "") -> Json:
    """A field's name for a sentence: "the order total"; what a step put out by its name and the step's; the path
    itself where no catalogue knows it. What is no noun
    ("Cancelled at", "Accepts marketing") stands in quotation marks."""
    info = known(path, item)
    if info is None:
        step, _dot, inside = path.removeprefix("steps.").partition(".")
        if not path.startswith("steps.") or not inside:
            return path
        return packed(because("the {value} of step “{step}”", value=plainly(inside), step=step))
    if info.type in (comparing.MOMENT, comparing.YES_NO):
        return packed(because("“{title}”", title=because(info.title)))
    return packed(because("the {title}", title=term(info.title)))


def plainly(path: str) -> str:
    """A path that no catalogue knows, as words."""
    return re.sub(r"[._\[\]-]+", " ", path).strip()


def worded(template: str, path: str, item: str = "") -> str:
    """An operator's sentence for a field: of a moment one says that there is none, not that it is empty."""
    info = known(path, item)
    return _DATED.get(template, template) if info is not None and info.type == comparing.MOMENT else template


def currency(path: str, names: Mapping[str, Json]) -> str:
    """The currency of an amount: the one beside it, else the order's, else the shop's."""
    beside = path.rpartition(".")[0]
    found = (look_up(names, f"{beside}.currency") if beside else None) or look_up(names, "order.currency")
    return str(found or look_up(names, "shop.currency") or "")


def shown(value: Json, view: View, code: str = "") -> Json:
    """A value as a sentence's parameter, in its type, and never longer than one can read."""
    if comparing.empty(value):
        return packed(because("empty"))
    if view.type == comparing.MONEY and code and comparing.decimal(value) is not None:
        return money(str(value), code)
    if view.type == comparing.MOMENT and (at := moments.read(value, view.zone)) is not None:
        return packed(at)
    if isinstance(value, bool):
        return packed(because("yes") if value else because("no"))
    if isinstance(value, (list, tuple)):
        first = [shown(one, View(comparing.TEXT, view.now, view.zone)) for one in value[:10]]
        return [*first, "…"] if len(value) > 10 else first
    if isinstance(value, Mapping):
        return str(value.get("title") or value.get("name") or value.get("id") or "…")[:_SHOWN]
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def asked_for(operator: Operator, value: Json, view: View) -> Json:
    """The value asked for, as it is shown; a choice by its label."""
    if operator.choices and isinstance(value, (list, tuple)):
        return [packed(because(operator.choices.get(str(one), str(one)))) for one in value]
    return shown(value, view)


def value_told(test: FieldTest, said: Json, item: str = "") -> Json:
    """The value asked for, in words: a literal as it is, another field by its name, a span as a span."""
    if isinstance(test.value, OtherField):
        return packed(because("{field} ({value})", field=title(test.value.field, item), value=said))
    if isinstance(test.value, Relative):
        return relative_told(test.value, OPERATORS[test.operator])
    return said


def relative_told(value: Relative, operator: Operator) -> Json:
    """ "6 months ago" or "3 days from now"; for an operator that asks for a span, "the last 6 months"."""
    amount, unit = moments.relative(value.relative) or (0, "days")
    length = span(abs(amount), unit)
    if operator.takes == "span":
        return packed(
            because("the last {span}", span=length) if amount < 0 else because("the next {span}", span=length)
        )
    return packed(
        because("{span} ago", span=length) if amount < 0 else because("{span} from now", span=length)
    )


def told(tests: Tests, every: bool, item: str = "") -> Sentence:
    """The tests as part of a workflow's paragraph: "the order total is greater than 100 and ..."."""
    parts = [_told(one, item) for one in tests]
    if len(parts) == 1:
        return parts[0]
    return because("{tests}", tests=parts) if every else because("{tests}", tests=either(parts))


def _told(test: FieldTest | ListTest | Group, item: str) -> Sentence:
    if isinstance(test, Group):
        return told(*tests_of(test), item)
    if isinstance(test, ListTest):
        inner = told(*tests_of(test), item_of(test.list, item))
        where = title(test.list, item)
        return because(
            "of {list}, {wanted} pass this: {tests}", list=where, wanted=_wanted(test), tests=inner
        )
    if isinstance(test.value, OtherField):
        asked = title(test.value.field, item)
    elif isinstance(test.value, Relative):
        asked = relative_told(test.value, OPERATORS[test.operator])
    else:
        asked = asked_for(OPERATORS[test.operator], test.value, View(comparing.TEXT, datetime.min, "UTC"))
    told_so = worded(OPERATORS[test.operator].told, test.field, item)
    return because(told_so, field=title(test.field, item), asked=asked)
