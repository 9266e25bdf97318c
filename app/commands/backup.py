"""``storeflow backup`` and ``storeflow restore``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from app.commands.base import F, data_option, settings_of

PASSPHRASE = "STOREFLOW_BACKUP_PASSPHRASE"  # noqa: S105 - a name
SHORTEST = 12


def _passphrase(command: F) -> F:
    """By a file or by the environment, never on the command line, where other users could read it; else it is asked."""
    told = f"A file that holds the passphrase; else {PASSPHRASE}, else it is asked for."
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    given = click.option("--passphrase", envvar=PASSPHRASE, hidden=True, default=None)
    return click.option("--passphrase-file", type=kind, help=told)(given(command))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--without-key", is_flag=True, help="Leave the key out; passwords of connections are lost then."
)
@_passphrase
@data_option
def backup_command(
    file: Path, without_key: bool, passphrase: str | None, passphrase_file: Path | None, data: Path
) -> None:
    """Writes everything to FILE, while the server runs or not. The key is in it only locked by your passphrase."""
    from app.store import backup
    from app.store.checkup import FILE
    from app.store.secrets import secret_key

    settings = settings_of(data)
    if settings.database_url:
        raise click.ClickException(
            "This Storeflow keeps its data in PostgreSQL, whose own pg_dump backs it up while it runs. Keep the key "
            f"beside it: {settings.data_dir / backup.KEY}, or STOREFLOW_SECRET_KEY. After pg_restore it stays quiet "
            "until you say “storeflow here”."
        )
    key, phrase = None, ""
    if not (settings.data_dir / FILE).is_file():
        raise click.ClickException(
            f"There is no database in {settings.data_dir} yet, so there is nothing to back up."
        )
    if not without_key:
        phrase = _asked(passphrase_file, passphrase, confirm=True)
        if len(phrase) < SHORTEST:
            raise click.ClickException(
                f"The passphrase needs at least {SHORTEST} characters. Nothing was written."
            )
        key = secret_key(settings.data_dir, settings.secret_key).get_secret_value()
    size = backup.make(settings.data_dir, file, phrase, key, datetime.now(UTC))
    click.echo(f"{file}: {size / 1e6:.1f} MB. Keep it, and the passphrase, away from this machine.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_passphrase
@data_option
def restore_command(file: Path, passphrase: str | None, passphrase_file: Path | None, data: Path) -> None:
    """Puts a backup into an empty folder. Nothing leaves from there until you say that it is the real one."""
    from app.commands.lock import running_at
    from app.store import backup
    from app.store.backup import has_key

    settings = settings_of(data)
    if settings.database_url:
        raise click.ClickException(
            "STOREFLOW_DATABASE_URL is set; a PostgreSQL database is restored by pg_restore."
        )
    if address := running_at(settings.data_dir):
        raise click.ClickException(f"A server runs on {settings.data_dir} ({address}). Nothing was changed.")
    phrase = _asked(passphrase_file, passphrase, confirm=False) if has_key(file) else None
    found = backup.restore(file, settings.data_dir, phrase, datetime.now(UTC))
    click.echo(
        f"{settings.data_dir} is as it was on {found.made[:16].replace('T', ' ')} UTC. Start it; nothing leaves until "
        "you say, on its first page or with “storeflow here”, that this is the real one."
    )
    if not found.key and settings.secret_key is None:
        click.echo("The backup holds no key, so passwords and keys of connections must be given anew.")


def _asked(file: Path | None, given: str | None, *, confirm: bool) -> str:
    """The passphrase: from the file, from the environment, or from a person."""
    if file is not None:
        return file.read_text("utf-8").strip()
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise click.ClickException(f"Give the passphrase by --passphrase-file, or in {PASSPHRASE}.")
    answer: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
    return answer
