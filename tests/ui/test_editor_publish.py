"""Publishing in words: what changes, for whom, and every version kept."""

from __future__ import annotations

import re

from app.store import runs, versions, workflows
from tests.ui.conftest import House, where
from tests.ui.test_editor import BIG, op, stored
from tests.web.asking import Browser

ID = "thank-big-orders"


async def waits(house: House, owner: Browser) -> str:
    """A live workflow: an order, a wait, a tag."""
    made = where(await owner.post("/workflows", {"name": "Waits"}))
    await op(owner, None, made, op="replace_trigger", type="order.created")
    settings = {"amount": 3, "unit": "days"}
    await op(owner, None, made, op="add", type="time.wait", after="start", settings=settings)
    await op(owner, None, made, op="add", type="order.add_tags", after="wait", settings={"tags": ["late"]})
    assert where(await owner.post(f"{made}/publish")) == f"{made}?said=workflow-published"
    return made


async def inside(house: House, path: str, n: int) -> list[str]:
    """The runs of a workflow that wait, once there are n."""
    ident = path.rpartition("/")[2]
    found = await house.runs(
        lambda lines: sum(run.workflow == ident and run.status == "waiting" for run in lines) >= n
    )
    return [run.id for run in found if run.workflow == ident]


async def test_what_changes_and_for_whom(house: House, owner: Browser) -> None:
    path = await waits(house, owner)
    assert "nothing to publish" in (await owner.get(f"{path}/publish")).text
    await owner.post("/demo", {"act": "order"})
    await owner.post("/demo", {"act": "order"})
    mine = await inside(house, path, 2)
    assert len(mine) == 2
    await op(owner, None, path, op="configure", step="wait", settings={"amount": 5, "unit": "days"})
    page = (await owner.get(f"{path}/publish")).text
    assert "“Wait”: “How long” is 5 days, not 3 days" in page
    assert "2 runs are inside. They finish the old way" in page
    assert "which is gone" not in page
    await op(owner, None, path, op="delete", step="wait")
    page = (await owner.get(f"{path}/publish")).text
    assert "2 of them wait at “Wait”, which is gone in the new version." in page
    assert 'name="left:wait" value="finish" checked' in page
    rev = re.search(r'name="rev" value="(\d+)"', page)[1]  # type: ignore[index]
    assert where(await owner.post(f"{path}/publish", {"rev": rev, "left:wait": "finish"}))
    still = await house.services.db.read(versions.inside, path.rpartition("/")[2])
    assert {one.run for one in still} == set(mine), "they finish the old way"
    assert {one.version for one in still} == {1}


async def test_runs_at_a_step_that_is_gone_can_be_ended(house: House, owner: Browser) -> None:
    path = await waits(house, owner)
    await owner.post("/demo", {"act": "order"})
    [mine] = await inside(house, path, 1)
    await op(owner, None, path, op="delete", step="wait")
    form = {"left:wait": "cancel", "left:start": "cancel"}
    assert where(await owner.post(f"{path}/publish", form))
    assert (await house.services.db.read(runs.get_run, mine)).status == "cancelled"
    assert await house.services.db.read(versions.inside, path.rpartition("/")[2]) == []


async def test_a_stale_or_wrong_draft_ends_no_run(house: House, owner: Browser) -> None:
    path = await waits(house, owner)
    await owner.post("/demo", {"act": "order"})
    [mine] = await inside(house, path, 1)
    await op(owner, None, path, op="delete", step="wait")
    assert (await owner.post(f"{path}/publish", {"rev": "1", "left:wait": "cancel"})).status == 409
    await op(owner, None, path, op="configure", step="add_tags", settings={})
    assert (await owner.post(f"{path}/publish", {"left:wait": "cancel"})).status == 422
    assert (await house.services.db.read(runs.get_run, mine)).status == "waiting"
    assert "It can't be published yet" in (await owner.get(f"{path}/publish")).text


async def test_what_was_never_published_has_no_version_and_says_so(house: House, owner: Browser) -> None:
    blank = where(await owner.post("/workflows"))
    reply = await owner.get(f"{blank}/versions")
    assert reply.status == 200
    assert "It was not published yet, so there is no version." in reply.text


async def test_versions_are_compared_and_brought_back(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    first = await stored(house)
    await op(owner, None, op="configure", step="tag", settings={"tags": ["huge"]})
    await owner.post(f"{BIG}/publish")
    await op(owner, None, op="rename", name="Draft name")
    page = (await owner.get(f"{BIG}/versions")).text
    assert page.index("Version 2") < page.index("The first one.")
    assert "“Add order tags”: “Tags” is huge" in page
    compared = (await owner.get(f"{BIG}/versions?old=2&new=draft")).text
    assert "It is called “Draft name”" in compared
    back = (await owner.get(f"{BIG}/versions?old=2&new=1")).text
    assert "not huge" in back
    rev = re.search(r'name="rev" value="(\d+)"', back)[1]  # type: ignore[index]
    assert (await owner.post(f"{BIG}/versions/1/restore", {"rev": "1"})).status == 409
    assert where(await owner.post(f"{BIG}/versions/1/restore", {"rev": rev})).startswith(BIG)
    assert (await stored(house)).model_dump() == first.model_dump()
    saved = await house.services.db.read(workflows.get, ID)
    assert saved.live == 2
    assert str(saved.undo) == "brought back version 1"
    assert (await owner.post(f"{BIG}/versions/9/restore")).status == 404


async def test_a_viewer_sees_versions_and_restores_none(house: House, owner: Browser) -> None:
    viewer = await house.someone("viewer")
    page = (await viewer.get(f"{BIG}/versions")).text
    assert "restore" not in page
    for path in ("versions/1/restore", "publish", "sample"):
        assert (await viewer.post(f"{BIG}/{path}")).status == 403
    assert (await viewer.get(f"{BIG}/publish")).status == 403
