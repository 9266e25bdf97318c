"""The post: messages of a store on their way to us, on the store's clock, with what may befall them.

A message that is not taken (no answer, or none with 2xx) is sent again after each of ``retries``, as it was. ``Chaos``
stands between the store and us: a message that it drops counts as delivered for the store.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import heapq
import hmac
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp

from tests.fakes.clock import Clock

SHOPIFY_RETRIES = tuple(timedelta(seconds=4 * 3600 / 255 * 2**at) for at in range(8))
"""Eight more tries within four hours, each twice as long after the one before."""
PATIENCE = aiohttp.ClientTimeout(total=5, sock_connect=1)


def signed(secret: str, body: bytes) -> str:
    """Base64 of the HMAC-SHA256 of the raw bytes, as both platforms sign."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. ``sender``: which subscription sent it."""

    sender: str
    topic: str
    address: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Sent:
    """A try: when, and what came back (0: nothing)."""

    letter: Letter
    at: datetime
    status: int
    tries: int


@dataclass
class Chaos:
    """Shares (0 to 1) of messages that are lost, come twice, come up to ``latest`` later, or change places with those
    of the next ``mixed``; decided by ``seed``."""

    drop: float = 0.0
    double: float = 0.0
    delay: float = 0.0
    shuffle: float = 0.0
    seed: int = 1
    latest: timedelta = timedelta(hours=6)
    mixed: timedelta = timedelta(seconds=30)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def fate(self) -> list[timedelta]:
        """When it comes, how often so ever."""
        roll = self.dice.random
        if roll() < self.drop:
            return []
        times = 2 if roll() < self.double else 1
        return [self._late(roll) for _ in range(times)]

    def _late(self, roll: Callable[[], float]) -> timedelta:
        if roll() < self.delay:
            return roll() * self.latest
        return roll() * self.mixed if roll() < self.shuffle else timedelta()


Send = Callable[[Letter], Awaitable[int]]


class Post:
    """``send`` hands a message over and says with which status it was taken; without one it goes over HTTP.

    ``settled`` hears of every try: (letter, taken). ``at_once``: how many are on their way at a time.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        retries: Sequence[timedelta] = SHOPIFY_RETRIES,
        settled: Callable[[Letter, bool], None] | None = None,
        send: Send | None = None,
        at_once: int = 1,
    ) -> None:
        self.clock, self.retries, self.settled, self.at_once = clock, tuple(retries), settled, at_once
        self.chaos = Chaos()
        self.sent: list[Sent] = []
        self.dropped: list[Letter] = []
        self.drop_next = 0
        """How many of the next messages are lost, whatever chaos says."""
        self._send = send or self._over_http
        self._waiting: list[tuple[datetime, int, int, Letter]] = []
        self._number = 0
        self._session: aiohttp.ClientSession | None = None
        self._rung = asyncio.Event()

    def __len__(self) -> int:
        """How many are still on their way."""
        return len(self._waiting)

    def post(self, letter: Letter) -> None:
        """Takes a message; it leaves with the next ``deliver``."""
        ways = self.chaos.fate() if not self.drop_next else []
        self.drop_next = max(0, self.drop_next - 1)
        if not ways:
            self.dropped.append(letter)
        for late in ways:
            self._wait(self.clock.now() + late, 0, letter)

    def forget(self, sender: str) -> None:
        """Messages of a subscription that is gone are not sent any more."""
        self._waiting = [one for one in self._waiting if one[3].sender != sender]
        heapq.heapify(self._waiting)

    @property
    def next_due(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    async def deliver(self) -> int:
        """Sends what is due. How many tries that were."""
        done = 0
        while (due := self.next_due) is not None and due <= self.clock.now():
            batch = [heapq.heappop(self._waiting)]
            while len(batch) < self.at_once and self._waiting and self._waiting[0][0] <= self.clock.now():
                batch.append(heapq.heappop(self._waiting))
            for status, (_, _, tries, letter) in zip(
                await asyncio.gather(*(self._send(one[3]) for one in batch)), batch, strict=True
            ):
                self._settle(letter, tries, status)
            done += len(batch)
        return done

    async def pass_time(self, by: timedelta) -> None:
        """Moves a test's clock on, delivering each message when it is due."""
        end = self.clock.now() + by
        await self.deliver()
        while (due := self.next_due) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            await self.deliver()
        self.clock.set(end)

    async def run(self) -> None:
        """Delivers for as long as the server runs, by the machine's clock."""
        while True:
            self._rung.clear()
            await self.deliver()
            due = self.next_due
            wait = None if due is None else max(0.0, (due - self.clock.now()).total_seconds())
            try:
                await asyncio.wait_for(self._rung.wait(), wait)
            except TimeoutError:
                continue

    async def close(self) -> None:
        session, self._session = self._session, None
        if session:
            await session.close()

    def _settle(self, letter: Letter, tries: int, status: int) -> None:
        taken = 200 <= status < 300
        self.sent.append(Sent(letter, self.clock.now(), status, tries + 1))
        if not taken and tries < len(self.retries):
            self._wait(self.clock.now() + self.retries[tries], tries + 1, letter)
        if self.settled:
            self.settled(letter, taken)

    def _wait(self, due: datetime, tries: int, letter: Letter) -> None:
        self._number += 1
        heapq.heappush(self._waiting, (due, self._number, tries, letter))
        self._rung.set()

    async def _over_http(self, letter: Letter) -> int:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        try:
            async with self._session.post(
                letter.address, data=letter.body, headers=letter.headers, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0
