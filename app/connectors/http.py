"""The one HTTP client for everything that leaves: guarded addresses, limits, redirects followed by hand.

It does not judge statuses; ``tried_later`` says which of them are worth another try.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from yarl import URL

from app import __version__
from app.connectors.guard import Guard, Refused, no_answer, not_found
from app.core.sentence import because
from app.errors import Permanent, StepError, Temporary

if TYPE_CHECKING:
    import aiohttp

MAX_REDIRECTS = 5
MAX_ANSWER = 5 * 1024 * 1024
MAX_URL = 8192
"""Bytes of an answer's body, and characters of an address; more is refused."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429})
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\U0010ffff]*")
_OURS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect"}
)
"""Headers that frame the message; another value would let one request pass for two."""
_ELSEWHERE = frozenset({"accept", "accept-language", "content-type", "user-agent", "idempotency-key"})
"""What may follow a redirect to another host. Whatever else the owner wrote may be a key to the first one."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """``headers``: names in lower case, repeated ones joined by a comma. ``cut``: the body was longer. ``url``: who
    answered, after all redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False
    url: str = ""


class Http:
    """One shared session, made at the first call. ``allow``: see ``Guard``."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self.guard = Guard(allow)
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        timeout: float = 30,  # noqa: ASYNC109 - it tells a call that never left from one that had no answer
        limit: int = MAX_ANSWER,
        cut: bool = False,
        follow: bool = True,
    ) -> HttpAnswer:
        """One request; ``timeout`` seconds for all of it, redirects too. ``cut``: a body above ``limit`` bytes is cut.
        ``follow``: whether to go where a redirect leads; else that is the answer.

        Raises Temporary where nobody answers (``unclear`` when the request had left), Permanent where another
        try changes nothing: a refused or unreadable address, a certificate that is not in order, too large an answer.
        """
        where = self._address(url)
        sent = dict(clean_headers(headers or {}))
        data = body.encode() if isinstance(body, str) else body
        ends = asyncio.get_running_loop().time() + timeout
        for hop in range(MAX_REDIRECTS + 1):
            left = ends - asyncio.get_running_loop().time()
            answer = await self._hop(method, where, sent, data, max(left, 0.001), limit, cut, hop > 0)
            target = answer.headers.get("location")
            if not follow or answer.status not in _REDIRECTS or not target:
                return answer
            there = self._redirected(where, target)
            if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                method, data = "GET" if method != "HEAD" else method, None
                sent = {name: value for name, value in sent.items() if name.lower() != "content-type"}
            if there.origin() != where.origin():
                sent = {name: value for name, value in sent.items() if name.lower() in _ELSEWHERE}
            where = there
        raise Permanent(
            because("{host} sends every caller on to another address without end.", host=where.host)
        )

    async def close(self) -> None:
        """Closes the connections that are kept open."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _address(self, url: str) -> URL:
        """A checked address. Raises Permanent for one that can't be called."""
        if len(url) > MAX_URL:
            raise Permanent(because("The web address is too long."))
        try:
            where = URL(url.strip())
            usable = where.scheme in ("http", "https") and bool(where.raw_host) and where.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise Permanent(
                because(
                    "“{url}” is not a web address. It must begin with https:// or http://.", url=shown(url)
                )
            )
        if where.raw_user is not None or where.raw_password is not None:
            raise Permanent(
                because(
                    "The address of {host} holds a user name or password. Put it into a header instead.",
                    host=where.host,
                )
            )
        assert where.host is not None  # raw_host is not empty
        self.guard.admit_literal(where.host)
        return where

    def _redirected(self, where: URL, target: str) -> URL:
        try:
            there = where.join(URL(target))
        except ValueError as error:
            raise Permanent(
                because("{host} sends callers on to an address that nobody can read.", host=where.host)
            ) from error
        if where.scheme == "https" and there.scheme == "http":
            raise Permanent(
                because(
                    "{host} sends callers on to an address without encryption (http), so the call ended there.",
                    host=where.host,
                )
            )
        return self._address(str(there))

    async def _hop(
        self,
        method: str,
        where: URL,
        headers: Mapping[str, str],
        data: bytes | None,
        seconds: float,
        limit: int,
        cut: bool,
        further: bool,
    ) -> HttpAnswer:
        """One request to one server. ``further``: an earlier server has taken the request already."""
        import aiohttp

        host = where.host or ""
        try:
            async with self._opened().request(
                method,
                where,
                headers=headers,
                data=data,
                allow_redirects=False,
                middlewares=() if method.upper() in ("GET", "HEAD") else (_once,),
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                body = await self._body(response, limit)
                names: dict[str, str] = {}
                for name, value in response.headers.items():
                    name = name.lower()
                    names[name] = f"{names[name]}, {value}" if name in names else value
                if len(body) > limit and not cut:
                    raise Permanent(
                        because("The answer of {host} is larger than Storeflow takes.", host=host)
                    )
                return HttpAnswer(response.status, names, body[:limit], len(body) > limit, str(where))
        except StepError:
            raise
        except aiohttp.ClientConnectorDNSError as error:
            raise self._away(not_found(host), further) from error
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError) as error:
            raise Permanent(
                because(
                    "The connection to {host} is not safe: its certificate is not in order, or it speaks no TLS here. "
                    "Whoever runs {host} has to install a valid certificate; Let's Encrypt gives them for free.",
                    host=host,
                )
            ) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise self._away(no_answer(host), further) from error
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise Permanent(because("“{url}” is not a web address.", url=host)) from error
        except TimeoutError as error:
            raise Temporary(because("{host} took too long to answer.", host=host), unclear=True) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Temporary(because("{host} broke off the connection.", host=host), unclear=True) from error
        except ValueError as error:
            raise Permanent(because("The request to {host} can't be put together.", host=host)) from error

    @staticmethod
    def _away(error: Temporary, further: bool) -> Temporary:
        error.unclear = further
        return error

    @staticmethod
    async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
        """At most a little more than ``limit`` bytes, decompressed: a small answer may unfold into a large one."""
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > limit:
                break
        return b"".join(parts)[: limit + 1]

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_resolver(self.guard), limit=200, limit_per_host=20),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                headers={"User-Agent": f"Storeflow/{__version__}"},
                skip_auto_headers=("Content-Type",),
            )
        return self._session


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp sends PUT and DELETE a second time by itself where the connection broke. To HTTP they may be repeated;
    to a shop, a line is then added twice. Whoever asked decides."""
    import aiohttp

    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError(str(error)) from error


def _resolver(guard: Guard) -> aiohttp.abc.AbstractResolver:
    """The guard as aiohttp wants it. Here, so that aiohttp is loaded at the first call only."""
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Guarded(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            return [
                {
                    "hostname": host,
                    "host": address,
                    "port": port,
                    "family": kind,
                    "proto": 0,
                    "flags": socket.AI_NUMERICHOST,
                }
                for kind, address in await guard.resolve(host, port, family)
            ]

        async def close(self) -> None:
            return None

    return Guarded()


def clean_headers(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The headers, checked. Raises Permanent for a line break, a name that is none, or one that frames the message."""
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        if not _HEADER_NAME.fullmatch(name):
            raise Permanent(because("“{name}” can't be the name of a header.", name=shown(name)))
        if not _HEADER_VALUE.fullmatch(value):
            raise Permanent(
                because(
                    "The header {name} holds a line break or another character that can't stand there.",
                    name=name,
                )
            )
        if name.lower() in _OURS:
            raise Permanent(because("The header {name} is set by Storeflow itself. Take it out.", name=name))
        yield name, value


def tried_later(answer: HttpAnswer, host: str) -> Temporary | None:
    """The error for an answer that is worth another try (408, 425, 429, 5xx), with the wait that was asked for."""
    if answer.status not in _LATER and answer.status < 500:
        return None
    if answer.status == 429:
        sentence = because("{host} asks for a pause: it got too many requests.", host=host)
    else:
        sentence = because("{host} can't do it just now (status {status}).", host=host, status=answer.status)
    return Temporary(sentence, retry_after(answer.headers, datetime.now(UTC)))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that Retry-After asks for, given as a number or as a date (RFC 9110, 10.2.3); None where unreadable."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def shown(text: str) -> str:
    """What somebody typed, short enough for a sentence."""
    return text if len(text) <= 80 else text[:79] + "…"


__all__ = ["MAX_ANSWER", "Http", "HttpAnswer", "Refused", "clean_headers", "retry_after", "tried_later"]
