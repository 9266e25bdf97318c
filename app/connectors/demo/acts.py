"""What every area of the demo store's effects stands on: its doors, and the messages that it sends about changes."""

from __future__ import annotations

import base64
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import orjson
from pydantic import SecretStr

from app.connectors.demo.catalogue import Fact
from app.connectors.demo.state import Message
from app.core.sentence import Json, because
from app.errors import AppError, Permanent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doors:
    """How the demo store reaches its own things, which lie in Storeflow's database, and the intake.

    ``read(kind, id)``: a thing, None where there is none. ``change(kind, id, fn)``: replaces a thing by ``fn(thing)``;
    (the thing now, whether it changed), None where there is none. ``add(kind, make)``: keeps ``make(number)`` under the
    next number of its kind. ``page(kind, after, limit)``: things after an id, in the order of their numbers.
    ``tell(headers, body)``: a message of the store, to be taken in like any other store's.
    """

    read: Callable[[str, str], Awaitable[Fact | None]]
    change: Callable[[str, str, Callable[[Fact], Fact]], Awaitable[tuple[Fact, bool] | None]]
    add: Callable[[str, Callable[[str], Fact]], Awaitable[Fact]]
    page: Callable[[str, str, int], Awaitable[list[Fact]]]
    tell: Callable[[Mapping[str, str], bytes], Awaitable[object]]


class Acts:
    """A part of the connector: methods named after effects, ``async def add_tags(self, effect, key)``."""

    doors: Doors
    _secret: SecretStr

    async def change(self, kind: str, id: str, fn: Callable[[Fact], Fact], *events: str) -> Fact:
        """The thing with the fields that ``fn`` answers laid over it. What changed is told as ``<kind>.updated``, and
        as each of ``events``. Raises Permanent where it is gone."""
        now = datetime.now(UTC)

        def changed(fact: Fact) -> Fact:
            new = {**fact, **fn(fact)}
            return fact if new == fact else {**new, "updated_at": now.isoformat()}

        done = await self.doors.change(kind, id, changed)
        if done is None:
            raise gone(kind, id)
        fact, was_changed = done
        if was_changed:
            for name in (*events, f"{kind}.updated"):
                await self.report(name, kind, fact, now)
        return fact

    async def report(self, name: str, kind: str, fact: Fact, now: datetime) -> None:
        """Tells of a change, as a real store does, of our own changes too. The change stands even if nobody listens."""
        data: dict[str, Json] = {kind: fact}
        if isinstance(fact.get("customer"), dict):
            data["customer"] = fact["customer"]
        try:
            await self.doors.tell(*delivery(self._secret, Message(name, now, data), str(uuid4())))
        except AppError as error:
            log.warning("the demo store's message about %s %s was not taken: %s", kind, fact.get("id"), error)


def delivery(secret: SecretStr, message: Message, name: str) -> tuple[dict[str, str], bytes]:
    """A message as the demo store sends it: headers (names in lower case) and the signed body. ``name``: unique."""
    body = orjson.dumps(
        {"topic": message.topic, "id": name, "at": message.at.isoformat(), "data": dict(message.data)}
    )
    headers = {
        "content-type": "application/json",
        "x-demo-delivery": name,
        "x-demo-signature": signature(secret, body),
    }
    return headers, body


def signature(secret: SecretStr, body: bytes) -> str:
    """base64(HMAC-SHA256(raw body, secret))."""
    return base64.b64encode(hmac.digest(secret.get_secret_value().encode(), body, "sha256")).decode()


def gone(kind: str, thing: str) -> Permanent:
    """What is said of a thing that is not there."""
    return Permanent(because("The demo store has no {kind} with the number {id}.", kind=kind, id=thing))
