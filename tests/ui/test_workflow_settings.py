"""What holds for a workflow as a whole, and the runs that it holds back."""

from __future__ import annotations

import pytest

from app.store import workflows
from tests.ui.conftest import House, where
from tests.ui.test_run_page import INNER, START, publish
from tests.web.asking import Browser

WAIT = {**INNER, "id": "wait", "name": "Wait", "steps": [START, INNER["steps"][1]]}
FORM = "/workflows/wait/settings"


async def test_they_are_kept_and_shown_again(house: House, owner: Browser) -> None:
    await publish(house, WAIT)
    form = {"name": "Wait a little", "most": "50", "one_at_a_time": "customer"}
    assert where(await owner.post(FORM, form)) == "/workflows/wait?said=saved"
    saved = await house.services.db.read(workflows.get, "wait")
    assert (saved.name, saved.most, saved.document.one_at_a_time) == ("Wait a little", 50, "customer")
    page = (await owner.get(FORM)).text
    assert 'value="Wait a little"' in page
    assert 'value="50"' in page
    assert '<option value="customer" selected>' in page
    assert where(await owner.post(FORM, {"name": "Wait"})) == "/workflows/wait?said=saved"
    saved = await house.services.db.read(workflows.get, "wait")
    assert (saved.name, saved.most, saved.document.one_at_a_time) == ("Wait", None, None)
    assert FORM in (await owner.get("/workflows/wait")).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": " "}, "Please give the workflow a name"),
        ({"name": "x", "most": "many"}, "a number of runs from 1 to 1,000,000"),
        ({"name": "x", "most": "0"}, "a number of runs from 1 to 1,000,000"),
    ],
)
async def test_what_is_wrong_is_said_under_its_field(
    house: House, owner: Browser, form: dict[str, str], said: str
) -> None:
    await publish(house, WAIT)
    reply = await owner.post(FORM, form)
    assert reply.status == 422
    assert said in reply.text
    assert (await house.services.db.read(workflows.get, "wait")).name == "Wait"


async def test_what_is_more_than_expected_is_held_until_a_person_lets_it_go(
    house: House, owner: Browser
) -> None:
    await publish(house, WAIT)
    await owner.post(FORM, {"name": "Wait", "most": "1"})
    for _ in range(3):
        await owner.post("/demo", {"act": "order"})
    found = await house.runs(lambda all_: sum(r.status == "held" for r in all_) == 2)
    held = next(run for run in found if run.status == "held")
    for path in ("/workflows/wait", FORM):
        assert (
            "2 runs are held: more came within a day than the 1 that you expect"
            in (await owner.get(path)).text
        )
    assert "2 runs held" in (await owner.get("/")).text
    assert "more than the 1 run that is expected in a day" in (await owner.get(f"/runs/{held.id}")).text
    assert where(await owner.post("/workflows/wait/release")) == "/workflows/wait?said=runs-released"
    await house.runs(lambda all_: all(r.status == "waiting" for r in all_ if r.workflow == "wait"))
    assert "are held" not in (await owner.get("/workflows/wait")).text


async def test_the_rules_that_stop_runs_are_switches(house: House, owner: Browser) -> None:
    mail = {"subject": "Look", "body": "x", "purpose": "promotion"}
    drawn = {**WAIT, "steps": [START, {"id": "m", "type": "message.email", "settings": mail}],
             "edges": [{"source": "start", "target": "m"}], "slots": {"mail": {"kind": ["email"]}}}  # fmt: skip
    await publish(house, drawn)
    page = (await owner.get(FORM)).text
    assert page.count('name="stops"') == 3
    assert page.count(" checked>") == 3
    assert "The whole order is refunded" in page
    listed = (await owner.get("/workflows/wait?view=list")).text
    assert "Stops by itself if cancelled, refunded, or unsubscribed" in listed

    form = {"name": "Wait", "stops": ["cancelled", "refunded", "unsubscribed"]}
    await owner.post(FORM, form)
    assert (await _stops(house)) is None, "what was not touched goes on following what starts it"
    await owner.post(FORM, {**form, "stops": ["cancelled"]})
    assert (await _stops(house)) == ["cancelled"]
    await owner.post(FORM, {"name": "Wait"})
    assert (await _stops(house)) == []
    assert (await owner.get(FORM)).text.count(" checked>") == 0


async def _stops(house: House) -> list[str] | None:
    return (await house.services.db.read(workflows.get, "wait")).document.stops  # type: ignore[return-value]
