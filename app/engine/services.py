"""The parts of a running Storeflow, made once by ``app.main.create_app`` and handed to pages and API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.node import Node
from app.engine.connections import Connections
from app.engine.intake import Intake
from app.engine.runner import Runner
from app.settings import Settings
from app.store.database import Database
from app.store.secrets import Vault


@dataclass(slots=True)
class Services:
    """Pages and API reach everything through this: ``request.app.state.services``."""

    settings: Settings
    db: Database
    catalogue: Mapping[str, type[Node]]
    vault: Vault
    connections: Connections
    intake: Intake
    runner: Runner
