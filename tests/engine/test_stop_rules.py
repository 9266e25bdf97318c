"""When a run ends by itself, for every rule; which rules hold where nobody said anything; and that they can be said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core.changes import changes
from app.core.document import Workflow
from app.core.edit import apply, operation
from app.core.sentence import Json
from app.core.stop_rules import of_drawing
from app.core.words import paragraph
from app.nodes import catalogue
from app.store import suppressed
from tests.engine.lives import START
from tests.engine.shop_story import LETTER, PROMOTION, document, ended, letters, story, told

WAIT = ("time.wait", {"amount": 3, "unit": "days"})
CANCEL: Any = ("order.cancel", {})
CREDIT = ("customer.give_credit", {"amount": "5"})
LATE = document(
    "order.created", {"w": WAIT, "a": PROMOTION}, "start>w w>a", slots={"mail": {"kind": ["email"]}}
)


def rules(drawn: Any) -> tuple[str, ...]:
    return of_drawing(Workflow.model_validate(drawn), catalogue())[1]


@pytest.mark.parametrize(
    ("trigger", "steps", "expected"),
    [
        ("order.created", {"a": PROMOTION}, ("cancelled", "refunded", "unsubscribed")),
        ("order.created", {"a": LETTER}, ()),
        ("order.created", {"a": CREDIT}, ("cancelled", "refunded")),
        ("order.paid", {"a": ("order.refund", {})}, ("cancelled",)),
        ("order.created", {"c": CANCEL, "a": ("order.refund", {})}, ()),
        ("order.cancelled", {"a": ("order.refund", {})}, ()),
        ("order.refunded", {"a": CREDIT}, ()),
        ("order.return_approved", {"a": PROMOTION}, ("unsubscribed",)),
        ("cart.abandoned", {"a": LETTER}, ("bought",)),
        ("cart.completed", {"a": LETTER}, ()),
        ("customer.created", {"a": PROMOTION}, ("unsubscribed",)),
        ("customer.inactive", {"a": PROMOTION}, ("unsubscribed",)),
        ("time.schedule", {"a": PROMOTION}, ()),
        (
            "order.created",
            {"c": ("logic.check", {"all": [{"field": "order.status", "operator": "equals", "value": "cancelled"}]}),
             "a": CREDIT},
            (),
        ),
    ],
)  # fmt: skip
def test_the_rules_fit_what_a_workflow_is_for(trigger: str, steps: Any, expected: tuple[str, ...]) -> None:
    assert rules(document(trigger, steps, "start>a")) == expected


@pytest.mark.parametrize(
    ("changes_", "why"),
    [
        ({"status": "cancelled", "cancelled_at": "2026-03-28T10:00:00+00:00"},
         "stopped: order #1001 was cancelled on 2026-03-28T10:00:00+00:00"),
        ({"status": "cancelled"}, "stopped: order #1001 was cancelled"),
        ({"financial_status": "refunded"}, "stopped: all of order #1001 was refunded"),
        ({"refunded_total": "129.00", "refunds": [{"created_at": "2026-03-29T08:00:00+00:00"}]},
         "stopped: all of order #1001 was refunded on 2026-03-29T08:00:00+00:00"),
    ],
)  # fmt: skip
def test_an_order_that_is_no_more_stops_promotion(changes_: dict[str, Json], why: str) -> None:
    lived, shop = story(LATE, told("order.created"))
    shop.change("order", **changes_)
    lived.run()
    assert ended(lived) == ("stopped", why)
    assert letters(shop) == []


def test_a_part_of_the_money_back_stops_nothing() -> None:
    lived, shop = story(LATE, told("order.created"))
    shop.change("order", refunded_total="20.00", financial_status="partially_refunded")
    lived.run()
    assert (ended(lived)[0], letters(shop)) == ("done", ["anna@example.com: Look"])


def test_an_order_that_was_cancelled_when_it_began_is_what_it_is_for() -> None:
    event = told("order.created", order={"status": "cancelled", "cancelled_at": "2026-03-26T10:00:00+00:00"})
    lived, shop = story(LATE, event)
    lived.run()
    assert (ended(lived)[0], letters(shop)) == ("done", ["anna@example.com: Look"])


def test_a_letter_about_the_order_still_goes() -> None:
    lived, shop = story(
        document("order.created", {"w": WAIT, "a": LETTER}, "start>w w>a"), told("order.created")
    )
    shop.cancel()
    lived.run()
    assert letters(shop) == ["anna@example.com: Hello"]


def test_consent_that_was_taken_back_in_the_store_stops_promotion() -> None:
    lived, shop = story(LATE, told("order.created"))
    shop.change("customer", email_consent="unsubscribed", accepts_marketing=False)
    lived.run()
    assert ended(lived) == ("stopped", "stopped: Anna Berger no longer agrees to promotion")


def test_who_unsubscribed_by_the_link_meanwhile_stops_promotion() -> None:
    lived, _ = story(LATE, told("order.created"))
    at = START + timedelta(hours=5)
    suppressed.add(lived.disk._conn, "Anna@example.com", "unsubscribed", at)
    lived.run()
    assert ended(lived) == ("stopped", f"stopped: Anna Berger unsubscribed on {at.isoformat()}")


@pytest.mark.parametrize("state", ["open", "failed"])
def test_a_cart_that_was_bought_by_another_way_is_not_reminded_of(state: str) -> None:
    drawn = document("cart.created", {"w": WAIT, "a": ("message.email", {"subject": "Still there?", "body": "x"})},
                     "start>w w>a")  # fmt: skip
    lived, shop = story(drawn, told("checkout.created"))
    shop.orders = [{"id": "7", "status": state, "created_at": "2026-03-28T10:00:00+00:00"}]
    lived.run()
    if state == "open":
        assert ended(lived) == ("stopped", "stopped: Anna Berger bought on 2026-03-28T10:00:00+00:00")
    else:
        assert ended(lived)[0] == "done"
    assert len(letters(shop)) == (state == "failed")


def test_a_rule_that_is_off_stops_nothing() -> None:
    lived, shop = story({**LATE, "stops": ["unsubscribed"]}, told("order.created"))
    shop.cancel()
    lived.run()
    assert (ended(lived)[0], letters(shop)) == ("done", ["anna@example.com: Look"])


def test_the_rules_of_the_workflow_that_was_started_hold_in_those_that_it_calls() -> None:
    called = document("logic.called", {"a": PROMOTION}, "start>a") | {"id": "inner", "name": "inner"}
    called["steps"][0]["settings"] = {"inputs": {"order": "Order", "customer": "Customer"}}
    call = ("logic.call", {"workflow": "inner", "inputs": {"order": "order", "customer": "customer"}})
    drawn = document("order.created", {"w": WAIT, "c": call, "a": PROMOTION}, "start>w w>c c>a")
    lived, shop = story(drawn, told("order.created"), called)
    shop.cancel()
    lived.run()
    assert ended(lived)[0] == "stopped"
    assert letters(shop) == []


def test_the_rules_are_told_and_can_be_said() -> None:
    before = Workflow.model_validate(LATE)
    told_ = str(paragraph(before, catalogue()))
    assert told_.endswith(
        "It stops by itself if the order is cancelled or the whole order is refunded or the customer unsubscribes."
    )
    edited = apply(before, operation({"op": "stops", "rules": ["cancelled"]}), catalogue())
    assert "It stops by itself if the order is cancelled." in str(paragraph(edited.document, catalogue()))
    assert [str(one.sentence) for one in changes(before, edited.document, catalogue())] == [
        "It no longer stops by itself if the whole order is refunded.",
        "It no longer stops by itself if the customer unsubscribes.",
    ]
    assert [str(one.sentence) for one in changes(edited.document, before, catalogue())] == [
        "It now also stops by itself if the whole order is refunded.",
        "It now also stops by itself if the customer unsubscribes.",
    ]
    none = apply(before, operation({"op": "stops", "rules": []}), catalogue()).document
    assert none.to_json()["stops"] == []
    assert Workflow.model_validate(none.to_json()) == none
    assert "stops" not in before.to_json()
