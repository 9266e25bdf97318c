"""Copies are quiet: where the place is another one than was noted, nothing leaves until a person has said what it is.

A restored backup or a cloned machine would mail every customer a second time and change the same orders twice. So the
data folder, the machine and what each store calls itself are noted; where one differs, everything stands still as by
the red button, while what happens in the stores is still taken in.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from app.connectors.base import ShopConnector
from app.core.place import told
from app.core.sentence import Json, Sentence
from app.engine.brakes import Brakes
from app.engine.connections import Connections
from app.errors import AppError
from app.settings import Settings
from app.store import connections, place
from app.store.database import Database
from app.store.place import STORE, Filed

log = logging.getLogger(__name__)
EVERY = 300.0
"""Seconds between two looks at what the stores call themselves."""
PATIENCE = 5.0
"""Seconds that a start waits for the stores to say so; what they say later counts too."""
FILE = "installation"
MACHINE = Path("/etc/machine-id")


def here(settings: Settings) -> dict[str, str]:
    """What the place is known by before anything is asked. On a database that processes share, a folder and a machine
    say nothing: there may be many."""
    if settings.database_url:
        return {}
    found = {"folder": str(settings.data_dir.resolve())}
    machine = settings.machine or _machine()
    if machine:
        found["machine"] = hashlib.sha256(f"storeflow {machine}".encode()).hexdigest()[:32]
    return found


def _machine() -> str:
    """The system's own number of this machine; "" in most containers, which are told apart by their folder alone."""
    try:
        found = MACHINE.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
    return found if len(found) == 32 else ""


def filed(folder: Path) -> Filed | None:
    """What the file beside the database says; None where there is none that can be read."""
    try:
        id_, starts = (folder / FILE).read_text("ascii").split()
        return Filed(id_, int(starts))
    except (OSError, ValueError):
        return None


def file(folder: Path, value: Filed) -> None:
    """Writes it, all or nothing. A disk that takes nothing now keeps what it said before."""
    new = folder / f"{FILE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(f"{value.id} {value.starts}\n")
        new.replace(folder / FILE)
    except OSError as error:
        log.warning("%s could not be written: %s", folder / FILE, error)


async def confirm(db: Database, settings: Settings, now: datetime) -> None:
    """Notes this place as the real one, and that nobody has to be asked any more."""

    def work(conn: Connection) -> Filed:
        known = place.is_real(conn, here(settings) | _database(conn), now)
        return Filed(known, int(place.noted(conn).get(place.STARTS) or 0))

    file(settings.data_dir, await db.write(work))


async def doubts(db: Database, settings: Settings) -> list[Sentence]:
    """What says that this may be a copy, without changing anything: as it was found, and as it is now."""

    def look(conn: Connection) -> list[dict[str, Json]]:
        found = (place.quiet(conn) or {}).get("changes", [])
        new = place.differences(conn, here(settings) | _database(conn), filed(settings.data_dir))
        known = {one["what"] for one in new}
        return [*(one for one in found if one["what"] not in known), *new]

    return [told(change) for change in await db.read(look)]


def _database(conn: Connection) -> dict[str, str]:
    name = place.database_name(conn)
    return {"database": name} if name else {}


class Quiet:
    """One for the process."""

    def __init__(
        self, settings: Settings, db: Database, brakes: Brakes, connections_: Connections,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self.settings, self.db, self.brakes, self.connections, self.now = (
            settings,
            db,
            brakes,
            connections_,
            now,
        )

    def why(self) -> list[Sentence]:
        """What is different here; nothing where all goes on."""
        return [told(change) for change in (self.brakes.quiet() or {}).get("changes", ())]

    def unless(self, part: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """A part of the clock that writes to people: it rests while nothing may leave."""

        async def look() -> None:
            if self.brakes.quiet() is None:
                await part()

        return look

    async def arrive(self) -> None:
        """Before anything runs: is this the place that was noted?"""
        found, now = here(self.settings), self.now()

        def work(conn: Connection) -> Filed:
            return place.arrive(conn, found | _database(conn), before, now)

        before = await asyncio.to_thread(filed, self.settings.data_dir)
        after = await self.db.write(work)
        if after != before and (not self.db.server or before is None):
            await asyncio.to_thread(file, self.settings.data_dir, after)

    async def meet(self) -> None:
        """At a start: asks the stores that are known already, and does not wait long for those that don't answer."""
        known = await self.db.read(place.noted)
        ids = [name.removeprefix(STORE) for name in known if name.startswith(STORE)]
        try:
            async with asyncio.timeout(PATIENCE):  # wait_for may lose a cancellation that comes as it ends
                await self._ask(ids)
        except TimeoutError:
            log.warning("not every store said in time what it is; they are asked again")

    async def look(self) -> None:
        """Asks every store what it calls itself, and notes those that are new."""
        await self._ask([row.id for row in await self.db.read(connections.list_all)])

    async def real(self, by: str) -> None:
        """A person said: this is the real one. Everything goes on."""
        log.warning("%s said that this is the real one", by)
        await self._met()
        await confirm(self.db, self.settings, self.now())
        await self.brakes.read()

    async def copy(self, by: str) -> None:
        """A person said: this is a copy. It stays quiet."""
        log.warning("%s said that this is a copy", by)
        await self.db.write(place.is_copy)
        await self.brakes.read()

    async def _met(self) -> None:
        """What the stores call themselves now is what will be known of them."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.look()
        except TimeoutError:
            log.warning("not every store said in time what it is; they are asked again")

    async def _ask(self, ids: Iterable[str]) -> None:
        said = await asyncio.gather(*(self._called(connection) for connection in ids))
        found = {connection: name for connection, name in said if name}
        if not found:
            return
        names = {row.id: row.name for row in await self.db.read(connections.list_all)}
        now = self.now()

        def work(conn: Connection) -> bool:
            before = place.noted(conn)
            new = {f"{STORE}{id_}": name for id_, name in found.items() if f"{STORE}{id_}" not in before}
            place.note(conn, new, now)
            changes: list[dict[str, Json]] = [
                {"what": "store", "id": id_, "name": names.get(id_, id_), "was": was, "now": name}
                for id_, name in found.items()
                if (was := before.get(f"{STORE}{id_}", name)) != name
            ]
            if changes:
                place.be_quiet(conn, changes, now)
            return bool(changes)

        if await self.db.write(work):
            await self.brakes.read()

    async def _called(self, connection: str) -> tuple[str, str]:
        """A connection and what its store calls itself; "" where it does not say."""
        try:
            found = (await self.connections.get(connection)).connector
            return connection, await found.identity() if isinstance(found, ShopConnector) else ""
        except AppError as error:
            log.info("the store of %s did not say what it is: %s", connection, error)
            return connection, ""
