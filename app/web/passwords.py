"""Passwords: argon2id, off the event loop, and never two at a time more than the machine can bear."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.sentence import because
from app.errors import InvalidInput

SHORTEST = 10
LONGEST = 200
_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106
_threads = ThreadPoolExecutor(2, "storeflow-password")
"""Each check takes 64 MiB; a flood of sign-ins waits here instead of eating the memory."""


def judge(password: str) -> None:
    """Raises InvalidInput for a password that is too short or too long; length is what counts (NIST SP 800-63B)."""
    if len(password) < SHORTEST:
        raise InvalidInput(
            because("Please take at least {n} characters. A few words in a row are good.", n=SHORTEST)
        )
    if len(password) > LONGEST:
        raise InvalidInput(because("Please take at most {n} characters.", n=LONGEST))


async def hash_password(password: str) -> str:
    """The hash to store. Raises InvalidInput for a password that is too short or too long."""
    judge(password)
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def fits(stored: str | None, password: str) -> bool:
    """Whether the password is the one. Takes as long where there is none to compare with, and says no."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _fits, stored, password)


def _fits(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password[: LONGEST + 1]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown address takes as long as a known one."""
    return _hasher.hash("nobody has this password")
