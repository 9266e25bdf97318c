"""Column types: the same on SQLite and PostgreSQL, cheap to read and to compare."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
"""Ten bits at a time: ids are made for every message, event, run and wait."""
_SHIFTS = tuple(range(120, -1, -10))


def to_micros(moment: datetime) -> int:
    """An aware time as whole microseconds since 1970 in UTC: exact, sortable, the same in every database."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The time again, in UTC."""
    return EPOCH + timedelta(microseconds=micros)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses a time without zone: nobody could tell what it means."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Always in UTC; pages turn it into the store's zone."""
        return None if value is None else from_micros(value)


class Packed(TypeDecorator[Any]):
    """A JSON value, kept as text that a person can read in the database's own shell."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """None stays NULL."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value again."""
        return None if value is None else orjson.loads(value)


def id_at(moment: datetime) -> str:
    """The least id that can be made at a moment: ids made since then are not below it."""
    return _spelled((to_micros(moment) // 1000) << 80)


def _spelled(number: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new id: 26 characters that sort by when they were made (the shape of a monotonic ULID, github.com/ulid/spec).

    80 bits come from the system's randomness; within one millisecond the id before is counted up, so that what was
    made first is also worked at first.
    """
    global _last
    now = time.time_ns() // 1_000_000
    with _lock:
        _last = max(now << 80 | secrets.randbits(80), _last + 1) if now > _last >> 80 else _last + 1
        number = _last
    return _spelled(number)
