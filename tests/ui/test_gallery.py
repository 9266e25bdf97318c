"""The gallery of templates: found by goal, role and words; answered, looked at, and made a workflow of."""

from __future__ import annotations

import re

import pytest

from app.engine.templates import templates
from app.store import workflows
from app.ui.gallery import GOALS, ROLES
from tests.ui.conftest import House, where


async def test_it_is_found_by_goal_role_and_words(house: House) -> None:
    viewer = await house.someone("viewer")
    page = (await viewer.get("/templates")).text
    assert page.count("template-card") == len(templates())
    for goal in GOALS:
        assert f'id="goal-{goal}"' in page
    for role in ROLES:
        assert (await viewer.get(f"/templates?role={role}")).text.count("template-card")
    found = (await viewer.get("/templates?q=BASKET+code")).text
    assert "/templates/cart-offer" in found
    assert "/templates/low-stock-note" not in found
    assert "No template fits" in (await viewer.get("/templates?q=xyzzy")).text


async def test_questions_are_asked_with_what_the_shop_tells(house: House) -> None:
    editor = await house.someone("owner")
    page = (await editor.get("/templates/low-stock-note")).text
    assert "Below how many pieces?" in page
    assert 'value="owner0@example.com"' in page
    assert (await editor.get("/templates/nothing")).status == 404


async def test_wrong_answers_are_refused_at_their_question_and_stay(house: House) -> None:
    editor = await house.someone("editor")
    for answer in (
        await editor.get("/templates/low-stock-note/preview?below=0&to={{ shop.name }}"),
        await editor.post("/templates/low-stock-note/use", {"below": "0", "to": "{{ shop.name }}"}),
    ):
        assert answer.status == 422
        assert "This must be at least 1." in answer.text
        assert "can&#39;t be used here" in answer.text
        assert 'value="{{ shop.name }}"' in answer.text
    names = {one.name for one in await house.services.db.read(workflows.list_all)}
    assert "Tell me what runs low" not in names, "nothing was kept"


async def test_it_says_what_it_would_have_done_with_recent_orders(house: House) -> None:
    editor = await house.someone("editor")
    for _ in range(2):
        await editor.post("/demo", {"act": "order"})
    await house.runs(lambda found: len(found) >= 2)
    page = (await editor.get("/templates/vip-tag-by-spend/preview?spent=1&tag=Best+of+all")).text
    assert re.search(r"It would have acted on (\d) of the last \1 time", page)
    assert "Best of all" in page
    page = (await editor.get("/templates/vip-tag-by-spend/preview?spent=99999&tag=x")).text
    assert "It would have acted on 0 of the last" in page
    assert re.search(r"Nothing: The total spent is €[\d.]+, which is less than 99,?999", page)


@pytest.mark.parametrize(("do", "state"), [("", "draft"), ("on", "on")])
async def test_it_becomes_a_workflow(house: House, do: str, state: str) -> None:
    editor = await house.someone("editor")
    answer = await editor.post("/templates/vip-tag-by-spend/use", {"spent": "12,5", "tag": "Best", "do": do})
    saved = await house.services.db.read(workflows.get, where(answer).rpartition("/")[2].partition("?")[0])
    assert (saved.name, saved.state) == ("A VIP tag by what was spent", state)
    check = saved.document.step("much")
    assert check is not None
    assert check.settings["all"][0]["value"] == "12.50"
    viewer = await house.someone("viewer")
    assert (await viewer.post("/templates/vip-tag-by-spend/use", {"spent": "1", "tag": "x"})).status == 403


async def test_a_day_is_chosen_and_is_to_come(house: House) -> None:
    editor = await house.someone("editor")
    page = (await editor.get("/templates/sale-for-a-week")).text
    assert re.search(r'type="date" value="20\d\d-\d\d-\d\d"', page)
    answers = "tag=x&off=10&long=3"
    over = await editor.get(f"/templates/sale-for-a-week/preview?{answers}&day=2020-01-01")
    assert (over.status, "This day is over" in over.text) == (422, True)
    assert (
        "A day looks like"
        in (await editor.get(f"/templates/sale-for-a-week/preview?{answers}&day=soon")).text
    )
    assert (await editor.get(f"/templates/sale-for-a-week/preview?{answers}&day=2099-01-01")).status == 200
