"""``storeflow here``: this place is the real one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.commands.base import data_option, settings_of, with_database


@click.command("here")
@data_option
def here_command(data: Path) -> None:
    """Says that this folder on this machine is the real Storeflow, and no other runs on its data any more."""
    from app.engine.quiet import confirm
    from app.store.database import Database

    settings = settings_of(data)

    async def work(db: Database) -> None:
        await confirm(db, settings, datetime.now(UTC))

    with_database(data, work)
    click.echo(
        f"{settings.data_dir.resolve()} on this machine is noted as the real one; nothing holds it back."
    )
