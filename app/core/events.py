"""What happened in a shop, in the shop's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.core.sentence import Json


@dataclass(frozen=True, slots=True)
class Event:
    """``name`` is noun + past tense (``order.created``); ``subject`` whom it is about (``order:1001``).

    ``at`` is the store's own time of it, with zone. ``dedupe`` is unique within a connection: an event with a
    known key is the same event. ``data`` holds the facts by name (``order``, ``customer`` ...), as JSON. ``told``: the
    topic, and the store's own id of what happened, where a message told it and the key is by the thing: told on the
    same topic under another id, it happened once more.
    """

    name: str
    subject: str
    at: datetime
    dedupe: str
    data: Mapping[str, Json] = field(default_factory=dict)
    told: str = ""
