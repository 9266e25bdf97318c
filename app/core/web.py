"""Web requests as values: addresses and headers that may be sent. Pure; calling is a connector's work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from app.core.node import Context
from app.core.sentence import because
from app.errors import Permanent

_NAME = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$")  # RFC 9110: token
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "idempotency-key"})


def target(template: str, ctx: Context) -> str:
    """The address with its values, percent-encoded. Raises Permanent for what is no web address."""
    address = ctx.text(template, url=True).strip()
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or any(c.isspace() or not c.isprintable() for c in address):
        raise Permanent(
            because("{address} is not a web address; it begins with https://", address=address[:200])
        )
    return address


def header_lines(headers: Mapping[str, str], body: str) -> tuple[tuple[str, str], ...]:
    """Headers that may be sent, with the content type of a JSON body where none is given.

    Raises Permanent for a name that is none, for one that the transport sets, and for a value with a line break.
    """
    lines: list[tuple[str, str]] = []
    for name, value in headers.items():
        if not _NAME.match(name):
            raise Permanent(because("“{name}” is not a name for a header", name=name[:100]))
        if name.lower() in _OURS:
            raise Permanent(because("the header {name} is set by Storeflow itself", name=name))
        if any((ord(c) < 32 and c != "\t") or ord(c) == 127 for c in value):
            raise Permanent(because("the header {name} can't hold a line break", name=name))
        lines.append((name, value.strip()))
    if body.lstrip()[:1] in ("{", "[") and not any(name.lower() == "content-type" for name, _ in lines):
        lines.append(("Content-Type", "application/json"))
    return tuple(lines)
