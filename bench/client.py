"""A small exact load client, for what wrk can't do or where it is missing: a closed loop, or each at its own time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools

from bench.orders import ANOTHER, request


class Conversation(asyncio.Protocol):
    """One keep-alive connection: a question at a time."""

    alive = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.waiting: asyncio.Future[int] | None = None

    def ask(self, raw: bytes) -> "asyncio.Future[int]":
        """Sends a request; the future holds the answer's status, or an error where the connection ends first."""
        self.waiting = asyncio.get_running_loop().create_future()
        self.parser = httptools.HttpResponseParser(self)
        self.retry_after = ""
        self.transport.write(raw)
        return self.waiting

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"retry-after":
            self.retry_after = value.decode()

    def on_message_complete(self) -> None:
        self.alive = self.parser.should_keep_alive()
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(self.parser.get_status_code())

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ConnectionResetError("closed"))


async def converse(port: int) -> Conversation:
    """A new connection to a server on this machine."""
    _, made = await asyncio.get_running_loop().create_connection(Conversation, "127.0.0.1", port)
    return made


@dataclass
class Answers:
    """What a load came to: milliseconds per accepted message, how many were refused, and how long it took in all."""

    milliseconds: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """In milliseconds; 0 where nothing was accepted."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def load(
    url: str, *, count: int = 0, seconds: float = 0, rate: float = 0, connections: int = 32
) -> Answers:
    """Posts ``count`` orders, or for so many seconds.

    With a ``rate`` each is sent at its own due time, whatever became of the others, and its time counts from then.
    """
    where = urlsplit(url)
    host, port = f"{where.hostname}:{where.port}", where.port or 80
    made = [request(where.path, host, number, key="%KEY%") for number in range(ANOTHER)]
    answers, run, begun = Answers(), time.time_ns(), time.perf_counter()
    count = count or (int(seconds * rate) if rate else 0)
    sent = 0

    async def one() -> None:
        nonlocal sent
        talk: Conversation | None = None
        while (sent < count) if count else (time.perf_counter() - begun < seconds):
            number, sent = sent, sent + 1
            raw = made[number % ANOTHER].replace(b"%KEY%", f"{run}-{number}".encode())
            if rate:
                await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            since = begun + number / rate if rate else time.perf_counter()
            try:
                if talk is None or not talk.alive:
                    talk = await converse(port)
                status = await asyncio.wait_for(talk.ask(raw), 30)
            except (OSError, TimeoutError):
                talk, status = None, 0
            if 200 <= status < 300:
                answers.milliseconds.append(1e3 * (time.perf_counter() - since))
            else:
                answers.refused += 1
        if talk is not None:
            talk.transport.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    answers.seconds = time.perf_counter() - begun
    return answers


async def until(true: Callable[[], object], seconds: float, every: float = 0.05) -> bool:
    """Whether it came true within that time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(every)
    return True
