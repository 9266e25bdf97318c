"""The first page's week: what ran, as a chart and a table; what failed, by cause, tried again at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, update

from app.core.sentence import because
from app.store import week
from app.store.journal import runs
from app.ui.week import bars, begins
from tests.ui.conftest import House


async def test_the_week_counts_and_causes_are_one_line_each(house: House) -> None:
    editor = await house.someone("editor")
    assert "This week" not in (await editor.get("/")).text
    for _ in range(2):
        await editor.post("/demo", {"act": "order"})
    await house.runs(lambda found: len({one.subject for one in found}) >= 2)
    page = (await editor.get("/")).text
    assert "This week" in page
    assert "What failed this week" not in page

    def fail(conn: Connection) -> list[str]:
        found = [row.id for row in conn.execute(runs.select().where(runs.c.workflow == "thank-big-orders"))]
        for n, run in enumerate(found):
            why = because("The mail server {host} did not answer.", host=f"mail{n}.example.com")
            conn.execute(update(runs).where(runs.c.id == run).values(status="failed", because=why.pack()))
        return found

    failed = await house.services.db.write(fail)
    page = (await editor.get("/")).text
    assert "What failed this week" in page
    assert page.count("/runs/retry-cause") == 1, "one cause, whatever the host is called"
    [cause] = await house.services.db.read(week.causes, datetime.now(UTC))
    assert set(cause.runs) == set(failed)
    answer = await editor.post("/runs/retry-cause", {"workflow": cause.workflow, "cause": cause.id})
    assert answer.status == 303
    assert await house.services.db.read(week.causes, datetime.now(UTC)) == []
    viewer = await house.someone("viewer")
    assert (await viewer.post("/runs/retry-cause", {"workflow": "x", "cause": "y"})).status == 403


def test_days_begin_at_the_stores_midnight_through_summer_time() -> None:
    found = begins(datetime(2026, 3, 30, 10, tzinfo=UTC), "Europe/Berlin")
    assert [one.hour for one in found] == [23, 23, 23, 23, 23, 23, 22]
    assert found[-1] == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_bars_are_as_high_as_their_day() -> None:
    def day(**counts: Any) -> week.Day:
        return week.Day(datetime(2026, 1, 1, tzinfo=UTC), **{"done": 0, "trouble": 0, "open": 0, **counts})

    made = bars([day(), day(done=5), day(done=9, trouble=1)])
    assert made[0].parts == ()
    assert made[1].parts == (("done", 30.0, 30.0),)
    assert [(kind, round(y), round(height)) for kind, y, height in made[2].parts] == [
        ("done", 6, 54),
        ("trouble", 0, 6),
    ]
