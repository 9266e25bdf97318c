"""What single nodes do beyond their examples."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from app.core.effects import AddTags, Answer, HttpRequest, SendEmail
from app.core.example import NOW, context
from app.core.node import Ask, Context, Example, Go, Wait
from app.core.sentence import because
from app.errors import Missing, Permanent
from app.i18n.render import say
from app.nodes.http.request import Request
from app.nodes.logic.check import Check
from app.nodes.logic.stop import Stop
from app.nodes.message.email import Email
from app.nodes.order.add_tags import AddOrderTags
from app.nodes.time.schedule import Schedule
from app.nodes.time.wait import WaitFor


def ctx(zone: str = "UTC", now: datetime = NOW, **names: Any) -> Context:
    return replace(context(Example({}, "", names=names)), zone=zone, now=now)


def wanted(asked: Go | Ask) -> Any:
    assert isinstance(asked, Ask)
    return asked.want


def test_tags_are_split_filled_in_and_never_none() -> None:
    node = AddOrderTags(tags=["a, B", "{{ order.name }}", " b ", "{{ order.nothing }}"])
    effect = wanted(node.decide(ctx()))
    assert effect == AddTags(thing="order", id="1001", tags=("a", "B", "#1001"), label="#1001")
    with pytest.raises(Missing, match="no tag to set"):
        AddOrderTags(tags=["{{ order.nothing }}"]).decide(ctx())
    with pytest.raises(Missing, match=r"order\.id"):
        node.decide(ctx(order={}))
    assert str(AddOrderTags(tags=["a", "b"]).told()) == "add the tags a, b to the order"


@pytest.mark.parametrize(
    ("to", "names", "address"),
    [
        ("customer", {}, "anna@example.com"),
        ("customer", {"customer": None, "order": {"email": "o@example.com"}}, "o@example.com"),
        (
            "customer",
            {"customer": {}, "order": None, "checkout": {"email": "c@example.com"}},
            "c@example.com",
        ),
        ("team@example.com", {}, "team@example.com"),
        (" {{ customer.email | upcase }} ", {}, "ANNA@EXAMPLE.COM"),
    ],
)
def test_mail_goes_to(to: str, names: Mapping[str, Any], address: str) -> None:
    assert wanted(Email(to=to, subject="s", body="b").decide(ctx(**names))).to == address


@pytest.mark.parametrize(
    ("to", "error", "told"),
    [
        ("customer", Missing, "left no e-mail address"),
        ("{{ nobody.email }}", Missing, "is empty here"),
        ("anna", Permanent, "anna is not an e-mail address"),
        ("a@example.com, b@example.com", Permanent, "is not an e-mail address"),
        ("a@example.com\nBcc: x@example.com", Permanent, "is not an e-mail address"),
    ],
)
def test_mail_without_an_address_says_so(to: str, error: type[Exception], told: str) -> None:
    nobody: dict[str, Any] = {"customer": None, "order": {}, "checkout": None}
    with pytest.raises(error, match=told):
        Email(to=to, subject="s", body="b").decide(ctx(**nobody))


def test_mail_shows_customers_text_as_text() -> None:
    names: dict[str, Any] = {"customer": {"email": "a@example.com", "first_name": "<b>\nX-Evil: 1"}}
    email = Email(
        subject="Hi {{ customer.first_name }}", body="Dear {{ customer.first_name }},\n\nthanks\nfor all"
    )
    effect = wanted(email.decide(ctx(**names)))
    assert isinstance(effect, SendEmail)
    assert effect.subject == "Hi <b> X-Evil: 1"
    assert "&lt;b&gt;" in effect.html
    assert "<p>thanks<br>\nfor all</p>" in effect.html
    assert effect.html.startswith("<!doctype html>")
    assert "customer.email" in email.paths()


def test_mail_keeps_the_owners_html() -> None:
    effect = wanted(Email(to="a@example.com", subject="s", body="<p>One</p>\n\n<p>Two</p>").decide(ctx()))
    assert "<p>One</p>\n\n<p>Two</p>" in effect.html
    whole = "<html><body><p>All mine</p></body></html>"
    assert wanted(Email(to="a@example.com", subject="s", body=whole).decide(ctx())).html == whole
    assert str(Email(to="a@example.com", subject="s", body="b").told()) == "e-mail “s” to a@example.com"


def test_requests_encode_values_and_name_their_type() -> None:
    node = Request(
        url="https://e.example/{{ customer.name }}", headers={"X-Id": "{{ order.id }}"}, body='{"a": 1}'
    )
    effect = wanted(node.decide(ctx()))
    assert effect == HttpRequest(
        url="https://e.example/Anna%20Berger",
        headers=(("X-Id", "1001"), ("Content-Type", "application/json")),
        body='{"a": 1}',
    )
    plain = wanted(
        Request(method="GET", url="{{ shop.url }}/x", headers={"content-type": "a/b"}).decide(
            ctx(shop={"url": "http://e"})
        )
    )
    assert (plain.url, plain.headers, plain.body) == ("http://e/x", (("content-type", "a/b"),), None)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"url": "ftp://e.example"}, "is not a web address"),
        ({"url": "{{ nothing }}"}, "is not a web address"),
        ({"url": "https://e .example/"}, "is not a web address"),
        ({"url": "https://[e"}, "is not a web address"),
        ({"url": "https://e.example", "headers": {"a b": "c"}}, "is not a name for a header"),
        ({"url": "https://e.example", "headers": {"Host": "c"}}, "is set by Storeflow itself"),
        ({"url": "https://e.example", "headers": {"X": "{{ evil }}"}}, "can't hold a line break"),
    ],
)
def test_requests_that_can_not_be_made(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(Permanent, match=told):
        Request(**settings).decide(ctx(evil="a\r\nX-Other: b"))


def test_a_status_is_an_answer_and_from_400_on_a_failure() -> None:
    node = Request(url="https://e.example/x")
    asked = because("calls it")
    done = node.settle(ctx(), Answer({"status": 201, "headers": {}, "body": {"id": 1}}, because=asked))
    assert isinstance(done, Go)
    assert (str(done.because), done.output["body"]) == ("calls it, and was answered 201", {"id": 1})
    with pytest.raises(Permanent, match=r"https://e\.example/x answered 404"):
        node.settle(ctx(), Answer({"status": 404, "headers": {}, "body": ""}))


def test_three_days_are_calendar_days_through_summer_time() -> None:
    friday = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)  # nine in Berlin; summer time begins on Sunday
    want = wanted(WaitFor(amount=3, unit="days").decide(ctx("Europe/Berlin", friday)))
    assert want == Wait(datetime(2026, 3, 30, 7, 0, tzinfo=UTC))
    want = wanted(WaitFor(amount=72, unit="hours").decide(ctx("Europe/Berlin", friday)))
    assert want == Wait(datetime(2026, 3, 30, 8, 0, tzinfo=UTC))


def test_stopping_ends_the_run() -> None:
    done = Stop().decide(ctx())
    assert (done.stop, done.port, str(done.because)) == (True, "", "stopped here")
    assert (str(Stop().told()), str(Stop().summary()), Stop().all_ports()) == ("stop", "Ends the run", ())


@pytest.mark.parametrize("settings", [{}, {"all": [], "any": None}, {"all": None}, {"all": [{"field": "a"}]}])
def test_a_check_has_one_group_of_tests(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Check.model_validate(settings)


@pytest.mark.parametrize(
    ("settings", "after", "zone", "expected"),
    [
        ({"every": "day"}, "2026-11-23T08:59:59Z", "UTC", "2026-11-23T09:00:00"),
        ({"every": "day"}, "2026-11-23T09:00:00Z", "UTC", "2026-11-24T09:00:00"),
        ({"every": "day"}, "2026-03-28T09:00:00Z", "Europe/Berlin", "2026-03-29T07:00:00"),
        ({"every": "day", "at": "02:30"}, "2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-29T01:30:00"),
        ({"every": "day", "at": "02:30"}, "2026-10-24T12:00:00Z", "Europe/Berlin", "2026-10-25T00:30:00"),
        ({"every": "day", "at": "02:30"}, "2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-26T01:30:00"),
        ({"every": "weekday", "at": "23:00"}, "2026-11-20T23:30:00Z", "UTC", "2026-11-23T23:00:00"),
        (
            {"every": "week", "weekday": "sunday"},
            "2026-11-23T00:00:00Z",
            "Asia/Kolkata",
            "2026-11-29T03:30:00",
        ),
        ({"every": "month", "day": 31}, "2026-02-01T00:00:00Z", "UTC", "2026-02-28T09:00:00"),
        ({"every": "month", "day": 30}, "2028-02-01T00:00:00Z", "UTC", "2028-02-29T09:00:00"),
        ({"every": "month", "day": 15}, "2026-11-15T09:00:00Z", "UTC", "2026-12-15T09:00:00"),
        ({"every": "month_end", "at": "22:00"}, "2028-02-01T00:00:00Z", "UTC", "2028-02-29T22:00:00"),
        ({"every": "minutes", "minutes": 45}, "2026-11-23T09:00:00Z", "UTC", "2026-11-23T09:45:00"),
        ({"every": "hours", "hours": 4, "at": "01:30"}, "2026-11-23T09:00:00Z", "UTC", "2026-11-23T09:30:00"),
        (
            {"every": "days", "weekdays": ["friday", "tuesday"]},
            "2026-11-23T10:00:00Z",
            "UTC",
            "2026-11-24T09:00:00",
        ),
        (
            {"every": "year", "month": "february", "day": 29},
            "2026-11-23T00:00:00Z",
            "UTC",
            "2027-02-28T09:00:00",
        ),
        (
            {"every": "once", "on": "2027-01-02"},
            "2026-11-23T00:00:00Z",
            "Asia/Kolkata",
            "2027-01-02T03:30:00",
        ),
        ({"every": "cron", "cron": "15 7 * * 1-5"}, "2026-11-27T08:00:00Z", "UTC", "2026-11-30T07:15:00"),
    ],
)
def test_schedules_follow_the_stores_clock(
    settings: dict[str, Any], after: str, zone: str, expected: str
) -> None:
    found = Schedule(**settings).following(datetime.fromisoformat(after), zone)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"every": "minutes", "minutes": 20}, "every 20 minutes, counted from 09:00"),
        ({"every": "hours"}, "every hour, counted from 09:00"),
        ({"every": "hours", "hours": 6, "at": "08:00"}, "every 6 hours, counted from 08:00"),
        ({"every": "weekday"}, "Monday to Friday at 09:00"),
        ({"every": "week", "weekday": "friday", "at": "17:00"}, "every Friday at 17:00"),
        ({"every": "days", "weekdays": ["friday", "monday"]}, "every Monday and Friday at 09:00"),
        ({"every": "month_end"}, "on the last day of every month at 09:00"),
        ({"every": "year", "month": "december", "day": 24}, "every year on December 24 at 09:00"),
        ({"every": "once", "on": "2026-12-24", "at": "17:30"}, "once, on 2026-12-24 at 17:30"),
        ({"every": "cron", "cron": "0 9 * * 1"}, "“0 9 * * 1”, a cron line"),
    ],
)
def test_schedules_are_told(settings: dict[str, Any], told: str) -> None:
    assert say(Schedule(**settings).told()) == f"the clock says {told}"


@pytest.mark.parametrize(
    "settings",
    [
        {"at": "9:00"},
        {"every": "minutes", "minutes": 5},
        {"every": "days", "weekdays": []},
        {"every": "once"},
        {"every": "once", "on": "2026-02-30"},
        {"every": "cron"},
    ],
)
def test_schedules_that_are_not_finished_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Schedule(**settings)
