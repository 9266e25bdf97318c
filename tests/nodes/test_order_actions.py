"""What steps about orders do beyond their examples: which order, which pieces, how much, and when it ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from app.connectors.demo.connector import Demo
from app.connectors.shopify.connector import Shopify
from app.connectors.woocommerce.connector import WooCommerce
from app.core.effects import Answer
from app.core.effects.fulfilment import FulfilOrder, HoldFulfilment
from app.core.effects.orders import AddOrderNote, RemoveOrderNote
from app.core.effects.payments import CapturePayment, MarkAsPaid, RefundOrder
from app.core.effects.returns import CreateReturn
from app.core.example import NOW, context
from app.core.node import Ask, Context, Example, Go
from app.core.orders import order_of
from app.core.sentence import because
from app.errors import Missing, Permanent
from app.nodes import catalogue
from app.nodes.order.add_line import AddLine
from app.nodes.order.add_note import AddNote
from app.nodes.order.add_tags import AddOrderTags
from app.nodes.order.cancel import Cancel
from app.nodes.order.capture import Capture
from app.nodes.order.create_return import Create
from app.nodes.order.fulfil import Fulfil
from app.nodes.order.hold import Hold
from app.nodes.order.mark_paid import MarkPaid
from app.nodes.order.refund import Refund
from app.nodes.order.send_reminder import SendReminder
from app.nodes.order.set_address import SetAddress
from app.nodes.order.set_contact import SetContact
from app.nodes.shopify.reschedule_fulfilment import Reschedule
from app.nodes.woocommerce.set_order_status import SetOrderStatus

ORDER = {
    "id": "1001",
    "name": "#1001",
    "currency": "EUR",
    "total": "129.00",
    "line_items": [
        {"id": "1", "sku": "TEA", "quantity": 2, "total": "20.00"},
        {"id": "2", "sku": "tea", "quantity": 1, "total": "10.00"},
        {"id": "3", "sku": "POT", "quantity": 1, "total": "89.00"},
    ],
}


def ctx(**names: Any) -> Context:
    none = dict.fromkeys(("fulfilment_order", "fulfilment", "return", "customer"))
    return replace(context(Example({}, "", names={"order": ORDER, **none, **names})), zone="Europe/Berlin")


def wanted(asked: Go | Ask) -> Any:
    assert isinstance(asked, Ask)
    return asked.want


def settled(node: Any, value: Any) -> str:
    said = node.settle(ctx(), Answer(value, because=because("done")))
    assert isinstance(said, Go)
    return str(said.because)


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ({"TEA": "1"}, (("1", 1),)),
        ({" tea ": "3"}, (("1", 2), ("2", 1))),
        ({"tea": "9", "POT": ""}, (("1", 2), ("2", 1), ("3", 1))),
        ({"POT": "{{ order.line_items.last.quantity }}"}, (("3", 1),)),
    ],
)
def test_pieces_are_named_by_their_skus(pieces: dict[str, str], lines: Any) -> None:
    refund = wanted(Refund(what="lines", pieces=pieces).decide(ctx()))
    assert isinstance(refund, RefundOrder)
    assert (refund.lines, refund.amount) == (lines, "")
    back = wanted(Create(what="lines", pieces=pieces).decide(ctx()))
    assert isinstance(back, CreateReturn)
    assert back.lines == lines


def test_what_is_not_in_the_order_is_not_refunded_by_mistake() -> None:
    with pytest.raises(Missing, match="CUP is not in the order"):
        Refund(what="lines", pieces={"CUP": "1"}).decide(ctx())
    for pieces in ({"TEA": "0"}, {"TEA": "-1"}, {"TEA": "some"}):
        with pytest.raises(Permanent, match=r"no number of pieces|no whole number"):
            Refund(what="lines", pieces=pieces).decide(ctx())
    with pytest.raises(ValidationError, match="which articles"):
        Refund(what="lines")
    with pytest.raises(ValidationError, match="which amount"):
        Refund(what="amount", amount=" ")
    with pytest.raises(ValidationError, match="which articles"):
        Create(what="lines", pieces={" ": "1"})


def test_amounts_are_above_zero_and_in_the_orders_currency() -> None:
    assert wanted(Refund(what="amount", amount="12,5").decide(ctx())).amount == "12.50"
    yen = {**ORDER, "currency": "JPY"}
    effect = wanted(Capture(amount="1200").decide(ctx(order=yen)))
    assert effect == CapturePayment(id="1001", label="#1001", amount="1200", currency="JPY")
    assert wanted(Refund(what="amount", amount="5").decide(ctx())).restock is False, "no article comes back"
    for amount in ("0", "-5", "much", "{{ order.nothing }}"):
        with pytest.raises(Permanent):
            Refund(what="amount", amount=amount).decide(ctx())


def test_a_part_or_a_parcel_knows_its_order() -> None:
    part = {"id": "8501", "order_id": "1001", "order_name": "#1001"}
    alone = wanted(Hold().decide(ctx(order=None, fulfilment_order=part)))
    assert alone == HoldFulfilment(id="1001", label="#1001", part="8501")
    both = wanted(Fulfil().decide(ctx(fulfilment_order=part)))
    assert both == FulfilOrder(id="1001", label="#1001", part="8501")
    other = wanted(Fulfil().decide(ctx(fulfilment_order={**part, "order_id": "7"})))
    assert other.part == "", "a loop's order is not the one that the run began with"
    assert order_of(ctx(order=None, **{"return": {"id": "1", "order_id": "5"}})) == {"id": "5", "label": ""}
    with pytest.raises(Missing, match=r"order\.id"):
        Fulfil().decide(ctx(order={}))


def test_a_hold_and_a_tag_may_end_by_themselves() -> None:
    held = Hold(until="after", after=2, unit="days").decide(ctx())
    assert isinstance(held, Ask)
    assert held.undo_at == NOW + timedelta(days=2)
    tagged = AddOrderTags(tags=["new"], off_after=3, unit="hours").decide(ctx())
    assert isinstance(tagged, Ask)
    assert tagged.undo_at == NOW + timedelta(hours=3)
    assert str(AddOrderTags(tags=["new"], off_after=1).told()) == "add the tag new to the order for 1 day"
    for_good = AddOrderTags(tags=["new"]).decide(ctx())
    assert isinstance(for_good, Ask)
    assert for_good.undo_at is None
    with pytest.raises(Permanent, match="calendar"):
        AddOrderTags(tags=["new"], off_after=10_000, unit="weeks").decide(
            replace(ctx(), now=NOW.replace(year=9990))
        )


@pytest.mark.parametrize(
    ("node", "value", "said"),
    [
        (Cancel(), {"cancelled": False}, "#1001 is cancelled already"),
        (Cancel(), {"cancelled": True}, "done"),
        (MarkPaid(), {"marked": False}, "#1001 is paid already"),
        (Refund(), {"paid_back": False}, "done; it is only written down, so pay it back by hand"),
        (Refund(), {"paid_back": True, "amount": "5.00"}, "done"),
        (AddLine(sku="TEA"), {"added": 0}, "it is in the order already"),
        (SendReminder(), {"sent": False}, "nothing is left to pay, so nobody was reminded"),
        (SendReminder(), {"sent": True}, "done"),
    ],
)
def test_what_came_of_it_is_told(node: Any, value: Any, said: str) -> None:
    assert settled(node, value) == said


def test_an_address_changes_only_where_something_is_filled_in() -> None:
    effect = wanted(SetAddress(city="Bonn", line2="{{ order.nothing }}").decide(ctx()))
    assert effect.address == {"city": "Bonn"}
    with pytest.raises(Missing):
        SetAddress(city="{{ order.nothing }}").decide(ctx())
    with pytest.raises(Missing):
        SetContact(email="{{ order.nothing }}").decide(ctx())
    with pytest.raises(ValidationError, match="at least one field"):
        SetAddress()
    with pytest.raises(ValidationError, match="e-mail address"):
        SetContact()


def test_a_status_of_a_plugin_and_a_date() -> None:
    assert wanted(SetOrderStatus(status="custom", custom="wc-shipped").decide(ctx())).status == "shipped"
    with pytest.raises(ValidationError, match="which status"):
        SetOrderStatus(status="custom")
    at = wanted(Reschedule(at="2026-12-27 09:00").decide(ctx())).at
    assert at == "2026-12-27T08:00:00+00:00", "on the shop's clock"
    with pytest.raises(Permanent, match="no date"):
        Reschedule(at="{{ order.name }}").decide(ctx())


def test_an_empty_note_is_not_added() -> None:
    with pytest.raises(Missing, match="Note"):
        AddNote(note="{{ order.nothing }}").decide(ctx())
    note = AddOrderNote(id="1", note="a\nb")
    assert note.apply({"order": {"id": "1", "note": "x"}})["order"]["note"] == "x\na\nb"
    assert note.apply({"order": {"id": "2", "note": "x"}}) == {}
    assert note.undo({"note": "x"}) == RemoveOrderNote(id="1", note="a\nb")
    assert note.undo({"note": "x\r\na\r\nb"}) is None, "it was there"
    assert note.replace(to_customer=True).undo({"note": None}) is None
    removed = RemoveOrderNote(id="1", note="a\nb")
    assert removed.apply({"order": {"id": "1", "note": "x\na\nb\ny"}})["order"]["note"] == "x\ny"
    assert removed.undo({"note": "a"}) is None


def test_money_that_later_steps_see() -> None:
    facts = {
        "order": {
            **ORDER,
            "financial_status": "authorized",
            "refunded_total": "0.00",
            "outstanding": "129.00",
        }
    }
    part = CapturePayment(id="1001", amount="100.00").apply(facts)["order"]
    assert (part["financial_status"], part["outstanding"]) == ("partially_paid", "29.00")
    assert CapturePayment(id="1001").apply(facts)["order"]["financial_status"] == "paid"
    assert MarkAsPaid(id="1001").apply(facts)["order"]["outstanding"] == "0.00"
    some = RefundOrder(id="1001", lines=(("1", 1), ("3", 1))).apply(facts)["order"]
    assert (some["refunded_total"], some["financial_status"]) == ("99.00", "partially_refunded")
    assert RefundOrder(id="1001", amount="129").apply(facts)["order"]["financial_status"] == "refunded"
    assert RefundOrder(id="7").apply(facts) == {}
    assert str(RefundOrder(id="1", lines=(("1", 1),)).sentence()) == "refunds 1 piece of 1"


AREAS = {"orders", "order_details", "payments", "fulfilment", "returns"}
SHOPIFY_ONLY = {"shopify.move_fulfilment", "shopify.request_fulfilment", "shopify.reschedule_fulfilment"}
WOO_ONLY = {"woocommerce.set_order_status", "woocommerce.resend_email"}
NOT_IN_WOO = {"order.archive", "order.unarchive", "order.capture", *(
    f"order.{what}_return" for what in ("approve", "decline", "close", "reopen", "cancel", "create"))}  # fmt: skip
MAILS = {"order.send_invoice", "order.send_reminder"}


def test_each_platform_is_offered_what_it_can() -> None:
    """Read off the connectors' methods: a step that a store can't do is refused when it is drawn."""
    ours = {
        kind: node
        for kind, node in catalogue().items()
        if any(effect.__module__.removeprefix("app.core.effects.") in AREAS for effect in node.effects)
    }
    assert len(ours) >= 31

    def can(shop: Any) -> set[str]:
        return {kind for kind, node in ours.items() if set(node.effects) <= shop.performs()}

    assert can(Shopify) == set(ours) - WOO_ONLY
    assert can(WooCommerce) == set(ours) - SHOPIFY_ONLY - NOT_IN_WOO
    assert can(Demo) == set(ours) - SHOPIFY_ONLY - WOO_ONLY - MAILS
