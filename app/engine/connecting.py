"""Making, changing and forgetting connections: the same for pages, API and commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from pydantic import ValidationError

from app.connectors.base import ShopConnector
from app.core.sentence import Json, Sentence, because
from app.engine.connections import kinds
from app.engine.services import Services
from app.engine.subscriptions import give_back
from app.errors import InvalidInput
from app.store import connections
from app.store.tables import ConnectionRow


class InvalidSettings(InvalidInput):
    """Settings that can't be taken. ``problems``: what is wrong, by setting; never the value, which may be a secret."""

    def __init__(self, sentence: Sentence, problems: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.problems = problems


async def add(services: Services, kind: str, name: str, settings: Mapping[str, Json]) -> ConnectionRow:
    """Saves a new connection. Raises InvalidInput, InvalidSettings."""
    shown, secrets = validated(services, kind, settings)
    return await services.db.write(
        connections.create, kind=kind, name=name, settings=shown, secrets=secrets, now=datetime.now(UTC)
    )


async def change(
    services: Services, connection: str, name: str | None = None, settings: Mapping[str, Json] | None = None
) -> ConnectionRow:
    """Changes what is given; settings that are not named stay, secrets too. Raises NotFound, InvalidInput."""
    row = await services.db.read(connections.get, connection)
    shown: Json = None
    secrets: bytes | None = None
    if settings is not None:
        before = {**row.settings, **services.vault.unlock(row.secrets)}
        shown, secrets = validated(services, row.kind, {**before, **settings})
    changed = await services.db.write(
        connections.change, connection, name=name, settings=shown, secrets=secrets
    )
    services.connections.changed(connection)
    return changed


async def remove(services: Services, connection: str) -> None:
    """Forgets a connection and its secrets. Raises NotFound, and Conflict while a workflow that is on needs it."""
    connector = (await services.connections.get(connection)).connector
    await services.db.write(connections.remove, connection)
    services.connections.changed(connection)
    if isinstance(connector, ShopConnector) and not services.brakes.stopped():
        await give_back(connector, f"/hooks/{connection}")


def hook_path(row: ConnectionRow) -> str | None:
    """Where the store sends its messages; None for what is no store."""
    kind = kinds().get(row.kind)
    if kind is None or not issubclass(kind, ShopConnector):
        return None
    key = f"?{kind.in_address}={row.settings[kind.in_address]}" if kind.in_address else ""
    return f"/hooks/{row.id}{key}"


def connectable() -> list[str]:
    """The kinds that a person or a program can make a connection of."""
    return [name for name, kind in kinds().items() if kind.slot and name != "outbox"]


def validated(services: Services, kind: str, settings: Mapping[str, Json]) -> tuple[dict[str, Json], bytes]:
    """Settings as given -> (what may be shown, the secrets locked). Raises InvalidInput, InvalidSettings."""
    if kind not in connectable():
        raise InvalidInput(
            because(
                "There is no kind of connection called {kind}; {kinds} are.", kind=kind, kinds=connectable()
            )
        )
    try:
        shown, secrets = services.connections.validated(kind, settings)
    except ValidationError as error:
        problems = {
            ".".join(str(part) for part in problem["loc"]): problem["msg"].removeprefix("Value error, ")
            for problem in error.errors(include_input=False, include_url=False, include_context=False)
        }
        listed = ", ".join(f"{field}: {what}" if field else what for field, what in problems.items())
        raise InvalidSettings(
            because("These settings can't be used: {what}.", what=listed), problems
        ) from None
    base = str(shown.get("base_url") or "")
    if base and not allowed(urlsplit(base).hostname or "", services.settings.allow_private_addresses):
        said = because(
            "base_url leads to {host}, which the server's configuration doesn't allow. "
            "Its owner can: STOREFLOW_ALLOW_PRIVATE_ADDRESSES.",
            host=urlsplit(base).hostname or base,
        )
        raise InvalidSettings(said, {"base_url": str(said)})
    return shown, secrets


def allowed(host: str, allow: tuple[str, ...]) -> bool:
    """Whether the server's configuration names this host, or a network that it lies in."""
    if host.casefold() in {part.casefold() for part in allow}:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any("/" in part and address in ip_network(part, strict=False) for part in allow)
