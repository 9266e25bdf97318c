"""``storeflow worker``: the work without the pages, in as many processes and on as many machines as are needed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands import collector
from app.commands.base import data_option, settings_of

if TYPE_CHECKING:
    from app.settings import Settings


@click.command("worker")
@data_option
def worker_command(data: Path) -> None:
    """Does its share of the work: runs, waits, schedules. Needs PostgreSQL, and the same secret key as the server."""
    from app import log

    settings = settings_of(data)
    if not settings.database_url:
        raise click.ClickException(
            "Workers need a database that processes can share: set STOREFLOW_DATABASE_URL to postgresql://... here "
            "and for the server. On SQLite the server does all the work itself."
        )
    log.set_up()
    with asyncio.Runner(loop_factory=_loops()) as runner:
        runner.run(_work(settings))


def _loops() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The quicker loop where it is installed, as the server has it."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _work(settings: Settings) -> None:
    """Until it is asked to stop."""
    from app.engine.services import assemble
    from app.store.database import open_database
    from app.store.secrets import Vault, secret_key

    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = open_database(settings.data_dir, settings.database_url)
    services = assemble(settings, db, Vault(secret_key(settings.data_dir, settings.secret_key)))
    async with services.running():
        collector.seldom()
        click.echo("This worker is at work.")
        await asked.wait()
