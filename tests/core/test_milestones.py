"""What an order's state says happened to it, in order, and with which keys."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.milestones import implied, key, updated

NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=30)


def at(hours: float) -> str:
    return (NOON + timedelta(hours=hours)).isoformat()


def order(**changes: Any) -> dict[str, Any]:
    made = {
        "id": "1", "created_at": at(0), "updated_at": at(9), "financial_status": "pending", "customer": {"id": "7"},
        "fulfilments": [], "refunds": [], "transactions": [],
    }  # fmt: skip
    return {**made, **changes}


def names(fact: dict[str, Any], since: datetime = LONG_AGO, thing: str = "order") -> list[str]:
    return [event.name for event in implied(thing, fact, since)]


def test_a_new_order_was_created_and_nothing_else() -> None:
    [event] = implied("order", order(), LONG_AGO)
    assert (event.name, event.subject, event.dedupe, event.at) == (
        "order.created", "order:1", "order.created:order:1", NOON,
    )  # fmt: skip
    assert event.data["customer"] == {"id": "7"}


def test_a_refunded_order_was_created_then_paid_then_sent_then_refunded_then_cancelled() -> None:
    fact = order(
        financial_status="refunded",
        fulfilment_status="fulfilled",
        fulfilments=[
            {"id": "5", "status": "success", "created_at": at(2)},
            {"id": "6", "status": "success", "created_at": at(3)},
        ],
        refunds=[{"id": "8", "created_at": at(4)}],
        cancelled_at=at(5),
    )
    assert [event.dedupe for event in implied("order", fact, LONG_AGO)] == [
        "order.created:order:1",
        "order.paid:order:1",
        "fulfilment.created:order:1:5",
        "fulfilment.created:order:1:6",
        "order.fulfilled:order:1",
        "refund.created:order:1:8",
        "order.cancelled:order:1",
    ]


def test_the_store_s_own_times_order_it() -> None:
    """Cash on delivery: sent first, paid when it arrived."""
    fact = order(
        financial_status="paid",
        fulfilment_status="fulfilled",
        fulfilments=[{"id": "5", "status": "success", "created_at": at(2)}],
        transactions=[
            {"kind": "sale", "status": "failure", "processed_at": at(9)},
            {"kind": "sale", "status": "success", "processed_at": at(7)},
        ],
    )
    assert names(fact) == ["order.created", "fulfilment.created", "order.fulfilled", "order.paid"]


def test_what_has_no_time_happened_before_what_comes_next() -> None:
    fact = order(financial_status="paid", cancelled_at=at(5))
    assert {event.name: event.at for event in implied("order", fact, LONG_AGO)} == {
        "order.created": NOON,
        "order.paid": NOON + timedelta(hours=5),
        "order.cancelled": NOON + timedelta(hours=5),
    }


def test_what_was_before_is_no_news() -> None:
    """An order of before the connection was made: only what happened to it since then, where the store says when."""
    since = NOON + timedelta(hours=3)
    fact = order(financial_status="refunded", refunds=[{"id": "8", "created_at": at(4)}])
    assert names(fact, since) == ["refund.created"]
    assert names(order(financial_status="paid", paid_at=at(4)), since) == ["order.paid"]


def test_customers_products_and_checkouts() -> None:
    assert names({"id": "1", "created_at": at(0)}, thing="customer") == ["customer.created"]
    assert names({"id": "1", "created_at": at(0)}, thing="product") == ["product.created"]
    done = {"id": "1", "created_at": at(0), "completed_at": at(1)}
    assert names(done, thing="checkout") == ["checkout.created", "checkout.completed"]


def test_a_change_has_a_key_for_each_moment_in_whatever_zone_it_is_written() -> None:
    one, same = (
        updated("order", order(updated_at=text))
        for text in ("2026-03-27T12:00:00Z", "2026-03-27T08:00:00-04:00")
    )
    assert one is not None
    assert same is not None
    assert one.dedupe == same.dedupe == "order.updated:order:1:2026-03-27T12:00:00+00:00"
    assert updated("order", order(updated_at=None)) is None


def test_only_what_can_be_read_off_a_thing_has_a_key_of_its_own() -> None:
    assert key("order.paid", "order:1", {}) == "order.paid:order:1"
    assert key("refund.created", "order:1", {"refund": {"id": "8"}}) == "refund.created:order:1:8"
    assert key("order.edited", "order:1", {}) is None
    assert key("order.updated", "order:1", {}) is None
