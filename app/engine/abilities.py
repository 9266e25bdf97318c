"""What each kind of connection can tell and do, read off the connectors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from app.connectors.base import ShopConnector
from app.core.abilities import Can
from app.engine.connections import kinds


@cache
def abilities() -> Mapping[str, Can]:
    """Every kind of connection by name."""
    return MappingProxyType(
        {
            name: Can(
                kind.title, kind.tells() if issubclass(kind, ShopConnector) else frozenset(), kind.performs()
            )
            for name, kind in kinds().items()
        }
    )
