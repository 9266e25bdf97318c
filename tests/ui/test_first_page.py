"""The first page: what to do next, and what needs a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.sentence import because
from app.store import alarms, connections
from tests.ui.conftest import House
from tests.web.asking import Browser


async def test_it_says_what_to_do_next_until_something_ran(house: House, owner: Browser) -> None:
    viewer = await house.someone("viewer")
    assert "Place a demo order" in (await owner.get("/")).text
    assert "Place a demo order" not in (await viewer.get("/")).text
    await owner.post("/demo", {"act": "order"})
    await house.runs(bool)
    assert "Place a demo order" not in (await owner.get("/")).text


@pytest.mark.parametrize(
    ("kind", "place", "link"),
    [
        ("run", {"workflow": "w", "step": "tag", "run": "r1"}, "/runs/r1"),
        ("doubt", {"workflow": "w", "step": "tag", "run": "r2"}, "/runs/r2"),
        ("service", {"connection": "the shop"}, "/connections/the shop"),
        ("service", {"connection": "web"}, ""),
        ("waits", {}, "/runs?status=waiting"),
        ("disk", {}, ""),
    ],
)
async def test_what_needs_a_person_stands_on_top_with_a_way_there(
    house: House, owner: Browser, kind: str, place: Any, link: str
) -> None:
    [shop, *_] = await house.services.db.read(connections.list_all)
    place = {name: value.replace("the shop", shop.id) for name, value in place.items()}
    seen = alarms.Seen("cause", kind, because("something broke"), place, datetime.now(UTC))
    await house.services.db.write(alarms.raise_alarms, [seen])
    page = (await owner.get("/")).text
    part = page[page.index("alarms") : page.index("See it work")]
    assert "Something broke" in part
    if link:
        assert f'href="{link.replace("the shop", shop.id)}"' in part
    else:
        assert 'class="button small"' not in part
