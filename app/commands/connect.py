"""``storeflow connect``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.base import data_option, pairs, with_services

if TYPE_CHECKING:
    from app.core.sentence import Json
    from app.engine.services import Services


@click.command("connect")
@click.argument("kind")
@click.option("--name", required=True, help="What you call it.")
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="KEY=VALUE|KEY=@FILE",
    help="A setting; @FILE reads it from a file, so that a secret stands in no history. The same key twice is a list.",
)
@data_option
def connect_command(kind: str, name: str, given: tuple[str, ...], data: Path) -> None:
    """Connects a store or a service of KIND (shopify, woocommerce, email ...); prints its id and hook_path as JSON."""
    settings = read_settings(given)

    async def add(services: Services) -> dict[str, Json]:
        from app.engine import connecting

        row = await connecting.add(services, kind, name, settings)
        return {"id": row.id, "hook_path": connecting.hook_path(row), "kind": row.kind, "name": row.name}

    click.echo(json.dumps(with_services(data, add), ensure_ascii=False))


def read_settings(given: tuple[str, ...]) -> dict[str, Json]:
    """``--set`` options as settings. Raises UsageError, and ClickException for a file that can't be read."""
    settings: dict[str, Json] = {}
    for key, text in pairs(given, "--set"):
        value = _file(text[1:]) if text.startswith("@") else text
        if key in settings:
            before = settings[key]
            settings[key] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            settings[key] = value
    return settings


def _file(name: str) -> str:
    try:
        return Path(name).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise click.ClickException(f"The file {name} can't be read: {why}.") from error
