"""The list view can do all that the canvas can: by forms alone, and both show the same drawing."""

from __future__ import annotations

import re
from typing import Any, get_args

from app.core import edit
from tests.ui.conftest import House
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
