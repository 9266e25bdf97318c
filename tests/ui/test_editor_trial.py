"""Trying a draft: an event chosen, the path told, the very e-mail, and nothing done in the world."""

from __future__ import annotations

import re

from app.store import events, outbox, runs, workflows
from tests.ui.conftest import House, where
from tests.ui.test_editor import BIG, op
from tests.web.asking import Browser

ENDED = ("done", "failed")


async def count(house: House) -> tuple[int, int]:
    found = await house.services.db.read(runs.list_runs, limit=200)
    mails = await house.services.db.read(outbox.listed, limit=200)
    return len(found.items), len(mails.items)


async def test_without_an_event_the_example_is_tried(house: House, owner: Browser) -> None:
    page = (await owner.get(f"{BIG}/test")).text
    assert "An example · #1001 · €129.00 · Anna Berger" in page
    assert "2 things would have been done. This was only a trial: nothing was sent or changed." in page
    assert "adds thanked to order #1001" in page.replace("big, ", "") or "Would have been done:" in page
    told = re.findall(r'data-tried="(\w+)"', page)
    assert told == ["start", "big", "tag", "thank"]
    assert "the order total is €129.00, which is greater than 100" in page.replace("The", "the")
    assert 'data-block="trace"' in page
    assert await count(house) == (0, 0)


async def test_a_real_event_is_chosen_and_the_mail_is_the_very_one(house: House, owner: Browser) -> None:
    await owner.post("/demo", {"act": "order"})
    await house.runs(
        lambda found: any(run.workflow == "thank-big-orders" and run.status in ENDED for run in found)
    )
    before = await count(house)
    [event] = (await house.services.db.read(events.list_events, name="order.created")).items
    data = (await house.services.db.read(events.get_event, event.id)).data
    for path in (f"{BIG}/test", f"{BIG}/test?event={event.id}"):
        page = (await owner.get(path)).text
        assert f'<option value="{event.id}" selected>' in page, "the newest comes first"
        assert data["order"]["name"] in page
    page = (await owner.get(f"{BIG}/test?event=example")).text
    assert '<option value="example" selected>' in page
    [n] = re.findall(r"/test/mail/(\d+)\?", page)
    mail = await owner.get(f"{BIG}/test/mail/{n}?event=example")
    assert "Anna" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    assert (await owner.get(f"{BIG}/test/mail/99")).status == 404
    assert await count(house) == before


async def test_the_choice_is_kept_for_this_workflow(house: House, owner: Browser) -> None:
    await owner.post("/demo", {"act": "order"})
    await house.runs(
        lambda found: any(run.workflow == "thank-big-orders" and run.status in ENDED for run in found)
    )
    assert where(await owner.post(f"{BIG}/sample", {"event": "example", "step": "big"})) == f"{BIG}?step=big"
    owner.cookies["sample"] = "example"
    assert '<option value="example" selected>' in (await owner.get(f"{BIG}/test")).text
    owner.cookies["sample"] = "gone"
    assert '<option value="example" selected>' not in (await owner.get(f"{BIG}/test")).text


async def test_an_unfinished_draft_says_what_is_missing(house: House, owner: Browser) -> None:
    blank = where(await owner.post("/workflows", {"name": "Mine"}))
    assert "can't be tried yet" in (await owner.get(f"{blank}/test")).text
    await op(owner, None, blank, op="replace_trigger", type="order.created")
    await op(owner, None, blank, op="add", type="order.add_tags", after="start")
    page = (await owner.get(f"{blank}/test")).text
    assert "can't be tried yet" in page
    assert "?step=add_tags" in page
    saved = await house.services.db.read(workflows.get, blank.rpartition("/")[2])
    assert saved.live is None
