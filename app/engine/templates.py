"""The templates that come with Storeflow, and what the shop itself answers to their questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

import orjson
from sqlalchemy import Connection

from app.core.moments import zone_of
from app.core.sentence import Json
from app.core.template import Template
from app.core.text import look_up
from app.engine.starters import shipped
from app.store import events, users

LOOKED_AT = 60
"""Orders that tell what an order is usually worth."""


@cache
def templates() -> Mapping[str, Template]:
    """Every template by its id, in the order of their names."""
    found = [Template.model_validate(orjson.loads(file.read_bytes())) for file in shipped("templates")]
    return {one.id: one for one in sorted(found, key=lambda one: one.name.casefold())}


def told(conn: Connection, shop: Mapping[str, Json], now: datetime) -> dict[str, Json]:
    """What the shop tells, by source: its name, its owner's address, what its orders are worth (major units), and the
    day in a week on its own calendar."""
    owner = next((one.email for one in users.people(conn) if one.role == "owner"), None)
    found: dict[str, Json] = {
        "shop.name": shop.get("name") or None,
        "shop.email": owner,
        "shop.team_email": owner,
    }
    week = now.astimezone(zone_of(str(shop.get("zone") or "UTC"))).date() + timedelta(days=7)
    found["date.in_a_week"] = week.isoformat()
    recent = events.list_events(conn, name="order.created", limit=LOOKED_AT).items
    worth = sorted(
        Decimal(str(total))
        for one in recent
        if (total := look_up(events.get_event(conn, one.id).data or {}, "order.total")) not in (None, "")
    )
    if len(worth) >= 5:
        found["shop.usual_order_value"] = _round(worth[len(worth) // 2])
        found["shop.large_order_value"] = _round(worth[len(worth) * 9 // 10])
    return found


def _round(amount: Decimal) -> str:
    """As a person would say it: to the nearest five, from 100 on to the nearest ten."""
    step = Decimal(10) if amount >= 100 else Decimal(5)
    return str(max(step, (amount / step).quantize(Decimal(1)) * step))
