"""When a run ends by itself: what it was begun for is over, so what it still has to say or to pay would be wrong.

The rules are looked at right before a message or a payment, on facts that were read again. Each is about what changed
since the run began: an order that was cancelled then already is what the workflow is for.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, get_args

from pydantic import ValidationError

from app.core import mail
from app.core.comparing import decimal
from app.core.document import Rule, Workflow
from app.core.moments import read
from app.core.node import Context, Node
from app.core.sentence import Json, Sentence, because, either

RULES: tuple[Rule, ...] = get_args(Rule)
Weight = Literal["", "message", "promotion", "money"]
"""What a step does that can't be taken back; "": nothing of that kind."""


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


WORDS: Mapping[Rule, str] = {
    "bought": _("the customer buys"),
    "cancelled": _("the order is cancelled"),
    "refunded": _("the whole order is refunded"),
    "unsubscribed": _("the customer unsubscribes"),
}
"""Each rule as it follows "it stops by itself if"."""
SHORT: Mapping[Rule, str] = {
    "bought": _("bought"),
    "cancelled": _("cancelled"),
    "refunded": _("refunded"),
    "unsubscribed": _("unsubscribed"),
}
"""Each rule where there is little room."""
STOPPED: Mapping[Rule, tuple[Weight, ...]] = {
    "bought": ("message", "promotion", "money"),
    "cancelled": ("promotion", "money"),
    "refunded": ("promotion", "money"),
    "unsubscribed": ("promotion",),
}
"""The steps before which each rule is looked at."""
ABOUT: Mapping[Rule, tuple[str, ...]] = {
    "bought": ("checkout", "cart"),
    "cancelled": ("order",),
    "refunded": ("order",),
    "unsubscribed": ("checkout", "customer", "order"),
}
"""What a workflow must be started with, one of these, for a rule to mean anything."""
_ENDS: Mapping[Rule, re.Pattern[str]] = {
    "bought": re.compile(r"\bcheckout\.(completed|deleted)|\border\.created|\bcustomer\.ordered"),
    "cancelled": re.compile(r"\border\.(cancelled|deleted)|\brefund\.|\breturn\.|\bdispute\.|CancelOrder"),
    "refunded": re.compile(
        r"\border\.(cancelled|deleted)|\brefund\.|\breturn\.|\bdispute\.|CancelOrder|RefundOrder"
    ),
    "unsubscribed": re.compile(r"_consent_(withdrawn|changed)$"),
}
"""Events that a workflow is started by or waits for, and effects of its own, with which such an end is its business."""
_READS: Mapping[Rule, re.Pattern[str]] = {
    "cancelled": re.compile(r"\bcancelled(_at)?\b|\bcancel_reason\b"),
    "refunded": re.compile(r"\brefunded(_total)?\b|\brefunds\b|\bcancelled(_at)?\b"),
}
"""The same in the settings of its checks."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the customer since the run began: when they ordered, and when they unsubscribed."""

    ordered: datetime | None = None
    unsubscribed: datetime | None = None


def weight(node: Node) -> Weight:
    """What a step does that can't be taken back."""
    rests = {effect.rests_on_truth for effect in type(node).effects}
    if "money" in rests:
        return "money"
    if "message" not in rests:
        return ""
    return "promotion" if getattr(node, "purpose", "") == "promotion" else "message"


def fitting(nodes: Collection[Node]) -> tuple[Rule, ...]:
    """The rules that mean something in a workflow of these steps, by what it is started with and what it does."""
    given = {fact for node in nodes if node.kind == "trigger" for fact in node.gives()}
    weights = {weight(node) for node in nodes}
    return tuple(rule for rule in RULES if given & {*ABOUT[rule]} and weights & {*STOPPED[rule]})


def usual(nodes: Collection[Node]) -> tuple[Rule, ...]:
    """Those that are on where the owner said nothing: not where such an end is the workflow's own business."""
    return tuple(rule for rule in fitting(nodes) if not any(_concerns(rule, node) for node in nodes))


def in_force(said: Iterable[Rule] | None, nodes: Collection[Node]) -> tuple[Rule, ...]:
    """The rules that hold. ``said``: what the document says; None leaves it to the product."""
    return usual(nodes) if said is None else tuple(rule for rule in fitting(nodes) if rule in set(said))


def of_drawing(
    document: Workflow, catalogue: Mapping[str, type[Node]]
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Of a drawing that may be unfinished: the rules that mean something in it, and those that hold."""
    nodes: list[Node] = []
    for step in document.steps:
        if step.type in catalogue:
            with contextlib.suppress(ValidationError):
                nodes.append(catalogue[step.type].model_validate(step.settings))
    return fitting(nodes), in_force(document.stops, nodes)


def told(rules: Sequence[Rule]) -> Sentence | None:
    """The rules as a sentence of the workflow's paragraph; None where there are none."""
    if not rules:
        return None
    return because("It stops by itself if {rules}.", rules=either([because(WORDS[rule]) for rule in rules]))


def told_shortly(rules: Sequence[Rule]) -> Sentence | None:
    """The rules as a line above the start of a drawing; None where there are none."""
    if not rules:
        return None
    return because("Stops by itself if {rules}", rules=either([because(SHORT[rule]) for rule in rules]))


def _concerns(rule: Rule, node: Node) -> bool:
    if (
        rule in ("cancelled", "refunded")
        and node.kind == "trigger"
        and node.node_type().startswith("customer.")
    ):
        return True  # it is about the customer; the order only tells of one
    heard = [
        *getattr(node, "listens", ()),
        *node.awaits(),
        *(effect.__name__ for effect in type(node).effects),
    ]
    if any(_ENDS[rule].search(name) for name in heard):
        return True
    checks = not type(node).effects and node.kind != "trigger"
    return checks and rule in _READS and bool(_READS[rule].search(node.model_dump_json()))


def broken(
    rules: Collection[Rule], how: Weight, was: Mapping[str, Json], now: Context, known: Known
) -> Sentence | None:
    """Why the run stops before a step of that weight; None where it goes on. ``was``: the facts as it began."""
    looks: Mapping[Rule, Callable[[Mapping[str, Json], Context, Known], Sentence | None]] = {
        "bought": _bought,
        "cancelled": _cancelled,
        "refunded": _refunded,
        "unsubscribed": _unsubscribed,
    }
    for rule in RULES:
        if rule in rules and how in STOPPED[rule] and (why := looks[rule](was, now, known)) is not None:
            return why
    return None


def _bought(was: Mapping[str, Json], now: Context, known: Known) -> Sentence | None:
    if known.ordered is None:
        return None
    return because("stopped: {who} bought on {when}", who=_who(now), when=known.ordered)


def _cancelled(was: Mapping[str, Json], now: Context, known: Known) -> Sentence | None:
    order = _own_order(was, now)
    if order is None or not _is_cancelled(order) or _is_cancelled(_part(was, "order")):
        return None
    when = read(order.get("cancelled_at"))
    if when is None:
        return because("stopped: order {order} was cancelled", order=_called(order))
    return because("stopped: order {order} was cancelled on {when}", order=_called(order), when=when)


def _refunded(was: Mapping[str, Json], now: Context, known: Known) -> Sentence | None:
    order = _own_order(was, now)
    if order is None or not _is_refunded(order) or _is_refunded(_part(was, "order")):
        return None
    times = [at for one in order.get("refunds") or () if (at := read(one.get("created_at"))) is not None]
    if not times:
        return because("stopped: all of order {order} was refunded", order=_called(order))
    return because(
        "stopped: all of order {order} was refunded on {when}", order=_called(order), when=max(times)
    )


def _unsubscribed(was: Mapping[str, Json], now: Context, known: Known) -> Sentence | None:
    if known.unsubscribed is not None:
        return because("stopped: {who} unsubscribed on {when}", who=_who(now), when=known.unsubscribed)
    before = Context(now.now, now.run, now.step, now.seed, now.turn, was, now.zone)
    for states, yes in ((mail.EMAIL_CONSENT, mail.EMAIL_YES), (mail.SMS_CONSENT, mail.SMS_YES)):
        told_now = any(now.find(path) is not None for path in (*states, *yes))
        if told_now and mail.consents(before, states, yes) and not mail.consents(now, states, yes):
            return because("stopped: {who} no longer agrees to promotion", who=_who(now))
    return None


def _part(names: Mapping[str, Json], fact: str) -> Mapping[str, Json]:
    found = names.get(fact)
    return found if isinstance(found, Mapping) else {}


def _own_order(was: Mapping[str, Json], now: Context) -> Mapping[str, Json] | None:
    """The order that the run began with; None where the steps are about another one, such as a loop's entry."""
    order, first = _part(now.names, "order"), _part(was, "order")
    return order if order and str(order.get("id")) == str(first.get("id")) else None


def _is_cancelled(order: Mapping[str, Json]) -> bool:
    return bool(order.get("cancelled_at")) or order.get("status") == "cancelled"


def _is_refunded(order: Mapping[str, Json]) -> bool:
    total, back = (decimal(order.get(name)) or Decimal(0) for name in ("total", "refunded_total"))
    return order.get("financial_status") == "refunded" or 0 < total <= back


def _called(order: Mapping[str, Json]) -> str:
    return str(order.get("name") or order.get("id"))


def _who(now: Context) -> Json:
    paths = ("customer.name", *mail.CUSTOMER_PATHS)
    return next((str(value) for path in paths if (value := now.find(path))), because("the customer"))
