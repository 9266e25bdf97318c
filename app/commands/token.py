"""``storeflow token create``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.commands.base import data_option, with_database


@click.group("token")
def token_command() -> None:
    """Access for programs: API tokens."""


@token_command.command("create")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["owner", "editor", "viewer"]),
    default="owner",
    show_default=True,
    help="What the program may do: everything, work with workflows and runs, or only look.",
)
@data_option
def create(name: str, role: str, data: Path) -> None:
    """Makes a token called NAME and prints it, and nothing else. It is shown this once; only its hash is kept."""
    from app.store.tokens import create_token

    click.echo(with_database(data, lambda db: db.write(create_token, name, role, datetime.now(UTC))))
