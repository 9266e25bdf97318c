"""The operators of conditions, per type of field: what each compares, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping

from app.core import comparing, operators_change, operators_time
from app.core.comparing import CHOICE, MONEY, NUMBER, TEXT
from app.core.operator import AMOUNTS, EVERY, LISTS, SINGLE, WORDS, Operator

__all__ = ["OPERATORS", "Operator", "for_type"]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_contains = comparing.texts(lambda found, asked: asked in found)
_starts = comparing.texts(str.startswith)
_ends = comparing.texts(str.endswith)

_ALL = (
    Operator(
        "equals",
        _("is"),
        SINGLE,
        "one",
        comparing.same,
        _("{field} is {asked}"),
        _("{field} is {found}"),
        _("{field} is {found}, not {asked}"),
    ),
    Operator(
        "not_equals",
        _("is not"),
        SINGLE,
        "one",
        comparing.opposite(comparing.same),
        _("{field} is not {asked}"),
        _("{field} is {found}, not {asked}"),
        _("{field} is {found}"),
    ),
    Operator(
        "contains",
        _("contains"),
        WORDS,
        "one",
        _contains,
        _("{field} contains {asked}"),
        _("{field} is {found}, which contains {asked}"),
        _("{field} is {found}, which does not contain {asked}"),
    ),
    Operator(
        "not_contains",
        _("does not contain"),
        WORDS,
        "one",
        comparing.opposite(_contains),
        _("{field} does not contain {asked}"),
        _("{field} is {found}, which does not contain {asked}"),
        _("{field} is {found}, which contains {asked}"),
    ),
    Operator(
        "starts_with",
        _("starts with"),
        WORDS,
        "one",
        _starts,
        _("{field} starts with {asked}"),
        _("{field} is {found}, which starts with {asked}"),
        _("{field} is {found}, which does not start with {asked}"),
    ),
    Operator(
        "not_starts_with",
        _("does not start with"),
        WORDS,
        "one",
        comparing.opposite(_starts),
        _("{field} does not start with {asked}"),
        _("{field} is {found}, which does not start with {asked}"),
        _("{field} is {found}, which starts with {asked}"),
    ),
    Operator(
        "ends_with",
        _("ends with"),
        WORDS,
        "one",
        _ends,
        _("{field} ends with {asked}"),
        _("{field} is {found}, which ends with {asked}"),
        _("{field} is {found}, which does not end with {asked}"),
    ),
    Operator(
        "not_ends_with",
        _("does not end with"),
        WORDS,
        "one",
        comparing.opposite(_ends),
        _("{field} does not end with {asked}"),
        _("{field} is {found}, which does not end with {asked}"),
        _("{field} is {found}, which ends with {asked}"),
    ),
    Operator(
        "any_of",
        _("is one of"),
        frozenset({TEXT, NUMBER, MONEY, CHOICE}),
        "many",
        comparing.any_of,
        _("{field} is one of {asked}"),
        _("{field} is {found}, which is one of {asked}"),
        _("{field} is {found}, which is none of {asked}"),
    ),
    Operator(
        "none_of",
        _("is none of"),
        frozenset({TEXT, NUMBER, MONEY, CHOICE}),
        "many",
        comparing.opposite(comparing.any_of),
        _("{field} is none of {asked}"),
        _("{field} is {found}, which is none of {asked}"),
        _("{field} is {found}, which is one of {asked}"),
    ),
    Operator(
        "greater_than",
        _("is greater than"),
        AMOUNTS,
        "one",
        comparing.numbers(lambda found, asked: found > asked),
        _("{field} is greater than {asked}"),
        _("{field} is {found}, which is greater than {asked}"),
        _("{field} is {found}, which is not greater than {asked}"),
    ),
    Operator(
        "less_than",
        _("is less than"),
        AMOUNTS,
        "one",
        comparing.numbers(lambda found, asked: found < asked),
        _("{field} is less than {asked}"),
        _("{field} is {found}, which is less than {asked}"),
        _("{field} is {found}, which is not less than {asked}"),
    ),
    Operator(
        "at_least",
        _("is at least"),
        AMOUNTS,
        "one",
        comparing.numbers(lambda found, asked: found >= asked),
        _("{field} is at least {asked}"),
        _("{field} is {found}, which is at least {asked}"),
        _("{field} is {found}, which is less than {asked}"),
    ),
    Operator(
        "at_most",
        _("is at most"),
        AMOUNTS,
        "one",
        comparing.numbers(lambda found, asked: found <= asked),
        _("{field} is at most {asked}"),
        _("{field} is {found}, which is at most {asked}"),
        _("{field} is {found}, which is more than {asked}"),
    ),
    Operator(
        "between",
        _("is between"),
        AMOUNTS,
        "two",
        comparing.between,
        _("{field} is between {asked}"),
        _("{field} is {found}, which is between {asked}"),
        _("{field} is {found}, which is not between {asked}"),
    ),
    Operator(
        "multiple_of",
        _("is a multiple of"),
        AMOUNTS,
        "one",
        comparing.numbers(lambda found, asked: asked != 0 and found != 0 and found % asked == 0),
        _("{field} is a multiple of {asked}"),
        _("{field} is {found}, which is a multiple of {asked}"),
        _("{field} is {found}, which is no multiple of {asked}"),
    ),
    *operators_time.ALL,
    Operator(
        "includes",
        _("include"),
        LISTS,
        "one",
        comparing.includes,
        _("{field} include {asked}"),
        _("{field} are {found} and include {asked}"),
        _("{field} are {found} and do not include {asked}"),
    ),
    Operator(
        "not_includes",
        _("do not include"),
        LISTS,
        "one",
        comparing.opposite(comparing.includes),
        _("{field} do not include {asked}"),
        _("{field} are {found} and do not include {asked}"),
        _("{field} are {found} and include {asked}"),
    ),
    Operator(
        "includes_any",
        _("include one of"),
        LISTS,
        "many",
        comparing.includes_any,
        _("{field} include one of {asked}"),
        _("{field} are {found} and include one of {asked}"),
        _("{field} are {found} and include none of {asked}"),
    ),
    Operator(
        "includes_all",
        _("include all of"),
        LISTS,
        "many",
        comparing.includes_all,
        _("{field} include all of {asked}"),
        _("{field} are {found} and include all of {asked}"),
        _("{field} are {found} and do not include all of {asked}"),
    ),
    *operators_change.ALL,
    Operator(
        "empty",
        _("is empty"),
        EVERY,
        "nothing",
        lambda found, asked, view: comparing.empty(found),
        _("{field} is empty"),
        _("{field} is empty"),
        _("{field} is {found}, so it is not empty"),
    ),
    Operator(
        "not_empty",
        _("is not empty"),
        EVERY,
        "nothing",
        lambda found, asked, view: not comparing.empty(found),
        _("{field} is not empty"),
        _("{field} is {found}, so it is not empty"),
        _("{field} is empty"),
    ),
)

OPERATORS: Mapping[str, Operator] = {operator.name: operator for operator in _ALL}


def for_type(type: str) -> list[Operator]:
    """The operators that an owner may choose for a field of this type, in the order shown."""
    if type == "any":
        return list(_ALL)
    known = type if type in EVERY else "list" if type.startswith("list") else TEXT
    return [operator for operator in _ALL if known in operator.types]
