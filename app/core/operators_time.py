"""The operators for moments. Days, weekdays and hours are those of the store's own calendar and clock."""

from __future__ import annotations

import operator
from collections.abc import Mapping

from app.core import comparing
from app.core.operator import TIMES, Operator


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


DAYS: Mapping[str, str] = {
    "workday": _("Day from Monday to Friday"),
    "weekend": _("Saturday or Sunday"),
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}

ALL: tuple[Operator, ...] = (
    Operator(
        "before",
        _("is before"),
        TIMES,
        "one",
        comparing.instants(operator.lt),
        _("{field} is before {asked}"),
        _("{field} is {found}, which is before {asked}"),
        _("{field} is {found}, which is not before {asked}"),
    ),
    Operator(
        "after",
        _("is after"),
        TIMES,
        "one",
        comparing.instants(operator.gt),
        _("{field} is after {asked}"),
        _("{field} is {found}, which is after {asked}"),
        _("{field} is {found}, which is not after {asked}"),
    ),
    Operator(
        "not_before",
        _("is on or after"),
        TIMES,
        "one",
        comparing.instants(operator.ge),
        _("{field} is on or after {asked}"),
        _("{field} is {found}, which is on or after {asked}"),
        _("{field} is {found}, which is before {asked}"),
    ),
    Operator(
        "not_after",
        _("is on or before"),
        TIMES,
        "one",
        comparing.instants(operator.le),
        _("{field} is on or before {asked}"),
        _("{field} is {found}, which is on or before {asked}"),
        _("{field} is {found}, which is after {asked}"),
    ),
    Operator(
        "within",
        _("is within"),
        TIMES,
        "span",
        comparing.within,
        _("{field} is within {asked}"),
        _("{field} is {found}, which is within {asked}"),
        _("{field} is {found}, which is not within {asked}"),
    ),
    Operator(
        "not_within",
        _("is not within"),
        TIMES,
        "span",
        comparing.opposite(comparing.within),
        _("{field} is not within {asked}"),
        _("{field} is {found}, which is not within {asked}"),
        _("{field} is {found}, which is within {asked}"),
    ),
    Operator(
        "today",
        _("is today"),
        TIMES,
        "nothing",
        comparing.today,
        _("{field} is today"),
        _("{field} is {found}, which is today"),
        _("{field} is {found}, which is not today"),
    ),
    Operator(
        "anniversary",
        _("is this day of the year"),
        TIMES,
        "nothing",
        comparing.anniversary,
        _("{field} is this day of the year"),
        _("{field} is {found}: the same day of the year as today"),
        _("{field} is {found}: another day of the year than today"),
    ),
    Operator(
        "weekday",
        _("is on a"),
        TIMES,
        "many",
        comparing.weekday,
        _("{field} is on one of these days: {asked}"),
        _("{field} is {found}, on one of these days: {asked}"),
        _("{field} is {found}, on none of these days: {asked}"),
        DAYS,
    ),
    Operator(
        "between_hours",
        _("is between the hours"),
        TIMES,
        "clock",
        comparing.between_hours,
        _("{field} is between the hours {asked}"),
        _("{field} is {found}, between the hours {asked}"),
        _("{field} is {found}, outside the hours {asked}"),
    ),
)
