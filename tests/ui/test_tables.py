"""What workflows keep for owners: tables of rows, and what they remember."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from app.core.cells import safe
from app.core.document import Workflow
from app.engine.demo import demo_store
from app.store import sheets, workflows
from tests.ui.conftest import House, where
from tests.web.asking import Browser

NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


async def written(house: House, sheet: str, *rows: Mapping[str, str]) -> None:
    for n, cells in enumerate(rows):
        await house.services.db.write(sheets.add, sheet, f"r{n}", "add", NOW + timedelta(minutes=n), cells)


async def kept(house: House) -> None:
    """A workflow that writes a row and remembers points for each order, and two orders."""
    document = Workflow.model_validate(
        {
            "version": 1,
            "id": "keeping",
            "name": "Keeping",
            "steps": [
                {"id": "start", "type": "order.created"},
                {"id": "row", "type": "data.add_row", "settings": {
                    "sheet": "New orders", "cells": {"Order": "{{ order.name }}", "Note": "=SUM(1)"}}},
                {"id": "points", "type": "logic.remember", "settings": {
                    "name": "points", "whose": "everybody", "how": "add", "value": "5"}},
            ],
            "edges": [{"source": "start", "target": "row"}, {"source": "row", "target": "points"}],
        }
    )  # fmt: skip
    await house.services.db.write(workflows.create, document)
    await house.services.db.write(workflows.publish, "keeping")
    await house.services.changed()
    store = await demo_store(house.services)
    assert store
    for _ in range(2):
        await store.place_order()
    await house.runs(lambda lines: sum(x.workflow == "keeping" and x.status == "done" for x in lines) == 2)


async def test_rows_of_runs_are_shown_downloaded_and_removed(house: House, owner: Browser) -> None:
    empty = (await owner.get("/tables")).text
    assert "There is no table yet" in empty
    assert 'href="/catalogue/data.add_row"' in empty
    await kept(house)
    assert "2 rows" in (await owner.get("/tables")).text
    shown = (await owner.get("/tables/rows?name=New%20orders")).text
    assert shown.count("<td translate") == 4
    reply = await owner.get("/tables/download?name=New%20orders")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''New%20orders.csv" in reply.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"))))
    assert lines[0] == ["When", "Order", "Note"]
    assert [line[2] for line in lines[1:]] == ["'=SUM(1)"] * 2
    assert where(await owner.post("/tables/remove", {"name": "New orders"})) == "/tables?said=table-removed"
    assert "There is no table yet" in (await owner.get("/tables")).text


async def test_it_shows_the_last_50_rows_and_downloads_all_with_all_columns(
    house: House, owner: Browser
) -> None:
    rows: list[dict[str, str]] = [{"a": str(n)} for n in range(60)]
    rows[0] = {"gone": "early", "a": "0"}
    await written(house, "Ä/ö & <b>", *rows)
    name = quote("Ä/ö & <b>", safe="")
    shown = (await owner.get(f"/tables/rows?name={name}")).text
    assert "The last 50 of 60 rows" in shown
    assert "<b>" not in shown.partition("<main")[2]
    body = (await owner.get(f"/tables/download?name={name}")).body.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(body)))
    assert lines[0] == ["When", "gone", "a"]
    assert lines[1] == ["2026-03-27 10:00:00", "early", "0"], "in the store's zone"
    assert [line[2] for line in lines[1:]] == [str(n) for n in range(60)]


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-5", "@sum", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe(f"x{cell}") == f"x{cell}"


async def test_a_column_is_no_formula_either(house: House, owner: Browser) -> None:
    await written(house, "t", {"=cmd|' /C calc'!A0": 'say "hi", you'})
    body = (await owner.get("/tables/download?name=t")).body.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(body))) == [
        ["When", "'=cmd|' /C calc'!A0"],
        ["2026-03-27 10:00:00", 'say "hi", you'],
    ]


async def test_what_is_remembered_is_shown_and_forgotten(house: House, owner: Browser) -> None:
    assert "Nothing is remembered yet" in (await owner.get("/settings/memory")).text
    await kept(house)
    assert "1 value" in (await owner.get("/settings/memory")).text
    shown = (await owner.get("/settings/memory?name=points")).text
    assert '<td translate="no">everybody</td><td translate="no">10</td>' in shown
    assert (await owner.get("/settings/memory?name=other")).status == 404
    assert where(await owner.post("/settings/memory/forget", {"name": "points"})).endswith("said=forgotten")
    assert "Nothing is remembered yet" in (await owner.get("/settings/memory")).text
    assert (await owner.post("/settings/memory/forget", {"name": "points"})).status == 404


async def test_who_may(house: House) -> None:
    await written(house, "t", {"a": "1"})
    viewer, editor = await house.someone("viewer"), await house.someone("editor")
    assert (await viewer.get("/tables/rows?name=t")).status == 200
    assert (await viewer.post("/tables/remove", {"name": "t"})).status == 403
    assert (await editor.get("/settings/memory")).status == 403
    for path in ("/tables/rows?name=x", "/tables/download?name=x"):
        assert (await viewer.get(path)).status == 404
    await editor.get("/tables/rows?name=t")
    assert (await editor.post("/tables/remove", {"name": "x"})).status == 404
    found: Any = await editor.post("/tables/remove", {"name": "t"})
    assert found.status == 303
