"""The guide at /help: every help link lands on a part that is there, and words are found."""

from __future__ import annotations

import re

from app.ui.guide import chapters
from app.ui.help_links import PARTS, help_for
from tests.ui.conftest import House


def test_every_help_link_lands_on_a_part_that_is_there() -> None:
    anchors = {
        f"{one.id}#{part.anchor}" for one in chapters().values() for part in one.parts
    } | chapters().keys()
    assert [part for _, part in PARTS if part not in anchors] == []
    assert help_for("/settings/storage") == "/help/keeping#storage"
    assert help_for("/workflows/x/steps/y") == "/help/workflows"
    assert help_for("/") == "/help"


def test_chapters_are_whole() -> None:
    assert len(chapters()) >= 9
    for one in chapters().values():
        anchors = [part.anchor for part in one.parts]
        assert len(set(anchors)) == len(anchors), one.id
        assert all(part.text for part in one.parts[1:]), one.id
        assert "<script" not in one.html


async def test_words_are_found_in_the_guide_and_among_the_steps(house: House) -> None:
    viewer = await house.someone("viewer")
    page = (await viewer.get("/help?q=possibly+done")).text
    assert 'href="/help/runs#what-the-words-mean"' in page
    assert 'href="/catalogue/order.refund"' in (await viewer.get("/help?q=refund")).text
    assert "Nothing was found" in (await viewer.get("/help?q=xyzzy")).text
    assert (await viewer.get("/help/nothing")).status == 404


async def test_every_page_has_a_help_link_and_chapters_link_to_each_other(house: House) -> None:
    owner = await house.someone("owner")
    assert 'href="/help/keeping#storage"' in (await owner.get("/settings/storage")).text
    for one in chapters():
        page = (await owner.get(f"/help/{one}")).text
        assert len(re.findall(r'href="/help/\w+"', page)) >= len(chapters())
