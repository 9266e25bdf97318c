"""The service that workflows call while they are measured: counts, and can be slow, silent or dead.

    python -m bench.sink PORT

``POST /...`` is a call; ``GET /stats`` says how many there were and when the first and the last came (unix times);
``POST /reset?delay_ms=50`` forgets them and answers that late from now on.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import httptools
import orjson
import uvloop

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
Heard = Callable[[str, bytes], object]


@dataclass
class Record:
    """What came. ``heard(key, body)`` is told of each call before it is answered."""

    heard: Heard | None = None
    delay: float = 0.0
    silent: bool = False
    calls: int = 0
    first: float = 0.0
    last: float = 0.0
    transports: set[asyncio.Transport] = field(default_factory=set)

    def reset(self, delay: float = 0.0) -> None:
        """Forgets the calls so far."""
        self.calls, self.first, self.last, self.delay = 0, 0.0, 0.0, delay


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.record.transports.add(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.record.transports.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.close()

    def on_message_begin(self) -> None:
        self.url, self.key, self.chunks = b"", "", list[bytes]()

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"idempotency-key":
            self.key = value.decode().strip('"')

    def on_body(self, chunk: bytes) -> None:
        self.chunks.append(chunk)

    def on_message_complete(self) -> None:
        record = self.record
        if self.url.startswith(b"/stats"):
            body = orjson.dumps({"calls": record.calls, "first": record.first, "last": record.last})
            self.answer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        elif self.url.startswith(b"/reset"):
            record.reset(float(self.url.partition(b"delay_ms=")[2] or 0) / 1000)
            self.answer(OK)
        else:
            record.last = time.time()
            record.first = record.first or record.last
            record.calls += 1
            if record.heard is not None:
                record.heard(self.key, b"".join(self.chunks))
            if record.delay:
                asyncio.get_running_loop().call_later(record.delay, self.answer, OK)
            elif not record.silent:
                self.answer(OK)

    def answer(self, raw: bytes) -> None:
        """Sends it, if anybody is left to hear."""
        if not self.transport.is_closing():
            self.transport.write(raw)


async def listen(record: Record, port: int = 0) -> asyncio.Server:
    """A listening sink; ``sockets[0].getsockname()[1]`` is its port."""
    return await asyncio.get_running_loop().create_server(
        lambda: Sink(record), "127.0.0.1", port, backlog=2048
    )


async def _main(port: int) -> None:
    await (await listen(Record(), port)).serve_forever()


if __name__ == "__main__":
    uvloop.run(_main(int(sys.argv[1])))
