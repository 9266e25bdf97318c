"""The store's own message below the fact that it is about (``order.raw``): read off the delivery when a step asks.

It lies in no event and in no record of a run, so that what nobody asks for costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from app.core.fields import RAW
from app.core.sentence import Json
from app.engine.frames import Frame
from app.store.database import Database
from app.store.original import message_of


async def read(db: Database, run: str) -> Json:
    """The message; nothing where it is no JSON or is not kept any more."""
    body = await db.read(message_of, run)
    try:
        return orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        return {}


def lay(frame: Frame, about: str, message: Json) -> None:
    """Lays it below the fact that the event was about, as often as that was read again."""
    known = frame.names.get(about)
    if isinstance(known, Mapping) and RAW not in known:
        frame.names[about] = {**known, RAW: message}
