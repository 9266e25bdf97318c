"""Which ``Host`` values are answered: a page of another site that points its name at us gets nothing."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.settings import Settings


class Hosts:
    """Loopback, the host of ``STOREFLOW_PUBLIC_URL`` and ``STOREFLOW_ALLOWED_HOSTS``; any port."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url).hostname
        given = {_name(host) for host in settings.allowed_hosts}
        self._names = frozenset({*given, *({public.casefold()} if public else ())})
        self.knows = lru_cache(256)(self._knows)

    def _knows(self, header: bytes) -> bool:
        """Whether this value of the Host header is one of ours."""
        try:
            name = _name(header.decode("ascii"))
        except UnicodeDecodeError:
            return False
        return name in self._names or is_loopback(name)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself, seen from itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    """``Shop.example:8000`` -> ``shop.example``; ``[::1]:8000`` -> ``::1``; "" for what is no host."""
    if any(sign in host for sign in "@/?#\\"):
        return ""
    try:
        return (urlsplit(f"//{host.strip()}").hostname or "").rstrip(".").casefold()
    except ValueError:
        return ""
