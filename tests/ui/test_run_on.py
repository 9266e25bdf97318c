"""Running a workflow by hand, by posted forms alone."""

from __future__ import annotations

import asyncio
import re

from app.engine.demo import demo_store
from app.store import backfills, runs, workflows
from app.store.backfills import Backfill
from tests.api.conftest import noting
from tests.ui.conftest import House, where
from tests.web.asking import Browser

RUN = "/workflows/thank-big-orders/run"
FORM = {"act": "look", "names": "", "since": "", "tag": "", "most": "1000", "store": ""}


async def orders(house: House, count: int) -> list[str]:
    """Orders come in, and their own runs are over."""
    store = await demo_store(house.services)
    assert store
    for _ in range(count):
        await store.place_order()
    await house.runs(lambda lines: len({line.event for line in lines}) >= count)
    return [str(order["name"]) for order in await store.orders()]


async def ended(house: House, workflow: str = "thank-big-orders") -> Backfill:
    async with asyncio.timeout(20):
        while True:
            [row] = await house.services.db.read(backfills.of_workflow, workflow)
            if row.state == "done":
                return row


async def test_an_owner_chooses_sees_and_starts_it(house: House, owner: Browser) -> None:
    names = await orders(house, 7)
    before = await count(house)
    shown = (await owner.get(RUN)).text
    assert "Run it on: Orders" in shown
    assert f'href="{RUN}"' in (await owner.get("/workflows/thank-big-orders")).text
    seen = (await owner.post(RUN, FORM)).text
    assert "It runs for 7" in seen
    assert all(f"<li>{name}</li>" in seen for name in names[:5])
    assert f"<li>{names[5]}</li>" not in seen
    assert "messages are really sent" in seen
    assert "Each time it may" in seen
    assert await count(house) == before, "looking starts nothing"
    assert where(await owner.post(RUN, {**FORM, "act": "start"})) == f"{RUN}?said=run-by-hand"
    row = await ended(house)
    assert (row.started, row.about, row.by) == (7, 7, "Anna owner")
    assert await count(house) == before + 7
    page = (await owner.get(RUN)).text
    assert "7 started" in page
    assert "hx-get" not in page.partition('id="by-hand"')[2], "nothing is asked for any more"


async def count(house: House) -> int:
    lines = await house.services.db.read(runs.list_runs, workflow="thank-big-orders", limit=200)
    return len(lines.items)


async def test_some_are_chosen_by_name_and_what_is_not_found_is_named(house: House, owner: Browser) -> None:
    names = await orders(house, 3)
    typed = {**FORM, "names": f"{names[1]}\nnobody@example.com\n{names[0].lstrip('#')}\n"}
    seen = (await owner.post(RUN, typed)).text
    assert "It runs for 2" in seen
    assert re.search(r"Not found in your store:.*nobody@example.com", seen)
    await owner.post(RUN, {**typed, "act": "start"})
    assert (await ended(house)).started == 2
    nothing = (await owner.post(RUN, {**FORM, "names": "9999999", "act": "start"})).text
    assert "Nothing fits" in nothing


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    house: House, owner: Browser
) -> None:
    await owner.get(RUN)
    reply = await owner.post(RUN, {**FORM, "since": "soon", "most": "0", "tag": "vip"})
    assert reply.status == 422
    assert "Please give a date" in reply.text
    assert "Choose from 1 to 100,000" in reply.text
    assert 'value="vip"' in reply.text
    assert "Nothing fits" in (await owner.post(RUN, {**FORM, "since": "2090-01-01"})).text


async def test_it_is_paused_and_goes_on_by_buttons(house: House, owner: Browser) -> None:
    await orders(house, 2)
    await owner.get(RUN)
    await house.services.brakes.stop("Ann")
    await owner.post(RUN, {**FORM, "act": "start"})
    [row] = await house.services.db.read(backfills.of_workflow, "thank-big-orders")
    progress = (await owner.get(RUN + "/progress")).text
    assert "0 of about 2" in progress
    assert 'hx-trigger="every 2s"' in progress
    assert where(await owner.post(f"{RUN}/{row.id}", {"to": "paused"})) == RUN
    assert "Let it go on" in (await owner.get(RUN)).text
    await house.services.brakes.go_on()
    assert where(await owner.post(f"{RUN}/{row.id}", {"to": "going"})) == RUN
    assert (await ended(house)).started == 2
    assert (await owner.post(f"{RUN}/{row.id}", {"to": "cancelled"})).status == 409
    assert (await owner.post(f"{RUN}/nothing", {"to": "cancelled"})).status == 404


async def test_a_workflow_that_starts_so_alone(house: House, owner: Browser) -> None:
    from app.core.document import Workflow

    steps = [
        {"id": "start", "type": "logic.by_hand", "settings": {"gets": "nothing"}},
        {"id": "end", "type": "logic.stop", "settings": {}},
    ]
    await house.services.db.write(workflows.create, Workflow.model_validate(noting(steps=steps)))
    assert "Publish the workflow first" in (await owner.get("/workflows/note/run")).text
    await house.services.db.write(workflows.publish, "note")
    await house.services.changed()
    assert "It needs nothing to be chosen" in (await owner.get("/workflows/note/run")).text
    assert "It runs once" in (await owner.post("/workflows/note/run", FORM)).text
    await owner.post("/workflows/note/run", {**FORM, "act": "start"})
    assert (await ended(house, "note")).started == 1


async def test_a_viewer_may_not(house: House) -> None:
    viewer = await house.someone("viewer")
    assert (await viewer.get(RUN)).status == 403
    assert (await viewer.post(RUN, FORM)).status == 403
    assert f'href="{RUN}"' not in (await viewer.get("/workflows/thank-big-orders")).text
