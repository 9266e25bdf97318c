"""The one place that knows every part."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from app import __version__, api, ui, web
from app.engine.demo import ensure
from app.engine.services import assemble
from app.settings import Settings
from app.store.database import open_database
from app.store.secrets import Vault, secret_key


def create_app(settings: Settings) -> FastAPI:
    """A Storeflow on its data folder: database opened and migrated, doors closed until ``lifespan`` runs.

    Raises AppError with a sentence where the folder, the database or the key can't be used.
    """
    db = open_database(settings.data_dir, settings.database_url)
    services = assemble(settings, db, Vault(secret_key(settings.data_dir, settings.secret_key)))

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await ensure(services)
        async with services.running():
            yield

    app = web.Application(
        title="Storeflow",
        version=__version__,
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        description="Workflows for online stores. Every route needs a token unless it says otherwise.",
    )
    api.include(app)
    ui.include(app)
    web.install(app, services, ui.error_page)
    return app
