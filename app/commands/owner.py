"""``storeflow owner reset``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.commands.base import data_option, settings_of, with_database


@click.group("owner")
def owner_command() -> None:
    """Help for an owner who is locked out."""


@owner_command.command("reset")
@data_option
def reset(data: Path) -> None:
    """Prints a link by which the owner sets a new password. It works once, for an hour."""
    from app.commands.lock import base_url
    from app.web.links import owner_reset_path

    path = with_database(data, lambda db: db.write(owner_reset_path, datetime.now(UTC)))
    click.echo(base_url(data, settings_of(data).public_url) + path)
