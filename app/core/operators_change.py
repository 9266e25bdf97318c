"""The operators for what changed: they compare with the value that a field had before the event.

An event that tells of a change holds, under ``before``, the fields that changed with their earlier values. A field that
is not there did not change, and nothing has changed where the store's earlier word is not known.
"""

from __future__ import annotations

import operator as compare

from app.core import comparing
from app.core.operator import AMOUNTS, EVERY, SINGLE, Operator


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


ALL: tuple[Operator, ...] = (
    Operator(
        "changed",
        _("has changed"),
        EVERY,
        "nothing",
        comparing.changed,
        _("{field} has changed"),
        _("{field} changed from {was} to {found}"),
        _("{field} is {found} and did not change"),
    ),
    Operator(
        "not_changed",
        _("has not changed"),
        EVERY,
        "nothing",
        comparing.opposite(comparing.changed),
        _("{field} has not changed"),
        _("{field} is {found} and did not change"),
        _("{field} changed from {was} to {found}"),
    ),
    Operator(
        "changed_to",
        _("has changed to"),
        SINGLE,
        "one",
        comparing.changed_to,
        _("{field} has changed to {asked}"),
        _("{field} changed from {was} to {found}"),
        _("{field} is {found}, was {was}, and did not change to {asked}"),
    ),
    Operator(
        "changed_from",
        _("has changed from"),
        SINGLE,
        "one",
        comparing.changed_from,
        _("{field} has changed from {asked}"),
        _("{field} changed from {was} to {found}"),
        _("{field} is {found}, was {was}, and did not change from {asked}"),
    ),
    Operator(
        "changed_from_to",
        _("has changed from … to"),
        SINGLE,
        "two",
        comparing.changed_from_to,
        _("{field} has changed from one to the other of {asked}"),
        _("{field} changed from {was} to {found}"),
        _("{field} is {found}, was {was}, and did not change from one to the other of {asked}"),
    ),
    Operator(
        "crossed_below",
        _("has fallen below"),
        AMOUNTS,
        "one",
        comparing.crossed(compare.ge, compare.lt),
        _("{field} has fallen below {asked}"),
        _("{field} fell from {was} to {found}, below {asked}"),
        _("{field} is {found}, was {was}, and did not fall below {asked} just now"),
    ),
    Operator(
        "crossed_above",
        _("has risen above"),
        AMOUNTS,
        "one",
        comparing.crossed(compare.le, compare.gt),
        _("{field} has risen above {asked}"),
        _("{field} rose from {was} to {found}, above {asked}"),
        _("{field} is {found}, was {was}, and did not rise above {asked} just now"),
    ),
)

CHANGES = frozenset(operator.name for operator in ALL)
"""Their names."""
