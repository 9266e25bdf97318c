"""``storeflow migrate``."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands.base import data_option, settings_of, with_database


@click.command("migrate")
@data_option
def migrate_command(data: Path) -> None:
    """Brings the database up to date. The server does so too when it starts."""
    from app.store.checkup import schema_version
    from app.store.database import Database
    from app.store.migrate import version

    before = schema_version(data, settings_of(data).database_url)

    async def now_at(db: Database) -> str | None:
        return await db.read(version)

    after = with_database(data, now_at)
    if before == after:
        click.echo(f"The database is up to date ({after}).")
    elif before is None:
        click.echo(f"A new database was made ({after}).")
    else:
        click.echo(f"The database was brought from {before} to {after}.")
