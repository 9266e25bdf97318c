"""Before a message or money the facts are read again, whatever the time went by with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.effects import GetFact
from app.core.effects.payments import RefundOrder
from app.core.fields import example
from tests.engine.lives import Story
from tests.engine.shop_story import (
    LETTER,
    MAIL,
    PROMOTION,
    UNPAID,
    Shop,
    document,
    ended,
    letters,
    story,
    told,
)

REFUND = ("order.refund", {"what": "amount", "amount": "5"})


def test_what_was_told_just_now_is_not_asked_for_again() -> None:
    lived, shop = story(document("order.created", {"a": LETTER}, "start>a"), told("order.created"))
    lived.run()
    assert ended(lived)[0] == "done"
    assert (letters(shop), shop.reads) == (["anna@example.com: Hello"], [])


def test_a_run_that_stood_in_a_queue_reads_the_order_again() -> None:
    letter = ("message.email", {"subject": "{{ order.name }}: {{ order.note }}", "body": "x"})
    lived, shop = story(document("order.created", {"a": letter}, "start>a"), told("order.created"))
    lived.between = lambda _: shop.change("order", note="as a gift")
    lived.run({0: "after"})  # killed as soon as it was taken in; seven minutes pass
    assert letters(shop) == ["anna@example.com: #1001: as a gift"]
    assert shop.reads == ["customer", "order"]


def test_a_mail_whose_server_was_down_is_not_sent_for_an_order_that_was_cancelled_meanwhile() -> None:
    lived, shop = story(document("order.created", {"a": PROMOTION}, "start>a"), told("order.created"))
    shop.troubles = [(MAIL, lambda: None, False), (MAIL, shop.cancel, False)]
    lived.run()
    assert ended(lived) == ("stopped", "stopped: order #1001 was cancelled on 2026-03-27T09:03:00+00:00")
    assert letters(shop) == []


def test_a_store_that_is_down_is_waited_for() -> None:
    lived, shop = story(document("order.created", {"a": LETTER}, "start>a"), told("order.created"))
    shop.troubles = [(MAIL, lambda: None, False), *[(GetFact, lambda: None, False)] * 3]
    lived.run()
    assert ended(lived)[0] == "done"
    assert letters(shop) == ["anna@example.com: Hello"]
    assert shop.reads.count("order") == 1


def test_nobody_is_asked_to_pay_what_was_paid_while_the_mail_could_not_leave() -> None:
    drawn = document("order.created", {"c": UNPAID, "a": LETTER}, "start>c c.then>a")
    lived, shop = story(drawn, told("order.created", order={"financial_status": "pending"}))
    shop.troubles = [(MAIL, lambda: shop.change("order", financial_status="paid"), False)]
    lived.run()
    assert letters(shop) == []
    assert ended(lived)[0] == "stopped"
    assert ended(lived)[1].startswith("not done, as this is no longer so as it was checked: ")


def test_a_check_before_a_wait_was_meant_for_its_own_moment() -> None:
    wait = ("time.wait", {"amount": 2, "unit": "days"})
    drawn = document("order.created", {"c": UNPAID, "w": wait, "a": LETTER}, "start>c c.then>w w>a")
    lived, shop = story(drawn, told("order.created", order={"financial_status": "pending"}))
    lived.between = lambda _: None
    shop.facts["order", "1001"]["financial_status"] = "paid"
    lived.run()
    assert letters(shop) == ["anna@example.com: Hello"]


def test_what_the_workflow_did_itself_is_no_reason_to_stop() -> None:
    new = ("logic.check", {"all": [{"field": "order.tags", "operator": "not_includes", "value": "greeted"}]})
    tag = ("order.add_tags", {"tags": ["greeted"]})
    drawn = document("order.created", {"c": new, "t": tag, "a": LETTER}, "start>c c.then>t t>a")
    lived, shop = story(drawn, told("order.created"))
    shop.troubles = [(MAIL, lambda: None, False)]
    lived.run()
    assert letters(shop) == ["anna@example.com: Hello"]


def test_a_check_of_what_only_a_message_tells_is_not_asked_again() -> None:
    came = ("logic.check", {"all": [{"field": "order.referrer", "operator": "contains", "value": "partner"}]})
    drawn = document("order.created", {"c": came, "a": LETTER}, "start>c c.then>a")
    lived, shop = story(drawn, told("order.created", order={"referrer": "https://partner.example"}))
    shop.troubles = [(MAIL, lambda: shop.change("order", referrer=None), False)]
    lived.run()
    assert letters(shop) == ["anna@example.com: Hello"]


def test_money_that_may_have_gone_is_not_judged_by_what_it_changed() -> None:
    drawn = document("order.created", {"a": REFUND}, "start>a", stops=["cancelled", "refunded"])
    lived, shop = story(drawn, told("order.created"))
    shop.troubles = [(RefundOrder, lambda: shop.change("order", financial_status="refunded"), True)]
    lived.run()
    assert ended(lived)[0] == "done"
    assert len(shop.refunds) == 1


def test_money_that_surely_did_not_go_is_judged_again() -> None:
    drawn = document("order.created", {"a": REFUND}, "start>a", stops=["cancelled", "refunded"])
    lived, shop = story(drawn, told("order.created"))
    shop.troubles = [(RefundOrder, lambda: shop.change("order", financial_status="refunded"), False)]
    lived.run()
    assert ended(lived) == ("stopped", "stopped: all of order #1001 was refunded")
    assert shop.refunds == []


def cancels(shop: Shop) -> Callable[[Story], None]:
    """The order is cancelled between two lives."""
    return lambda _: shop.cancel()


def test_a_kill_anywhere_ends_in_the_same() -> None:
    """Whatever is killed, an order that was cancelled before the first try gets no promotion, and never two mails."""
    drawn = document("order.created", {"a": PROMOTION, "b": LETTER}, "start>a a>b")
    whole, _ = story(drawn, told("order.created"))
    whole.run()
    for number in range(whole.disk.writes):
        lived, shop = story(drawn, told("order.created"))
        lived.between = cancels(shop)
        lived.run({number: "after"})
        assert len(set(letters(shop))) == len(letters(shop))
        assert ended(lived)[0] in ("stopped", "done", "doubt")
        if ended(lived)[0] == "stopped":
            assert letters(shop) == []


def test_a_loop_leaves_out_only_whom_it_no_longer_concerns() -> None:
    steps: dict[str, Any] = {
        "list": ("data.get_orders", {}),
        "each": ("logic.for_each", {"items": "steps.list.orders"}),
        "c": UNPAID,
        "a": ("message.email", {"to": "{{ order.email }}", "subject": "{{ order.name }}", "body": "x"}),
    }
    drawn = document("order.created", steps, "start>list list>each each.each>c c.then>a", stops=["cancelled"])
    lived, shop = story(drawn, told("order.created"))
    shop.orders = [
        {**example("Order"), "id": str(n), "name": f"#{n}", "financial_status": "pending"} for n in (7, 8, 9)
    ]
    for one in shop.orders:
        shop.facts["order", one["id"]] = dict(one)

    def meanwhile() -> None:
        shop.facts["order", "7"]["financial_status"] = "paid"
        shop.facts["order", "8"]["cancelled_at"] = "2026-03-27T09:03:00+00:00"

    shop.troubles = [(MAIL, meanwhile, False)]
    lived.run()
    assert ended(lived)[0] == "done"
    assert sorted(letters(shop)) == ["anna@example.com: #8", "anna@example.com: #9"]


def test_a_store_that_can_only_be_listened_to_is_taken_at_its_last_word() -> None:
    lived, shop = story(document("order.created", {"a": LETTER}, "start>a"), told("order.created"))
    shop.closed = True
    shop.troubles = [(MAIL, lambda: None, False)]
    lived.run()
    assert letters(shop) == ["anna@example.com: Hello"]


def test_but_not_after_a_wait() -> None:
    wait = ("time.wait", {"amount": 2, "unit": "days"})
    lived, shop = story(
        document("order.created", {"w": wait, "a": LETTER}, "start>w w>a"), told("order.created")
    )
    shop.closed = True
    lived.run()
    assert ended(lived) == ("failed", "There are no keys.")
