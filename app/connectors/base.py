"""What a connector is: one service, its settings, what it can do, and for shops what it can tell.

A connector is made per connection with settings and secrets in memory. Its methods are named after effects:
``async def add_tags(self, effect, key)`` carries out ``AddTags``; so what it performs is what it has written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from app.core.effects.base import Effect, known
from app.core.events import Event
from app.core.sentence import Json, Sentence, because
from app.errors import Permanent

QUERY = "?"
"""The name under which a door hands the query of the address to ``take``, beside the headers."""


class ConnectorSettings(BaseModel):
    """A connection's settings as a form: fields made with ``setting(...)``; ``SecretStr`` goes in, never out."""

    # what was typed is hidden in errors: it may be a secret, and errors are logged
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that is to be kept: ``key`` is unique within the connection by the platform's real rule.

    ``note``: the headers worth keeping for translation (topic, triggered-at, API version ...), names in lower case; and
    ``told``, the store's own id of what happened, where it has one that is the same in all messages that tell of it.
    """

    key: str
    topic: str
    note: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ignored:
    """A message that is answered 200 and not kept, such as WooCommerce's unsigned ping."""

    because: Sentence


class Parsed(bytes):
    """A body that was read as JSON at the door already: reading it twice would cost more than storing it."""

    value: Json


class Unsigned(Exception):
    """The signature is missing or wrong. ``because`` goes on the connection's page."""

    def __init__(self, because: Sentence) -> None:
        super().__init__(str(because))
        self.because = because


class Unreadable(Exception):
    """A signed body that can't be put into the shop's language (yet): kept, shown, tried again."""

    def __init__(self, because: Sentence) -> None:
        super().__init__(str(because))
        self.because = because


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a service puts up with: calls ``at_once`` (0: any number), and a budget of ``points`` (0: none) that
    refills by ``per_second``. All runs of all workflows share it."""

    at_once: int = 8
    points: float = 0.0
    per_second: float = 0.0


@dataclass(frozen=True, slots=True)
class Left:
    """What a service said of its budget in its last answer."""

    available: float
    points: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of things as a store has them now, the one that was changed longest ago first. ``items``: facts in the
    shop's language, each with its ``id`` and ``updated_at``; ``next``: where to go on, None at the end; ``total``: how
    many there are on all pages, where the store says so."""

    items: Sequence[Mapping[str, Json]]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a store sends us its messages on a topic. ``failures``: how many in a row it says did not reach us."""

    id: str
    topic: str
    address: str
    active: bool = True
    failures: int = 0


class Connector:
    """One service. ``http`` is the guarded client; ``outside`` whatever else ``create`` hands in."""

    kind: ClassVar[str]
    title: ClassVar[str]
    slot: ClassVar[str]
    """Which slot it fits: ``shop`` or ``mail``."""
    icon: ClassVar[str] = "plug"
    settings_model: ClassVar[type[ConnectorSettings]]
    allowance: ClassVar[Allowance] = Allowance()

    @classmethod
    def performs(cls) -> frozenset[type[Effect]]:
        """The effects that it has written a method for."""
        return frozenset(
            effect for name, effect in known.items() if callable(getattr(cls, method_name(name), None))
        )

    async def perform(self, effect: Effect, key: str) -> Json:
        """Carries the effect out. ``key`` is its idempotency key. Raises Temporary or Permanent."""
        method = getattr(self, method_name(type(effect).__name__), None)
        if method is None:
            raise Permanent(
                because("{service} can't do this: {what}", service=self.title, what=effect.sentence())
            )
        return await method(effect, key)

    def reaches(self, effect: Effect) -> str:
        """Whom of several services behind it an effect calls: a host; "" where there is only one."""
        return ""

    def price(self, effect: Effect) -> float:
        """What an effect costs of the budget, as far as is known beforehand."""
        return float(effect.cost)

    def left(self) -> Left | None:
        """What the service said of its budget since this was asked last; None: nothing."""
        return None

    async def check(self) -> Sentence:
        """Tries the connection and says what it found. Raises Temporary or Permanent with the way out."""
        raise NotImplementedError

    async def close(self) -> None:
        """Lets go of what it holds."""


class ShopConnector(Connector):
    """A shop: it also sends messages, and can be asked what changed. Methods that are not ``async`` are pure."""

    slot: ClassVar[str] = "shop"
    in_address: ClassVar[str] = ""
    """The setting that stands in the address that messages are sent to, as ``?key=...``; "" for none."""

    @classmethod
    def tells(cls) -> frozenset[str]:
        """The names of the events that its messages can tell of, where these are known beforehand."""
        return frozenset()

    def take(self, headers: Mapping[str, str], body: bytes) -> Taken | Ignored:
        """Verifies (constant time, over the raw bytes) and names a message. ``headers``: names in lower case.

        Raises Unsigned.
        """
        raise NotImplementedError

    def to_events(self, topic: str, note: Mapping[str, str], body: bytes, received: datetime) -> list[Event]:
        """The message in the shop's language; an empty list for a topic that means nothing to us. Raises Unreadable."""
        raise NotImplementedError

    def instructions(self, hook_url: str) -> list[Sentence]:
        """What the owner pastes where, step by step."""
        raise NotImplementedError

    def asks(self) -> bool:
        """Whether it has the keys that asking the store takes; without them it only listens."""
        return False

    async def identity(self) -> str:
        """What the store calls itself, whatever address it is asked at: by that a copy of it is known. "" where it does
        not say. Raises Temporary or Permanent."""
        return ""

    async def permissions(self) -> frozenset[str] | None:
        """What the store lets us do, by its own names; None where it has no names for that. Raises Temporary or
        Permanent."""
        return None

    @classmethod
    def takes(
        cls, effects: Collection[type[Effect]], events: Collection[str], thing: str = ""
    ) -> frozenset[str]:
        """The permissions, as ``permissions`` names them, that these effects and events take. ``thing``: what the
        effects are about, where that is not in their names."""
        return frozenset()

    def warnings(self, today: date) -> list[Sentence]:
        """What the owner should know of before it becomes a fault: a version that ends, a wrong one in the answer."""
        return []

    listed: ClassVar[tuple[str, ...]] = ()
    """The kinds of things (order, customer, product, checkout ...) that it can be asked for by when they changed."""

    async def changed(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        """A page of the things of a kind in ``listed`` that were made or changed at or after ``since``. Asked again
        with ``next`` until that is None. Raises Temporary or Permanent."""
        raise NotImplementedError

    async def backlog(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        """The same for many months at once, by whatever way the platform has for that; ``cursor`` goes on where a
        killed process stopped. Raises Temporary or Permanent."""
        return await self.changed(thing, since, cursor)

    def implied(self, thing: str, fact: Mapping[str, Json], since: datetime) -> list[Event]:
        """What a whole thing's state says happened to it since then, in order; each with the key that the same event
        has where a message tells it. Nothing where messages have no such keys."""
        return []

    @classmethod
    def topics(cls, events: Collection[str]) -> frozenset[str]:
        """The topics of its messages that tell of these events."""
        return frozenset()

    @classmethod
    def told_by(cls, topic: str) -> str:
        """The event that a topic is named after; "" where that is not known."""
        return ""

    async def subscriptions(self) -> list[Subscription]:
        """Which of its messages the store sends us, or stopped sending. Raises Temporary or Permanent."""
        raise NotImplementedError

    async def subscribe(self, topic: str, address: str) -> Subscription:
        """Asks the store to send its messages on a topic to an address. Raises Temporary or Permanent."""
        raise NotImplementedError

    async def unsubscribe(self, id: str) -> None:
        """Asks it to send them no more; one that is gone is no error. Raises Temporary or Permanent."""
        raise NotImplementedError

    async def revive(self, id: str, address: str) -> None:
        """Makes one that the store gave up, or that leads elsewhere, deliver again. Raises Temporary or Permanent."""
        raise NotImplementedError


def method_name(effect: str) -> str:
    """``AddTags`` -> ``add_tags``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", effect).lower()


def secret_values(settings: ConnectorSettings) -> dict[str, Any]:
    """The secret fields in the clear, to be encrypted at once."""
    from pydantic import SecretStr

    return {name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)}
