"""What an owner is told: one notice for one cause, quiet until it is mended, and one word when it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Connection, insert, update

from app.connectors.base import Connector
from app.core.effects import Effect, HttpRequest
from app.core.sentence import Json, Sentence, because
from app.engine.alarms import GATHER, Alarms
from app.engine.limits import Limited
from app.engine.services import Services, assemble
from app.errors import Temporary
from app.settings import Settings
from app.store import alarms, outbox, users
from app.store.database import open_database
from app.store.journal import events, later, runs, steps, waits
from app.store.preferences import Shop, set_shop
from app.store.secrets import Vault, secret_key
from app.store.types import id_at

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REFUSED = because("shop.example.com refuses the API keys.")


@dataclass
class Scene:
    """A data folder, a clock, and what a test does to them."""

    services: Services
    now: datetime = START
    free: int = 10**12
    made: int = 0
    look: Alarms = field(init=False)

    def __post_init__(self) -> None:
        parts = self.services
        self.look = Alarms(
            parts.db, parts.flows, parts.connections, lambda: self.now, parts.settings.data_dir,
            "https://flow.example.com", lambda folder: self.free,
        )  # fmt: skip

    async def later(self, by: timedelta = timedelta(seconds=15)) -> list[str]:
        """Time passes, then a look; the open alarms in English."""
        self.now += by
        await self.look.look()
        return [str(one.because) for one in await self.services.db.read(alarms.open_alarms)]

    async def mails(self) -> list[outbox.Message]:
        """All mails so far, the newest first."""

        def whole(conn: Connection) -> list[outbox.Message]:
            return [outbox.get(conn, one.id) for one in outbox.listed(conn).items]

        return await self.services.db.read(whole)

    async def ran(self, workflow: str, status: str, step: str = "mail", why: Sentence = REFUSED) -> str:
        """A run ends so, now."""
        self.made += 1
        run = id_at(self.now + timedelta(milliseconds=self.made))
        error = {"error": status} if status in ("failed", "doubt") else {}

        def write(conn: Connection) -> None:
            conn.execute(
                insert(events).values(
                    id=run,
                    connection="c",
                    name="order.created",
                    subject="",
                    at=self.now,
                    seen=self.now,
                    dedupe=run,
                    data={},
                )
            )
            conn.execute(
                insert(runs).values(
                    id=run,
                    workflow=workflow,
                    version=1,
                    event=run,
                    subject="",
                    status=status,
                    lane="",
                    depth=0,
                    epoch=1,
                    bell=0,
                    because=why.pack() if error else None,
                    created=self.now,
                    updated=self.now,
                )
            )
            if step:
                body = {"port": "next", "because": why.pack(), "output": {}, "stop": False, **error}
                conn.execute(
                    insert(steps).values(
                        run=run, step=step, turn=0, kind="done", epoch=1, at=self.now, body=body
                    )
                )

        await self.services.db.write(write)
        return run

    async def change(self, table: Any, run: str, **values: Any) -> None:
        """A row of a run changes."""
        await self.services.db.write(
            lambda conn: conn.execute(update(table).where(table.c.id == run).values(**values)) and None
        )


DRAWN: dict[str, Json] = {
    "version": 1, "id": "w", "name": "Thank big spenders", "slots": {},
    "steps": [
        {"id": "start", "type": "order.created", "settings": {}},
        {"id": "mail", "type": "message.email", "settings": {"to": "a@example.com", "subject": "Hi", "body": "Hi"}},
    ],
    "edges": [{"source": "start", "port": "next", "target": "mail"}],
}  # fmt: skip


def _people(conn: Connection) -> None:
    """An owner, a viewer and a live workflow."""
    set_shop(conn, Shop("Tea", "Europe/Berlin", "en", "EUR"))
    users.create(conn, email="anna@example.com", name="Anna", password="x", role="owner", now=START)
    users.create(conn, email="ben@example.com", name="Ben", password="x", role="viewer", now=START)
    conn.execute(
        insert(alarms.workflows).values(
            id="w",
            name="Thank big spenders",
            draft=DRAWN,
            rev=1,
            place=0,
            live=1,
            on=True,
            bindings={},
            created=START,
            updated=START,
        )
    )


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """With an owner who reads English, a viewer, and a live workflow."""
    settings = Settings(data_dir=tmp_path)
    db = open_database(tmp_path)
    services = assemble(settings, db, Vault(secret_key(tmp_path, None)))

    await db.write(_people)
    yield Scene(services)
    await services.http.close()
    await db.close()


async def test_a_failing_step_is_told_once_until_it_works_again(scene: Scene) -> None:
    assert await scene.later() == []
    first = await scene.ran("w", "failed")
    for _ in range(3):
        await scene.ran("w", "failed")
    said = (
        "In the workflow “Thank big spenders” the step “mail” failed: shop.example.com refuses the API keys."
    )
    assert await scene.later() == [said]
    for _ in range(50):
        await scene.ran("w", "failed", "mail")
        await scene.later(timedelta(minutes=1))
    [mail] = await scene.mails()
    assert (mail.to, mail.subject) == ("anna@example.com", "Storeflow: 1 thing needs you")
    assert said in mail.text
    assert "https://flow.example.com/runs/" in mail.text
    assert first[:10] in mail.html
    scene.now += timedelta(minutes=1)
    await scene.ran("w", "done", "elsewhere")
    assert len(await scene.later()) == 1, "another way through the workflow proves nothing"
    await scene.ran("w", "done")
    assert await scene.later() == []
    over, _ = await scene.mails()
    assert over.subject == "Storeflow: what was wrong works again"
    assert f"Mended: {said}" in over.text
    await scene.later(timedelta(hours=1))
    assert len(await scene.mails()) == 2
    scene.now += timedelta(minutes=1)
    await scene.ran("w", "failed")
    assert await scene.later() == [said], "it broke again: that is news"
    assert len(await scene.mails()) == 3


async def test_another_step_or_another_reason_is_another_cause_and_mails_are_gathered(scene: Scene) -> None:
    await scene.ran("w", "failed")
    await scene.later()
    await scene.ran("w", "failed", "tag")
    await scene.ran("w", "failed", "mail", because("There is no such mailbox."))
    await scene.ran("w", "failed", "")
    assert len(await scene.later()) == 4
    assert len(await scene.mails()) == 1
    await scene.later(GATHER)
    mail, _ = await scene.mails()
    assert mail.subject == "Storeflow: 3 things need you"
    assert "The workflow “Thank big spenders” failed" in mail.text


async def test_rounds_of_a_loop_are_one_step(scene: Scene) -> None:
    for number in range(5):
        await scene.ran("w", "failed", f"each[{number}]/mail")
    assert len(await scene.later()) == 1
    scene.now += timedelta(minutes=1)
    await scene.ran("w", "done", "each[9]/mail")
    assert await scene.later() == []


async def test_doubt_stays_until_a_person_decides(scene: Scene) -> None:
    run = await scene.ran("w", "doubt")
    [said] = await scene.later()
    assert said.startswith(
        "In the workflow “Thank big spenders” nobody can tell whether the step “mail” was done"
    )
    scene.now += timedelta(minutes=1)
    await scene.ran("w", "done")
    assert len(await scene.later()) == 1
    await scene.change(runs, run, status="done")
    assert await scene.later() == []


async def test_a_run_that_was_tried_again_mends_it(scene: Scene) -> None:
    run = await scene.ran("w", "failed")
    await scene.later()
    scene.now += timedelta(minutes=1)
    await scene.change(runs, run, status="done", updated=scene.now)
    await scene.services.db.write(
        lambda conn: conn.execute(update(steps).values(body={"port": "next"})) and None
    )
    assert await scene.later() == []


async def test_who_turns_the_workflow_off_needs_no_word(scene: Scene) -> None:
    await scene.ran("w", "failed")
    await scene.later()
    await scene.change(alarms.workflows, "w", on=False)
    assert await scene.later(timedelta(hours=1)) == []
    assert len(await scene.mails()) == 1


async def test_waits_that_are_overdue_and_a_full_disk(scene: Scene) -> None:
    await scene.services.db.write(
        lambda conn: (
            conn.execute(insert(waits).values(run="r", step="s", turn=0, due=START, event="", subject=""))
            and None
        )
    )
    assert await scene.later(timedelta(minutes=10)) == []
    scene.free = 100_000_000
    said = await scene.later(timedelta(minutes=6))
    assert any(one.startswith("1 step waits although") for one in said)
    assert any(one.startswith("The disk is nearly full") for one in said)
    scene.free = 700_000_000
    await scene.services.db.write(lambda conn: conn.execute(waits.delete()) and None)
    [said_still] = await scene.later()
    assert said_still.startswith("The disk is nearly full"), "a little room is not enough"
    scene.free = 2_000_000_000
    assert await scene.later() == []
    await scene.later(GATHER)
    over, new = await scene.mails()
    assert new.subject == "Storeflow: 2 things need you"
    assert over.subject == "Storeflow: what was wrong works again"


class Shop2(Connector):
    """A service that is down while ``wrong``."""

    title: ClassVar[str] = "Tea shop"
    wrong = True

    async def perform(self, effect: Effect, key: str) -> Json:
        if self.wrong:
            raise Temporary(because("nobody answers"))
        return {}


async def test_what_was_not_taken_back_is_told_once_and_shown_for_a_week(scene: Scene) -> None:
    run = await scene.ran("w", "done")
    row = {
        "run": run,
        "step": "mail",
        "turn": 0,
        "due": START,
        "effect": {},
        "connection": "",
        "state": "failed",
    }
    why = because("The shop does not answer.").pack()
    await scene.services.db.write(
        lambda conn: conn.execute(insert(later).values(**row, because=why)) and None
    )
    said = (
        "In the workflow “Thank big spenders” what the step “mail” did was not taken back: "
        "The shop does not answer."
    )
    assert await scene.later() == [said]
    [mail] = await scene.mails()
    assert f"https://flow.example.com/runs/{run}" in mail.text
    assert await scene.later(timedelta(days=6)) == [said]
    assert await scene.later(timedelta(days=2)) == []
    assert len(await scene.mails()) == 1, "nobody can say that it was mended"


async def test_a_service_that_is_down_for_long(scene: Scene) -> None:
    seconds = 0.0
    limits = scene.services.connections.limits
    limits.clock = lambda: seconds
    shop = Shop2()
    limited = Limited(limits, shop, "c9", "Tea")
    call = HttpRequest(method="GET", url="https://example.com")
    for _ in range(5):
        with pytest.raises(Temporary):
            await limited.perform(call, "k")
    seconds = 300.0
    assert await scene.later() == []
    seconds = 601.0
    [said] = await scene.later()
    assert said.startswith("Tea has not answered for ten minutes")
    [mail] = await scene.mails()
    assert "https://flow.example.com/connections/c9" in mail.text
    shop.wrong = False
    await limited.perform(call, "k")
    assert await scene.later(GATHER) == []
    assert len(await scene.mails()) == 2


async def test_several_processes_tell_once(scene: Scene) -> None:
    other = Scene(scene.services)
    await scene.ran("w", "failed")
    for _ in range(3):
        await scene.later()
        other.now = scene.now
        await other.look.look()
    assert len(await scene.mails()) == 1


async def test_a_mail_that_could_not_go_goes_later(scene: Scene) -> None:
    performer = scene.services.connections.performer
    down = Shop2()

    async def first_down(slot: str, connection: str) -> Any:
        return down if down.wrong else await performer(slot, connection)

    scene.services.connections.performer = first_down  # type: ignore[method-assign]
    await scene.ran("w", "failed")
    await scene.later()
    assert await scene.mails() == []
    down.wrong = False
    await scene.later()
    assert len(await scene.mails()) == 1


async def test_an_owner_is_told_in_the_owners_language(scene: Scene) -> None:
    def speaks(conn: Connection) -> None:
        users.create(
            conn, email="gita@example.com", name="Gita", password="x", role="owner", now=START, locale="hi"
        )

    await scene.services.db.write(speaks)
    await scene.ran("w", "failed")
    await scene.later()
    assert {mail.to for mail in await scene.mails()} == {"anna@example.com", "gita@example.com"}


async def test_the_same_on_postgresql(tmp_path: Path, fresh_postgres_url: str) -> None:
    settings = Settings(data_dir=tmp_path, database_url=fresh_postgres_url)
    db = open_database(tmp_path, fresh_postgres_url)
    services = assemble(settings, db, Vault(secret_key(tmp_path, None)))
    try:
        await db.write(_people)
        scene = Scene(services)
        await scene.ran("w", "failed")
        assert len(await scene.later()) == 1
        await scene.ran("w", "failed")
        assert len(await scene.later()) == 1
        scene.now += timedelta(minutes=1)
        await scene.ran("w", "done")
        assert await scene.later() == []
        await scene.later(GATHER)
        assert len(await scene.mails()) == 2
    finally:
        await services.http.close()
        await db.close()
