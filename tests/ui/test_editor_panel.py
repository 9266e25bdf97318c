"""The settings panel over the real application: values, verdicts, previews, times, and whose change counts."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import orjson
import pytest
from starlette.datastructures import FormData

from app.nodes import catalogue
from app.store import events, workflows
from app.ui import forms
from tests.ui.conftest import House, where
from tests.ui.test_editor import BIG, HTMX, op, stored
from tests.web.asking import Browser


def rows(page: str) -> dict[str, str]:
    """The picker's values by path, as they are read: "Title: value"."""
    found = re.findall(
        r'data-path="([^"]+)".*?value-title">(.*?)</span>.*?value-shown"[^>]*>(.*?)</span>', page
    )
    return {path: unescape(f"{title}: {value}") for path, title, value in found}


async def test_values_are_listed_by_plain_name_with_the_example(house: House, owner: Browser) -> None:
    page = (await owner.get(f"{BIG}/steps/thank/values?into=x", **HTMX)).text
    listed = rows(page)
    assert listed["customer.email"] == "Customer's e-mail: anna@example.com"
    assert listed["order.total"] == "Order total: €129.00"
    assert listed["order.financial_status"].startswith("Payment status: P")
    assert listed["order.shipping_address.city"] == "City (Shipping address): Berlin"
    assert listed["shop.name"] == "Shop's name: Leaf & Clay"
    assert 'data-insert="{{ order.total | money }}"' in page
    assert "order.line_items" not in listed
    assert "With the values of an example:" in page


async def test_values_are_those_of_a_real_event_and_can_be_searched(house: House, owner: Browser) -> None:
    await owner.post("/demo", {"act": "order"})
    await house.runs(lambda found: bool(found))
    [event] = (await house.services.db.read(events.list_events, name="order.created")).items
    data = (await house.services.db.read(events.get_event, event.id)).data
    page = (await owner.get(f"{BIG}/steps/thank/values?q=customer+e-mail")).text
    assert rows(page)["customer.email"] == f"Customer's e-mail: {data['customer']['email']}"
    assert "order.total" not in rows(page)
    assert "<html" in page, "without JavaScript it is a page of its own"
    assert "{{ customer.email }}" in page
    assert "Try another word" in (await owner.get(f"{BIG}/steps/thank/values?q=zzz", **HTMX)).text
    assert (await owner.get(f"{BIG}/steps/gone/values")).status == 404


async def test_only_what_is_certain_is_offered(house: House, owner: Browser) -> None:
    settings = {"event": "refund.created", "amount": 3, "unit": "days"}
    await op(owner, None, op="add", type="time.wait_for", id="back", after="start", settings=settings)
    before = rows((await owner.get(f"{BIG}/steps/thank/values")).text)
    await op(owner, None, op="add", type="message.email", id="sorry", after="back", port="timed_out")
    after = rows((await owner.get(f"{BIG}/steps/sorry/values")).text)
    assert "refund.amount" in before
    assert "refund.amount" not in after


async def test_inside_a_loop_the_item_comes_first(house: House, owner: Browser) -> None:
    each = {"items": "order.line_items"}
    await op(owner, None, op="add", type="logic.for_each", id="each", after="start", settings=each)
    await op(owner, None, op="add", type="message.email", id="one", after="each", port="each")
    listed = rows((await owner.get(f"{BIG}/steps/one/values")).text)
    assert next(iter(listed)).startswith("item.")
    assert listed["item.title"] == "Product title: Teapot"
    page = (await owner.get(f"{BIG}/steps/each", **HTMX)).text
    assert '<option value="order.line_items" selected>' in page
    assert '<option value="order.total"' not in page, "a loop goes through lists only"


async def test_conditions_say_how_they_come_out(house: House, owner: Browser) -> None:
    page = unescape((await owner.get(f"{BIG}/steps/big", **HTMX)).text)
    assert "True:</strong> The order total is €129.00, which is greater than 100" in page
    form = {
        "c.join": "all", "c.0.kind": "test", "c.0.field": "order.total", "c.0.operator": "greater_than",
        "c.0.value": "200", "c.1.kind": "test", "c.1.field": "customer.accepts_marketing", "c.1.operator": "equals",
        "c.1.value": "true",
    }  # fmt: skip
    page = unescape((await owner.post(f"{BIG}/steps/big", form, **HTMX)).text)
    assert "Not true:</strong> The order total is €129.00, which is not greater than 200" in page
    assert "All in all not true:" in page
    unfinished = {**form, "c.0.value": ""}
    page = unescape((await owner.post(f"{BIG}/steps/big", unfinished, **HTMX)).text)
    assert page.count('class="verdict') == 1, "only the row that can be read"
    assert (await stored(house)).step("big").settings["all"][0]["value"] == ""  # type: ignore[union-attr]


async def test_a_mail_is_shown_as_its_reader_would_see_it(house: House, owner: Browser) -> None:
    body = {
        "to": "customer",
        "subject": "Hi {{ customer.first_name }}",
        "body": "<b>{{ order.name }}</b><script>x</script>",
    }
    page = unescape((await owner.post(f"{BIG}/steps/thank", body, **HTMX)).text)
    assert 'id="preview-subject" translate="no">Hi Anna<' in page
    assert "data-names='" in page.replace('data-names="{', "data-names='{")
    assert "Customer's first name" in page
    src = re.search(r'id="mail-preview".*?src="([^"]+)"', page, re.S)[1]  # type: ignore[index]
    mail = await owner.get(src)
    assert "<b>#1001</b>" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "script-src" not in mail.headers["content-security-policy"], "nothing but default-src 'none'"
    broken = {**body, "subject": "{{ order.name | dance }}"}
    page = unescape((await owner.post(f"{BIG}/steps/thank", broken, **HTMX)).text)
    assert "there is no filter called dance" in page
    assert (await owner.get(f"{BIG}/steps/tag/mail")).status == 404


async def test_every_step_says_what_it_would_do(house: House, owner: Browser) -> None:
    page = unescape((await owner.get(f"{BIG}/steps/tag", **HTMX)).text)
    assert "to #1001" in page
    await owner.post("/demo", {"act": "order"})
    await house.runs(lambda found: bool(found))
    [event] = (await house.services.db.read(events.list_events, name="order.created")).items
    name = (await house.services.db.read(events.get_event, event.id)).data["order"]["name"]
    assert f"to {name}" in (await owner.get(f"{BIG}/steps/tag", **HTMX)).text
    reply = await owner.post(f"{BIG}/sample", {"event": "example", "step": "tag"}, **HTMX)
    assert "to #1001" in reply.text
    assert "sample=example" in reply.headers["set-cookie"]


async def test_a_schedule_lists_its_next_times(house: House, owner: Browser) -> None:
    blank = where(await owner.post("/workflows", {"name": "Daily"}))
    await op(owner, None, blank, op="replace_trigger", type="time.schedule")
    form = {"every": "week", "at": "09:00", "weekday": "friday", "day": "1"}
    page = (await owner.post(f"{blank}/steps/start", form, **HTMX)).text
    times = re.findall(r"<li><time datetime=\"([^\"]+)\">([^<]+)<", page)
    assert len(times) == 5
    assert all(said.startswith("Fri, ") and "9:00" in said for _, said in times)
    assert all(at[11:16] in ("07:00", "08:00") for at, _ in times), "Berlin's clock, in UTC"
    wrong = (await owner.post(f"{blank}/steps/start", {**form, "at": "25:00"}, **HTMX)).text
    assert "is not written as it should be" in wrong, "what stands in a field is judged at once"
    assert 'value="25:00"' in wrong


SCHEDULES: list[tuple[dict[str, str | list[str]], set[str], str]] = [
    ({"every": "minutes", "minutes": "15"}, {"minutes", "at"}, "every 15 minutes, counted from 09:00"),
    ({"every": "hours", "hours": "6"}, {"hours", "at"}, "every 6 hours, counted from 09:00"),
    (
        {"every": "days", "weekdays": ["monday", "friday"]},
        {"weekdays", "at"},
        "every Monday and Friday at 09:00",
    ),
    ({"every": "month_end"}, {"at"}, "on the last day of every month at 09:00"),
    ({"every": "year", "month": "may", "day": "2"}, {"month", "day", "at"}, "every year on May 2 at 09:00"),
    ({"every": "cron", "cron": "0 9 * * 1-5"}, {"cron"}, "“0 9 * * 1-5”, a cron line"),
]


@pytest.mark.parametrize(("form", "fields", "told"), SCHEDULES)
async def test_every_kind_of_schedule_asks_for_what_it_needs_and_lists_its_times(
    house: House, owner: Browser, form: dict[str, Any], fields: set[str], told: str
) -> None:
    blank = where(await owner.post("/workflows", {"name": "By the clock"}))
    await op(owner, None, blank, op="replace_trigger", type="time.schedule")
    page = (await owner.post(f"{blank}/steps/start", {"every": form["every"], "at": "09:00"}, **HTMX)).text
    names = {"minutes", "hours", "weekday", "weekdays", "month", "day", "on", "cron", "at"}
    asked = set(re.findall(r'name="(\w+)"', page)) & names
    assert asked == fields, "only the fields of the chosen kind"
    at = {"at": "09:00"} if "at" in fields else {}
    page = (await owner.post(f"{blank}/steps/start", {**form, **at, "save": "1"}, **HTMX)).text
    assert len(re.findall(r"<li><time datetime=", page)) == 5
    assert told in unescape((await owner.get(f"{blank}/told")).text)
    document = (await house.services.db.read(workflows.get, blank.rpartition("/")[2])).document
    assert set(document.steps[0].settings) <= fields | {"every"}


async def test_a_schedule_for_one_moment_asks_when_and_says_when_it_is_past(
    house: House, owner: Browser
) -> None:
    blank = where(await owner.post("/workflows", {"name": "Only once"}))
    await op(owner, None, blank, op="replace_trigger", type="time.schedule")
    once = {"every": "once", "at": "09:00", "save": "1"}
    reply = await owner.post(f"{blank}/steps/start", once, **HTMX)
    assert reply.status == 422
    assert "Say which date is meant" in reply.text
    assert 'id="set-start-on-error"' in reply.text, "at its field, which is there now"
    page = (await owner.post(f"{blank}/steps/start", {**once, "on": "2999-12-24"}, **HTMX)).text
    assert len(re.findall(r"<li><time datetime=", page)) == 1
    page = (await owner.post(f"{blank}/steps/start", {**once, "on": "2020-12-24"}, **HTMX)).text
    assert "That time is past" in page


async def test_what_one_kind_of_schedule_asked_for_does_not_trouble_another(owner: Browser) -> None:
    blank = where(await owner.post("/workflows", {"name": "Changed my mind"}))
    await op(owner, None, blank, op="replace_trigger", type="time.schedule")
    form = {"every": "day", "at": "09:00", "cron": "no cron line", "minutes": "1", "save": "1"}
    reply = await owner.post(f"{blank}/steps/start", form, **HTMX)
    assert reply.status == 200
    assert len(re.findall(r"<li><time datetime=", reply.text)) == 5


async def test_how_often_a_step_tries_is_set_in_its_panel(house: House, owner: Browser) -> None:
    page = (await owner.get(f"{BIG}?step=tag")).text
    assert "When the service does not answer" in page
    for quiet in ("start", "big"):
        assert "When the service does not answer" not in (await owner.get(f"{BIG}?step={quiet}")).text
    form = {"op": "set_retry", "step": "tag", "tries": "3", "pause": "30"}
    reply = await owner.post(f"{BIG}/ops", form)
    assert where(reply) == f"{BIG}?step=tag"
    assert (await stored(house)).to_json()["steps"][2]["retry"] == {"tries": 3, "pause": 30.0}
    page = (await owner.get(f"{BIG}/steps/tag", **HTMX)).text
    assert re.search(r'name="tries"[^>]* value="3"', page)
    assert re.search(r'name="pause"[^>]* value="30"', page)
    refused = await owner.post(f"{BIG}/ops", {**form, "tries": ""})
    assert refused.status == 422
    assert "Say how many times it is tried, too." in refused.text
    await owner.post(f"{BIG}/ops", {**form, "tries": "", "pause": ""})
    assert "retry" not in (await stored(house)).to_json()["steps"][2]


async def test_the_same_person_in_another_window_is_asked_too(house: House, owner: Browser) -> None:
    page = (await owner.get(f"{BIG}?step=tag")).text
    was = re.search(r'name="was" value="(\w+)"', page)[1]  # type: ignore[index]
    await owner.post(f"{BIG}/steps/tag", {"tags": "one", "was": was}, **HTMX)
    reply = await owner.post(f"{BIG}/steps/tag", {"tags": "two", "was": was}, **HTMX)
    assert reply.status == 409
    assert "You changed these settings meanwhile, in another window." in unescape(reply.text)
    same = await owner.post(f"{BIG}/steps/tag", {"tags": "one", "was": was}, **HTMX)
    assert same.status == 200, "who means the same is asked nothing"


async def test_half_typed_ways_take_no_arrow_away(house: House, owner: Browser) -> None:
    shares = {"shares": {"a": 50, "b": 50}, "per": "{{ order.id }}"}
    await op(owner, None, op="add", type="logic.split", id="split", after="start", settings=shares)
    await op(owner, None, op="add", type="time.wait", id="pause", after="split", port="b")
    form = {
        "shares.there": "1",
        "shares.name": ["a", ""],
        "shares.value": ["100", ""],
        "per": "{{ order.id }}",
    }
    reply = await owner.post(f"{BIG}/steps/split", form, **HTMX)
    assert "Not saved yet" in reply.text
    document = await stored(house)
    assert any(edge.source == "split" and edge.port == "b" for edge in document.edges)
    assert document.step("split").settings["shares"] == {"a": 50, "b": 50}  # type: ignore[union-attr]


async def test_the_paragraph_reads_values_in_words(house: House, owner: Browser) -> None:
    body = {"to": "customer", "subject": "Hi {{ customer.first_name }}", "body": "x"}
    await owner.post(f"{BIG}/steps/thank", body, **HTMX)
    told = unescape((await owner.get(f"{BIG}/told")).text)
    assert "e-mail the customer “Hi [customer's first name]”" in told
    assert told.split('class="told">')[1].split("</p>")[0] in unescape((await owner.get(BIG)).text)
    assert "Hi [customer's first name]" in unescape((await owner.get(f"{BIG}/graph")).text)
    assert (await house.services.db.read(workflows.get, "thank-big-orders")).differs


async def test_a_workflow_to_run_is_chosen_by_its_name(house: House, owner: Browser) -> None:
    called = where(await owner.post("/workflows", {"name": "Pack it"}))
    await op(owner, None, called, op="replace_trigger", type="logic.called")
    await op(owner, None, op="add", type="logic.call", id="run", after="tag")
    assert "There is none yet" in (await owner.get(f"{BIG}/steps/run", **HTMX)).text
    await op(owner, None, called, op="add", type="time.wait", after="start")
    assert where(await owner.post(f"{called}/publish"))
    ident = called.rpartition("/")[2]
    page = (await owner.get(f"{BIG}/steps/run", **HTMX)).text
    assert f'<option value="{ident}" translate="no">Pack it</option>' in page
    await owner.post(f"{BIG}/steps/run", {"workflow": ident, "inputs.there": "1"}, **HTMX)
    assert "run the workflow “Pack it”" in unescape((await owner.get(f"{BIG}/told")).text)


HUGE = ("99999999999999999999", "-99999999999999999999", "9" * 400, "1e400", "nan", "-inf", "9" * 5000)


@pytest.mark.parametrize("number", HUGE)
async def test_a_number_that_no_database_holds_is_refused_at_its_field(
    house: House, owner: Browser, number: str
) -> None:
    until = {"until": "field", "field": "order.created_at", "unit": "days"}
    await op(owner, None, op="add", type="time.wait_until", id="until", after="start", settings=until)
    reply = await owner.post(f"{BIG}/steps/until", {**until, "amount": number, "save": "1"}, **HTMX)
    assert reply.status == 422
    assert 'id="set-until-amount-error"' in reply.text
    assert f'value="{number}"' in reply.text, "as it was typed"
    test = {
        "c.join": "all", "c.0.kind": "list", "c.0.list": "order.line_items", "c.0.quantifier": "at_least",
        "c.0.count": number, "c.0.join": "all", "c.0.0.kind": "test", "c.0.0.field": "item.quantity",
        "c.0.0.operator": "greater_than", "c.0.0.value": "1",
    }  # fmt: skip
    reply = await owner.post(f"{BIG}/steps/big", {**test, "save": "1"}, **HTMX)
    assert reply.status == 422
    assert 'id="c.0-error"' in reply.text
    past = {"c.join": "all", "c.0.kind": "test", "c.0.field": "order.total", "c.0.operator": "greater_than"}
    reply = await owner.post(f"{BIG}/steps/big", {**past, "c.0.value": number, "save": "1"}, **HTMX)
    assert reply.status in (200, 422), "a text until it is compared"
    retry = {"op": "set_retry", "step": "tag", "tries": number, "pause": number}
    assert (await owner.post(f"{BIG}/ops", retry)).status == 422


def test_every_number_that_can_be_typed_can_be_kept() -> None:
    for name, node in catalogue().items():
        for field, info in node.model_fields.items():
            if forms.widget_of(info) not in ("number", "span"):
                continue
            for number in HUGE:
                values = forms.typed(node, FormData({field: number}))
                orjson.dumps(values)
                assert not values or field in forms.judged(node, values).errors, f"{name}: {field}: {number}"


async def test_the_settings_of_a_step_that_went_meanwhile_say_so(house: House, owner: Browser) -> None:
    was = (await owner.get(f"{BIG}/steps/tag", **HTMX)).text
    assert 'data-step="tag"' in was
    await op(owner, None, op="delete", step="tag")
    for reply in (
        await owner.get(f"{BIG}/steps/tag", **HTMX),
        await owner.post(f"{BIG}/steps/tag", {"tags": "late"}, **HTMX),
    ):
        assert reply.status == 200, "nothing failed"
        assert "This step is not here any more." in reply.text
        assert "data-step" not in reply.text
    assert (await owner.post(f"{BIG}/steps/tag", {"tags": "late"})).status == 404, "without JavaScript"
    assert (await stored(house)).step("tag") is None


async def test_a_mail_goes_to_the_customer_or_to_another_address(house: House, owner: Browser) -> None:
    """Two choices in the form; in the document it is one text, as it always was."""

    def chosen(page: str) -> list[str]:
        return re.findall(r'name="to.whom" value="(\w+)" checked', page)

    assert chosen((await owner.get(f"{BIG}/steps/thank", **HTMX)).text) == ["customer"]
    rest = {"subject": "Hello", "body": "x", "save": "1"}
    reply = await owner.post(f"{BIG}/steps/thank", {**rest, "to.whom": "other", "to": ""}, **HTMX)
    assert reply.status == 422
    assert 'id="set-thank-to-error"' in reply.text
    assert chosen(reply.text) == ["other"]
    form = {**rest, "to.whom": "other", "to": "us@example.com"}
    page = (await owner.post(f"{BIG}/steps/thank", form, **HTMX)).text
    assert chosen(page) == ["other"]
    assert 'value="us@example.com"' in page
    assert (await stored(house)).step("thank").settings["to"] == "us@example.com"  # type: ignore[union-attr]
    page = (await owner.post(f"{BIG}/steps/thank", {**form, "to.whom": "customer"}, **HTMX)).text
    assert chosen(page) == ["customer"]
    assert (await stored(house)).step("thank").settings["to"] == "customer"  # type: ignore[union-attr]


async def test_what_people_want_stands_first_in_the_list_of_values(owner: Browser) -> None:
    listed = [*rows((await owner.get(f"{BIG}/steps/thank/values")).text)]
    order = [path for path in listed if path.startswith("order.")]
    assert order[:3] == ["order.name", "order.email", "order.total"]
    last = order.index("order.id")
    assert all(path.endswith("id") for path in order[last:])
    assert listed.index("customer.email") < listed.index("customer.id")


async def test_one_warning_about_several_steps_is_told_once_and_names_them(owner: Browser) -> None:
    await op(owner, None, op="duplicate", step="thank")
    await op(owner, None, op="configure", step="thank", settings={"subject": "Hi", "body": "x"})
    page = unescape((await owner.get(f"{BIG}/facts", **HTMX)).text)
    assert page.count("No e-mail connection is chosen") == 1
    links = re.findall(r'data-step="(thank\w*)">(.*?)</a>', page)
    assert dict(links)["thank"] == "Send e-mail (“Hi”)"
    assert dict(links)["thank_2"] != dict(links)["thank"]


async def test_a_connection_is_chosen_without_a_new_page(house: House, owner: Browser) -> None:
    page = (await owner.get(f"{BIG}/facts", **HTMX)).text
    shop = re.search(r'id="slot-shop".*?<option value="([\w-]+)"', page, re.S)[1]  # type: ignore[index]
    reply = await owner.post(f"{BIG}/bind", {"slot": "shop", "connection": shop}, **HTMX)
    assert reply.status == 200
    assert f'<option value="{shop}" translate="no" selected>' in reply.text
    assert where(await owner.post(f"{BIG}/bind", {"slot": "shop", "connection": shop})).startswith(BIG)
