"""A banner on every page says that nothing leaves and why; a page asks which one this is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.store import place
from app.store.journal import waits
from tests.ui.conftest import House, where
from tests.ui.test_run_page import publish
from tests.ui.test_workflow_settings import WAIT
from tests.web.asking import Browser

MOVED = {"what": "folder", "was": "/srv/old", "now": "/srv/new"}
STORE = {"what": "store", "id": "x", "name": "Leaf", "was": "https://a.example", "now": "https://b.example"}


@pytest.fixture
async def quiet(house: House) -> House:
    """Something is different here."""
    await house.services.db.write(place.be_quiet, [MOVED, STORE], datetime.now(UTC))
    await house.services.brakes.read()
    return house


async def test_every_page_says_so_and_a_person_may_say_that_it_is_the_real_one(
    quiet: House, owner: Browser
) -> None:
    for path in ("/", "/runs", "/connections", "/stop"):
        page = (await owner.get(path)).text
        assert "This may be a copy, so nothing leaves." in page
        assert "The data folder was /srv/old and is /srv/new now." in page
    page = (await owner.get("/quiet")).text
    assert "The store behind “Leaf” called itself https://a.example" in page
    assert where(await owner.post("/go-on")) == "/quiet", "the red button is not what holds it"
    assert where(await owner.post("/quiet/real")) == "/?said=going-on"
    assert "This may be a copy" not in (await owner.get("/")).text
    assert "This is the real one" in (await owner.get("/quiet")).text


async def test_a_copy_stays_quiet_and_asks_nobody_again(quiet: House, owner: Browser) -> None:
    assert where(await owner.post("/quiet/copy")) == "/"
    page = (await owner.get("/")).text
    assert "This is a copy and stays quiet." in page
    assert quiet.services.brakes.stopped()
    assert "stay quiet</button>" not in (await owner.get("/quiet")).text


async def test_what_is_overdue_is_listed_first(quiet: House, owner: Browser) -> None:
    await owner.post("/quiet/real")
    await publish(quiet, WAIT)
    await owner.post("/demo", {"act": "order"})
    found = await quiet.runs(lambda all_: any(run.status == "waiting" for run in all_))
    waiting = next(run for run in found if run.status == "waiting")
    await quiet.services.db.write(place.be_quiet, [MOVED], datetime.now(UTC))
    await quiet.services.brakes.read()
    late = datetime(2020, 1, 1, tzinfo=UTC)
    await quiet.services.db.write(lambda conn: conn.execute(waits.update().values(due=late)))
    page = (await owner.get("/quiet")).text
    assert "should have gone on by now" in page
    assert f"/runs/{waiting.id}" in page


async def test_who_may_only_look_can_answer_nothing(quiet: House) -> None:
    viewer = await quiet.someone("viewer")
    assert "This may be a copy" in (await viewer.get("/")).text
    assert "/quiet" not in (await viewer.get("/runs")).text
    assert (await viewer.get("/quiet")).status == 403
    assert (await viewer.post("/quiet/real")).status == 403
