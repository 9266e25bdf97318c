"""Makes an installation to be measured: connections and live workflows of the same names.

    python -m bench.prepare DATA SINK_URL [NAME ...]

A connection's id is the workflow's name, so that ``/hooks/action`` wakes the workflow ``action`` and no other.
STOREFLOW_DATABASE_URL, where it is set, names the (empty) database; DATA then holds the key alone.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.engine import connecting, publishing
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import connections, sessions, users
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from app.web.cookies import cookie_name
from bench.orders import SECRET, SHOP
from bench.workflows import document

LOCAL = "127.0.0.1"
DEFAULT = ("action", "noop")


async def fill(services: Services, sinks: Mapping[str, str], smtp_port: int = 0) -> None:
    """For each name a Shopify connection and its live workflow, which calls that sink; a mail server, where one is."""
    shop: dict[str, str | int] = {
        "shop_domain": SHOP,
        "access_token": "shpat_bench",
        "webhook_secret": SECRET,
    }
    if smtp_port:
        mail: dict[str, str | int] = {
            "host": LOCAL,
            "port": smtp_port,
            "security": "none",
            "from": "shop@example.com",
        }
        await _connect(services, "email", "mailer", mail)
    for name, sink in sinks.items():
        await _connect(services, "shopify", name, shop)
        drawn = document(name, sink)
        if drawn is not None:
            bindings = {"shop": name} | ({"mail": "mailer"} if "mail" in drawn.slots else {})
            await publishing.create(services, drawn, bindings)
            await publishing.publish(services, drawn.id)


async def _connect(services: Services, kind: str, ident: str, settings: dict[str, str | int]) -> None:
    shown, secrets = connecting.validated(services, kind, settings)
    now = datetime.now(UTC)
    await services.db.write(
        connections.create, kind=kind, name=ident, settings=shown, secrets=secrets, now=now, id=ident
    )


def prepare(data: Path, sinks: Mapping[str, str], url: str = "", smtp_port: int = 0) -> None:
    """All of it, on an empty folder (and an empty database, where ``url`` names one)."""

    async def whole() -> None:
        settings = Settings(data_dir=data, database_url=url, allow_private_addresses=(LOCAL,))
        db = open_database(data, url)
        services = assemble(settings, db, Vault(secret_key(data, settings.secret_key)))
        try:
            await fill(services, sinks, smtp_port)
        finally:
            await services.http.close()
            await db.close()

    asyncio.run(whole())


def signed_in(data: Path, url: str = "") -> str:
    """Adds a person to an installation that does not run, and signs them in; the cookie as a browser sends it."""

    async def whole() -> str:
        db, now = open_database(data, url), datetime.now(UTC)
        try:
            who = await db.write(
                users.create, email="bench@example.com", name="Bench", password="", role="viewer", now=now
            )
            return await db.write(sessions.open_session, who.id, now)
        finally:
            await db.close()

    name = cookie_name(Settings(data_dir=data, database_url=url))
    return f"{name}={asyncio.run(whole())}"


if __name__ == "__main__":
    wanted = dict.fromkeys(sys.argv[3:] or DEFAULT, sys.argv[2])
    prepare(Path(sys.argv[1]), wanted, os.environ.get("STOREFLOW_DATABASE_URL", ""))
