"""Conditions as data, never as text to evaluate: groups of tests that nest, and why they passed or not.

A group is ``{"all": [...]}`` or ``{"any": [...]}``. A test is ``{"field", "operator", "value"}``, where the value is a
literal, ``{"field": "other.path"}`` or ``{"relative": "-6 months"}``. A test of a list is ``{"list", "quantifier",
"count"?, "all"|"any": [...]}``; inside it, ``item`` is the list's item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core import comparing, moments
from app.core import condition_words as words
from app.core.comparing import View
from app.core.condition_parts import (
    DEEPEST,
    MOST,
    FieldTest,
    Group,
    Item,
    Items,
    ListTest,
    OtherField,
    Relative,
    SettingError,
    Tests,
    not_too_deep,
    one_group,
    paths,
    read,
    tests_of,
)
from app.core.condition_words import told
from app.core.operators import OPERATORS, for_type
from app.core.operators_change import CHANGES
from app.core.sentence import Json, Sentence, because
from app.core.text import look_up

__all__ = [
    "DEEPEST",
    "MOST",
    "FieldTest",
    "Group",
    "Item",
    "Items",
    "ListTest",
    "OtherField",
    "Relative",
    "SettingError",
    "Tests",
    "Verdict",
    "decide",
    "evaluate",
    "for_type",
    "not_too_deep",
    "one_group",
    "paths",
    "read",
    "told",
    "watched",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it passed, and the value found beside the value asked for."""

    passed: bool
    because: Sentence


def evaluate(group: Group, names: Mapping[str, Json], *, now: datetime, zone: str = "UTC") -> Verdict:
    """Whether the names pass, and why. Pure and total: what can't be compared does not pass."""
    return decide(*tests_of(group), names, now=now, zone=zone)


def decide(
    tests: Tests, every: bool, names: Mapping[str, Json], *, now: datetime, zone: str = "UTC", item: str = ""
) -> Verdict:
    """The same for the tests of a group of which ``every`` one, or any one, must pass. ``item``: within a test of a
    list, the shape of its items."""
    verdicts = [_one(test, names, now, zone, item) for test in tests]
    passed = all(v.passed for v in verdicts) if every else any(v.passed for v in verdicts)
    telling = [verdict.because for verdict in verdicts if verdict.passed is passed]
    return Verdict(passed, telling[0] if len(telling) == 1 else because("{reasons}", reasons=telling))


def _one(
    test: FieldTest | ListTest | Group, names: Mapping[str, Json], now: datetime, zone: str, item: str
) -> Verdict:
    if isinstance(test, FieldTest):
        return _field(test, names, now, zone, item)
    tests, every = tests_of(test)
    if isinstance(test, Group):
        return decide(tests, every, names, now=now, zone=zone, item=item)
    found = look_up(names, test.list)
    things = found if isinstance(found, (list, tuple)) else []
    shape = words.item_of(test.list, item)
    fit = sum(
        decide(tests, every, {**names, "item": one}, now=now, zone=zone, item=shape).passed for one in things
    )
    asked = test.count or 0
    passed = {
        "at_least_one": fit >= 1,
        "all": fit == len(things),
        "none": fit == 0,
        "exactly": fit == asked,
        "at_least": fit >= asked,
        "at_most": fit <= asked,
    }[test.quantifier]
    return Verdict(passed, words.counted(test, fit, len(things), item))


def _field(test: FieldTest, names: Mapping[str, Json], now: datetime, zone: str, item: str) -> Verdict:
    operator = OPERATORS[test.operator]
    found = look_up(names, test.field)
    kind = words.type_of(words.known(test.field, item), operator, found)
    view = View(kind, now, zone, _was(test.field, names, found))
    asked = _asked(test.value, names, now, zone)
    passed = operator.test(found, asked, view)
    return Verdict(
        passed,
        because(
            words.worded(operator.yes if passed else operator.no, test.field, item),
            field=words.title(test.field, item),
            found=words.shown(found, view, words.currency(test.field, names)),
            asked=words.value_told(test, words.asked_for(operator, asked, view), item),
            **_said_of_before(view, found),
        ),
    )


def watched(tests: Tests) -> frozenset[str]:
    """The facts whose earlier state the tests ask for."""
    found: set[str] = set()
    for test in tests:
        if isinstance(test, FieldTest):
            if test.operator in CHANGES:
                found.add(test.field.split(".")[0].split("[")[0])
        else:
            found |= watched(tests_of(test)[0])
    return frozenset(found)


def _was(path: str, names: Mapping[str, Json], found: Json) -> Json:
    """What a field was before the event: ``before`` holds, fact by fact, the fields that changed."""
    fact, _, rest = path.replace("[", ".").partition(".")
    before = names.get("before")
    changed = before.get(fact) if isinstance(before, Mapping) else None
    if not isinstance(changed, Mapping) or rest.partition(".")[0] not in changed:
        return comparing.UNCHANGED
    return look_up(before, path) if isinstance(before, Mapping) else comparing.UNCHANGED


def _said_of_before(view: View, found: Json) -> dict[str, Json]:
    return {"was": words.shown(found if view.was is comparing.UNCHANGED else view.was, view)}


def _asked(value: Json, names: Mapping[str, Json], now: datetime, zone: str) -> Json:
    if isinstance(value, OtherField):
        return look_up(names, value.field)
    if isinstance(value, Relative):
        amount, unit = moments.relative(value.relative) or (0, "days")
        try:
            return moments.shift(now, amount, unit, zone)
        except OverflowError:
            return None
    return value
