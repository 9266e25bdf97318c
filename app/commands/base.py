"""What commands share: where the data lies, and the parts of Storeflow opened for one short piece of work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from app.engine.services import Services
    from app.settings import Settings
    from app.store.database import Database

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def data_option(command: F) -> F:
    """``--data DIR``, else STOREFLOW_DATA_DIR, else ./data."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="STOREFLOW_DATA_DIR",
        default=Path("data"),
        show_default=True,
        help="The folder that holds everything.",
    )(command)


def settings_of(data: Path) -> Settings:
    """The settings from the environment, with this data folder. Raises ClickException for a value that can't be."""
    from pydantic import ValidationError

    from app.settings import Settings

    try:
        return Settings(data_dir=data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = f"STOREFLOW_{str(first['loc'][0]).upper()}" if first["loc"] else "The environment"
        raise click.ClickException(f"{name} can't be used: {first['msg']}.") from None


def with_database(data: Path, work: Callable[[Database], Awaitable[T]]) -> T:
    """Does something with the database, which is made or migrated where needed. Raises AppError."""
    from app.store.database import open_database

    settings = settings_of(data)

    async def whole() -> T:
        db = open_database(settings.data_dir, settings.database_url)
        try:
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(whole())


def with_services(data: Path, work: Callable[[Services], Awaitable[T]]) -> T:
    """The same with all parts, none of which is running: what has to be done is left to the server. Raises AppError."""
    from app.engine.services import assemble
    from app.store.database import open_database
    from app.store.secrets import Vault, secret_key

    settings = settings_of(data)

    async def whole() -> T:
        db = open_database(settings.data_dir, settings.database_url)
        try:
            services = assemble(settings, db, Vault(secret_key(settings.data_dir, settings.secret_key)))
            try:
                return await work(services)
            finally:
                await services.http.close()
        finally:
            await db.close()

    return asyncio.run(whole())


def pairs(given: tuple[str, ...], option: str) -> list[tuple[str, str]]:
    """``name=value`` options, taken apart. Raises UsageError."""
    found = []
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"{option} takes name=value, and “{name}” has no “=”.")
        found.append((name.strip(), value))
    return found
