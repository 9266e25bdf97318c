"""The list view can do all that the canvas can: by forms alone, and both show the same drawing."""

from __future__ import annotations

import re
from typing import Any, get_args

from app.core import edit
from app.core.document import Workflow
from app.store import workflows
from tests.ui.conftest import House, where
from tests.ui.test_editor import BIG, HTMX, arrows, op, stored
from tests.web.asking import Browser

INSTEAD = {
    "move": "places on the canvas: a list has none",
    "move_all": "places on the canvas: a list has none",
    "tidy": "places on the canvas: a list has none",
    "delete_all": "delete, step by step",
    "reconnect": "disconnect and connect",
    "paste": "duplicate, or a workflow opened from a copy",
    "configure": "the settings' own form",
    "in_turn": "the workflow's settings page",
    "stops": "the workflow's settings page",
}
"""Operations that have no form of their own here, and what a person does instead."""


def names() -> set[str]:
    """Every operation's name."""
    union = get_args(get_args(edit.Operation)[0])
    return {kind.model_fields["op"].default for kind in union}


def forms(page: str) -> list[dict[str, Any]]:
    """The operations that a page's forms would post, with their hidden fields and named buttons."""
    found = []
    for form in re.findall(r'<form[^>]*action="[^"]*/ops"[^>]*>(.*?)</form>', page, re.S):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        fields.pop("csrf", None)
        buttons = re.findall(r'<button[^>]*name="([^"]+)" value="([^"]*)"', form)
        found.append(fields | dict(buttons[:1]))
    return found


async def test_every_operation_has_a_form(house: House, owner: Browser) -> None:
    await op(owner, None, op="add", type="time.wait", id="pause", after="tag")
    await op(owner, None, op="add", type="time.wait", id="other", after="big", port="otherwise")
    await op(owner, None, op="note", text="On the canvas", position=[0, 0])
    pages = [f"{BIG}?view=list&step={step}" for step in ("start", "big", "tag", "pause", "thank")] + [
        f"{BIG}/picker?source=big&port=otherwise",
        f"{BIG}/picker?kind=trigger",
    ]
    there = {form["op"] for path in pages for form in forms((await owner.get(path)).text)}
    assert names() - there == set(INSTEAD)


async def test_what_the_list_does_the_canvas_shows(house: House, owner: Browser) -> None:
    """Each form is posted as it stands in the page, and the drawing for the canvas follows."""
    await op(owner, None, op="add", type="time.wait", id="pause", after="tag")
    page = (await owner.get(f"{BIG}?view=list&step=pause")).text
    up = next(form for form in forms(page) if form["op"] == "shift" and form["by"] == "up")
    await owner.post(f"{BIG}/ops", up)
    assert {"big.then pause", "pause.next tag", "tag.next thank"} <= await drawn(owner)
    page = (await owner.get(f"{BIG}?view=list&step=pause")).text
    down = next(form for form in forms(page) if form["op"] == "shift" and form["by"] == "down")
    assert not any(form.get("by") == "up" for form in forms(page)), "it is the first on its way"
    await owner.post(f"{BIG}/ops", down)
    assert {"big.then tag", "tag.next pause", "pause.next thank"} <= await drawn(owner)
    page = (await owner.get(f"{BIG}?view=list&step=pause")).text
    cut = next(form for form in forms(page) if form["op"] == "disconnect")
    await owner.post(f"{BIG}/ops", cut)
    assert "pause.next thank" not in await drawn(owner)
    assert "Not connected; these steps never run" in (await owner.get(f"{BIG}/list", **HTMX)).text
    await owner.post(f"{BIG}/ops", {"op": "connect", "place": "big otherwise", "target": "thank"})
    assert "big.otherwise thank" in await drawn(owner)
    await owner.post(f"{BIG}/ops", {"op": "note", "step": "tag", "text": "Why so"})
    assert "Why so" in (await owner.get(f"{BIG}/list", **HTMX)).text
    page = (await owner.get(f"{BIG}?view=list&step=big")).text
    keeps = re.findall(r'name="keep" value="(\w+)"', page)
    assert keeps == ["then", "otherwise", "none"]
    await owner.post(f"{BIG}/ops", {"op": "delete", "step": "big", "keep": "otherwise"})
    assert await drawn(owner) == {"start.next thank"}
    assert arrows(await stored(house)) == await drawn(owner)


async def test_a_step_can_be_put_wherever_a_way_is_open_and_nowhere_else(
    house: House, owner: Browser
) -> None:
    await op(owner, None, op="add", type="logic.stop", after="big", port="otherwise")
    await op(owner, None, op="add", type="logic.split", after="thank")

    async def adds() -> list[tuple[str, str]]:
        page = (await owner.get(f"{BIG}?view=list")).text
        return re.findall(r'picker\?source=(\w+)&port=(\w+)" data-pick data-source="\1"', page)

    assert await adds() == [
        ("start", "next"), ("big", "then"), ("tag", "next"), ("thank", "next"), ("split", "a"), ("split", "b"),
        ("big", "otherwise"),
    ], "nothing follows a Stop, and at the head of a way there is room before its steps"  # fmt: skip
    for source, port in await adds():
        before = await drawn(owner)
        picker = (await owner.get(f"{BIG}/picker?source={source}&port={port}")).text
        form = next(form for form in forms(picker) if form["op"] == "add")
        await owner.post(f"{BIG}/ops", {**form, "type": "time.wait"})
        (new,) = [arrow for arrow in await drawn(owner) - before if arrow.startswith(f"{source}.{port} ")]
        led = {arrow.split()[1] for arrow in before if arrow.startswith(f"{source}.{port} ")}
        assert {f"{new.split()[1]}.next {target}" for target in led} <= await drawn(owner)


async def test_what_a_file_brought_in_wrong_is_put_right_by_its_button(house: House, owner: Browser) -> None:
    bad = Workflow.model_validate({
        "id": "odd", "name": "Odd", "slots": {"shop": {"kind": ["demo"]}},
        "steps": [{"id": "start", "type": "order.created"}, {"id": "again", "type": "order.paid"},
                  {"id": "tag", "type": "order.add_tags", "settings": {"tags": ["x"]}}],
        "edges": [{"source": "start", "target": "tag"}, {"source": "again", "target": "tag"},
                  {"source": "tag", "target": "gone"}, {"source": "lost", "target": "tag"},
                  {"source": "lost", "target": "gone"}, {"source": "start", "target": "tag"},
                  {"source": "tag", "port": "maybe", "target": "again"}],
    })  # fmt: skip
    await house.services.db.write(workflows.create, bad)

    async def offered() -> list[dict[str, Any]]:
        page = (await owner.get("/workflows/odd?checked=1")).text
        return forms("".join(re.findall(r'class="problems">(.*?)</ul>', page, re.S)))

    fixes = 0
    while found := await offered():
        where(await owner.post("/workflows/odd/ops", found[0]))
        fixes += 1
    assert fixes == 5, "with the second start its arrow goes"
    assert arrows(await stored(house, "odd")) == {"start.next tag"}
    assert [step.id for step in (await stored(house, "odd")).steps] == ["start", "tag"]


async def test_a_second_start_may_go_and_the_first_may_not(house: House, owner: Browser) -> None:
    await house.services.db.write(
        workflows.create,
        Workflow.model_validate({"id": "odd", "name": "Odd", "steps": [
            {"id": "start", "type": "order.created"}, {"id": "again", "type": "order.paid"}]}),
    )  # fmt: skip
    first, second = [forms((await owner.get(f"/workflows/odd?step={step}")).text.split('id="step-panel"')[1])
                     for step in ("start", "again")]  # fmt: skip
    delete = {"op": "delete", "step": "again"}
    assert delete in second
    assert not any(form["op"] == "delete" and form["step"] == "start" for form in first)
    await owner.post("/workflows/odd/ops", delete)
    assert [step.id for step in (await stored(house, "odd")).steps] == ["start"]


async def test_what_the_canvas_does_the_list_shows(house: House, owner: Browser) -> None:
    edge = {"source": "tag", "port": "next", "target": "thank"}
    await op(owner, None, op="add", type="time.wait", id="pause", edge=edge)
    page = (await owner.get(f"{BIG}/list", **HTMX)).text
    order = re.findall(r'class="list-face" href="[^"]*step=(\w+)"', page)
    assert order == ["start", "big", "tag", "pause", "thank"]
    await op(owner, None, op="note", text="Ask Ben", position=[9, 9])
    page = (await owner.get(f"{BIG}/list", **HTMX)).text
    assert "Ask Ben" in page
    note = next(form for form in forms(page) if form["op"] == "note" and "id" in form)
    await owner.post(f"{BIG}/ops", {**note, "text": ""})
    assert "Ask Ben" not in (await owner.get(f"{BIG}/list", **HTMX)).text


async def drawn(browser: Browser) -> set[str]:
    """The arrows that the canvas is given."""
    graph = (await browser.get(f"{BIG}/graph")).json()["graph"]
    return {f"{edge['source']}.{edge['port']} {edge['target']}" for edge in graph["edges"]}
