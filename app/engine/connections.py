"""Connections at work: which kinds there are, and a connector per saved connection, made when first needed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import app.connectors
from app.connectors.base import Connector, ConnectorSettings, ShopConnector, secret_values
from app.connectors.demo.acts import Doors
from app.connectors.http import Http
from app.core.effects import SendEmail
from app.core.effects.records import GetRecords
from app.core.sentence import Json, Sentence, because
from app.engine.letters import Letters
from app.engine.limits import Limited, Limits
from app.engine.mirror import Heard, Mirrored
from app.engine.world import Performer
from app.errors import NotFound, Permanent
from app.store import connections, demo, outbox
from app.store.database import Database
from app.store.secrets import Vault
from app.store.tables import ConnectionRow

T = TypeVar("T")
OUTBOX = "outbox"
"""The id under which the outbox answers: it is always there, and needs no connection."""


@cache
def kinds() -> Mapping[str, type[Connector]]:
    """Every kind of connection by name. A file in ``app/connectors`` that holds a connector is enough."""
    found: dict[str, type[Connector]] = {}
    for module in pkgutil.walk_packages(app.connectors.__path__, "app.connectors."):
        for value in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(value, type)
                and issubclass(value, Connector)
                and hasattr(value, "kind")
                and value.__module__ == module.name
            ):
                found[value.kind] = value
    return dict(sorted(found.items()))


@dataclass(slots=True)
class Open:
    """A connection with its connector, ready to use."""

    row: ConnectionRow
    connector: Connector


class Connections:
    """Makes connectors of saved connections and keeps them while nothing changes. ``url``: Storeflow's own address."""

    def __init__(self, db: Database, vault: Vault, http: Http, url: str = "") -> None:
        self.db, self.vault, self.http, self.url = db, vault, http, url
        self.limits, self.heard = Limits(self._noted), Heard(db)
        self._open: dict[str, Open] = {}
        self._tell: Callable[[str, Mapping[str, str], bytes], Awaitable[object]] | None = None

    def tells(self, deliver: Callable[[str, Mapping[str, str], bytes], Awaitable[object]]) -> None:
        """Where the demo store's own messages go: the same door that real stores knock at."""
        self._tell = deliver

    def changed(self, connection: str) -> None:
        """Its settings were changed, or it is gone."""
        self._open.pop(connection, None)

    def all_changed(self) -> None:
        """Any of them may have changed."""
        self._open.clear()

    async def get(self, connection: str) -> Open:
        """The connection by id. Raises NotFound."""
        found = self._open.get(connection)
        if found is None:
            row = await self.db.read(connections.get, connection)
            found = self._open[connection] = Open(row, self.make(row))
            if row.problem is not None:
                self.limits.doubt(connection)
        return found

    async def shop(self, connection: str) -> ShopConnector:
        """The same, where it must be a shop. Raises NotFound."""
        connector = (await self.get(connection)).connector
        if not isinstance(connector, ShopConnector):
            raise NotFound(because("There is no store behind this address."))
        return connector

    async def asks(self, connection: str) -> bool:
        """Whether it is a store that is asked what changed; one that was removed is not."""
        try:
            return (await self.shop(connection)).asks()
        except NotFound:
            return False

    async def performer(self, slot: str, connection: str) -> Performer:
        """Who carries out a slot's effects: the bound connection, the outbox where no e-mail is bound, the web.

        Each stands behind the gate of its service, which all runs share.
        """
        if connection and connection != OUTBOX:
            try:
                found = await self.get(connection)
                limited = self._limited(found.connector, connection, found.row.name)
                if slot == "shop":
                    return Mirrored(limited, self.heard, connection)
                return Letters(limited, self.db, self.vault, self.url) if slot == "mail" else limited
            except NotFound as error:
                raise Permanent(
                    because(
                        "The connection that this step uses was removed. Choose another one in the workflow."
                    )
                ) from error
        if slot == "":
            return self._limited(kinds()["web"](self.http), "web", "")  # type: ignore[call-arg]
        if slot == "mail":
            written: Performer = kinds()[OUTBOX](self._write_down)  # type: ignore[call-arg]
            return Letters(written, self.db, self.vault, self.url, kept=True)
        if slot == "shop":
            raise Permanent(because("No store is chosen for this step. Choose one in the workflow."))
        raise Permanent(because("No connection is chosen for this step. Choose one in the workflow."))

    async def listing(
        self, connection: str, ask: Callable[[ShopConnector], Awaitable[T]], price: float | None = None
    ) -> T:
        """Asks a shop for many of its things when its turn has come. ``price``: where it is not that of a page.

        Raises NotFound and StepError.
        """
        connector, found = await self.shop(connection), await self.get(connection)
        if _free(connector):
            return await ask(connector)
        limited = Limited(self.limits, connector, connection, found.row.name)
        usual = connector.price(GetRecords(thing="order"))
        return await limited.through(lambda: ask(connector), usual if price is None else price)

    def _limited(self, connector: Connector, key: str, name: str) -> Performer:
        return connector if _free(connector) else Limited(self.limits, connector, key, name)

    def _noted(self, key: str, problem: Sentence | None) -> None:
        """A service's circuit opened, or it is well again: its connection's page says so."""
        if key in self._open:
            self.db.lazy(connections.note_problem, key, problem)

    def make(self, row: ConnectionRow) -> Connector:
        """A connector with its secrets in memory."""
        kind = kinds()[row.kind]
        settings = kind.settings_model.model_validate({**row.settings, **self.vault.unlock(row.secrets)})
        return self.build(kind, settings, row.id)

    def build(self, kind: type[Connector], settings: ConnectorSettings, connection: str) -> Connector:
        """A connector of settings that may not be saved yet, to try them."""
        maker: Any = kind
        if kind.kind == "demo":
            return maker(settings, self._demo_doors(connection))  # type: ignore[no-any-return]
        return maker(settings, self.http)  # type: ignore[no-any-return]

    def validated(self, kind: str, settings: Mapping[str, Json]) -> tuple[dict[str, Json], bytes]:
        """Settings as given -> (what may be shown, the secrets locked). Raises ValidationError."""
        model = kinds()[kind].settings_model.model_validate(dict(settings))
        secrets = secret_values(model)
        shown = model.model_dump(mode="json", by_alias=True, exclude=set(secrets))
        return shown, self.vault.lock(secrets)

    async def _write_down(self, effect: SendEmail, key: str) -> Json:
        return await self.db.write(outbox.add, effect, key)

    def _demo_doors(self, connection: str) -> Doors:
        """What a demo store reaches of the outside: its own things, and the door that real stores knock at."""

        async def read(kind: str, thing: str) -> Json:
            return await self.db.read(demo.read, connection, kind, thing)

        async def change(kind: str, thing: str, fn: Callable[[Json], Json]) -> Json:
            return await self.db.write(demo.change, connection, kind, thing, fn, datetime.now(UTC))

        async def add(kind: str, make: Callable[[str], Json]) -> Json:
            return await self.db.write(demo.add, connection, kind, make, datetime.now(UTC))

        async def page(kind: str, after: str, limit: int) -> Json:
            return await self.db.read(demo.page, connection, kind, after, limit)

        async def tell(headers: Mapping[str, str], body: bytes) -> object:
            return await self._tell(connection, headers, body) if self._tell else None

        return Doors(read, change, add, page, tell)


def _free(connector: Connector) -> bool:
    """Whether a service puts up with anything."""
    return not connector.allowance.at_once and not connector.allowance.points
