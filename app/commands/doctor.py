"""``storeflow doctor``: what is well and what is not, in words. It changes nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from app.commands.base import data_option, settings_of

if TYPE_CHECKING:
    from app.engine.services import Services
    from app.settings import Settings
    from app.store.tables import ConnectionRow

SCARCE = 500 * 1024 * 1024
"""Bytes of free disk below which it is time to look."""
LATE = timedelta(minutes=2)
"""How late a wait may be before it counts as overdue."""
SIGNS = {"well": "ok   ", "look": "look ", "wrong": "WRONG"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    how: Literal["well", "look", "wrong"]
    text: str


@click.command("doctor")
@data_option
def doctor_command(data: Path) -> None:
    """Looks at the data folder, the disk, the key, the database, what is overdue, and every connection."""
    found = list(look(settings_of(data)))
    for finding in found:
        click.echo(f"{SIGNS[finding.how]} {finding.text}")
    wrong = sum(finding.how == "wrong" for finding in found)
    if wrong:
        raise click.ClickException(
            "One thing is wrong; it stands above."
            if wrong == 1
            else f"{wrong} things are wrong; they stand above."
        )


def look(settings: Settings) -> Iterator[Finding]:
    """Everything, from the ground up; what stands on something that is wrong is not looked at."""
    from app.commands.lock import running_at
    from app.store.checkup import schema_version
    from app.store.migrate import HEAD

    folder = settings.data_dir
    if not folder.is_dir():
        yield Finding("wrong", f"There is no data folder {folder}; the first start makes it.")
        return
    yield _writable(folder)
    yield _space(folder)
    running = running_at(folder)
    yield Finding("well", f"A server runs at {running}." if running else "No server runs on this data now.")
    schema = schema_version(folder, settings.database_url)
    if schema is None:
        yield Finding("look", "There is no database yet; the first start makes it.")
        return
    if schema != HEAD:
        yield Finding(
            "wrong",
            f"The database is at {schema or 'no known version'} and this version of Storeflow needs {HEAD}; "
            "“storeflow migrate” brings it there.",
        )
        return
    yield Finding("well", f"The database is up to date ({HEAD}).")
    yield from _inside(settings)


def _writable(folder: Path) -> Finding:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            pass
    except OSError as error:
        return Finding("wrong", f"The data folder {folder} can't be written to: {error.strerror}.")
    if os.stat(folder).st_mode & 0o077:
        return Finding(
            "look", f"The data folder {folder} can be opened by other users of this machine (chmod 700)."
        )
    return Finding("well", f"The data folder {folder} can be written to.")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB of the disk are free."
    return Finding("well" if free > SCARCE else "look", told)


def _inside(settings: Settings) -> Iterator[Finding]:
    from app.commands.base import with_database, with_services
    from app.errors import AppError
    from app.store import connections

    key = settings.data_dir / "secret.key"
    try:
        if settings.secret_key is None and not key.is_file():
            if with_database(settings.data_dir, lambda db: db.read(connections.list_all)):
                lost = f"The key that locks passwords is missing: {key}. Put it back, or set STOREFLOW_SECRET_KEY."
                yield Finding("wrong", lost)
            else:
                yield Finding("well", "There is no key yet, and nothing to lock; the first start makes one.")
            return
        yield from with_services(settings.data_dir, _work)
    except AppError as error:
        yield Finding("wrong", str(error))


async def _work(services: Services) -> list[Finding]:
    from app.engine.quiet import doubts
    from app.store import connections
    from app.store.figures import figures

    now = datetime.now(UTC)
    counted = await services.db.read(figures, now - LATE)
    found = [
        Finding(
            "look",
            f"{why} Nothing leaves until you say which one this is; “storeflow here” says: the real one.",
        )
        for why in await doubts(services.db, services.settings)
    ]
    if counted.overdue:
        found.append(
            Finding(
                "look",
                f"{counted.overdue} steps should have gone on by now; they do so as soon as a server runs.",
            )
        )
    else:
        found.append(Finding("well", f"{counted.waits} steps wait, none of them longer than it should."))
    unread = counted.messages_open["unreadable"]
    if unread:
        found.append(Finding("look", f"{unread} messages can't be read yet; they are kept and tried again."))
    failed = counted.runs["failed"] + counted.runs["doubt"]
    if failed:
        found.append(Finding("look", f"{failed} runs failed or are in doubt; the page of runs says why."))
    rows = await services.db.read(connections.list_all)
    found += [await _connection(services, row, now) for row in rows]
    return found


async def _connection(services: Services, row: ConnectionRow, now: datetime) -> Finding:
    """Its key, its settings, its messages. The service itself is not asked: that is its page's test button."""
    from pydantic import ValidationError

    from app.core.sentence import Sentence
    from app.engine.connecting import hook_path
    from app.errors import AppError
    from app.store import connections

    called = f"Connection “{row.name}” ({row.kind}, {row.id})"
    try:
        services.connections.make(row)
    except AppError as error:
        return Finding("wrong", f"{called}: {error}")
    except KeyError:
        return Finding("wrong", f"{called}: this version of Storeflow knows no such kind.")
    except ValidationError as error:
        fields = ", ".join(str(item["loc"][0]) for item in error.errors(include_input=False) if item["loc"])
        return Finding("wrong", f"{called}: its settings can't be used ({fields}).")
    if row.problem:
        return Finding("look", f"{called}: {Sentence.unpack(row.problem)}.")
    refused = sum(one.count for one in await services.db.read(connections.refused, row.id, now))
    if refused:
        return Finding(
            "look", f"{called}: {refused} messages were turned away in the last 30 days; its page says why."
        )
    if hook_path(row) and row.first_seen is None:
        return Finding("look", f"{called}: no message has come yet.")
    return Finding("well", f"{called}: nothing is wrong with it.")
