"""Which addresses outgoing calls may reach: public ones, and what the server's owner allows (rule R10).

The guard resolves a name itself and hands on only addresses that it has checked, so that the address that was
looked at is the one that is connected to. It knows public addresses, not bad ones: what is not plainly public
is refused.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address

from app.core.sentence import because
from app.errors import Permanent, Temporary

Address = IPv4Address | IPv6Address
CONNECT_SECONDS = 20.0
"""How long one address may take to answer before the next one is tried."""

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MAPPED = ipaddress.ip_network("::ffff:0:0/96")
_SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments, metadata service of one cloud
        "192.88.99.0/24",  # relays to 6to4
        "168.63.129.16/32",  # a cloud's own service for its machines, though the address looks public
        "2001::/23",  # Teredo, benchmarking, ORCHID: nothing of a shop's
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)


class Refused(Permanent):
    """An address that outgoing calls may not reach."""

    code = "refused_address"


class Guard:
    """``allow``: hosts and networks that may be reached although they are private; ports don't matter."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for part in allow:
            try:
                self._networks.append(ipaddress.ip_network(part.strip("[]")))
            except ValueError:
                self._hosts.add(plain_host(part))

    def admit(self, host: str, address: Address) -> None:
        """Raises Refused where ``host``, which is at ``address``, may not be called."""
        if plain_host(host) in self._hosts or is_public(address):
            return
        seen = {address, embedded(address) or address}
        if any(
            one in network for one in seen for network in self._networks if one.version == network.version
        ):
            return
        raise Refused(
            because(
                "{host} is an address inside a private network; Storeflow calls only public addresses. "
                "The server's owner can allow it with STOREFLOW_ALLOW_PRIVATE_ADDRESSES.",
                host=host,
            )
        )

    def admit_literal(self, host: str) -> None:
        """The same where ``host`` itself is an address, in any notation that a computer would take for one."""
        address = literal(host)
        if address is not None:
            self.admit(host, address)

    async def resolve(self, host: str, port: int, family: int = socket.AF_UNSPEC) -> list[tuple[int, str]]:
        """The checked addresses of a host, as (address family, address).

        One that may not be reached refuses them all: a name that also points inside is no public name. Raises
        Refused; OSError (``socket.gaierror``) where nothing of that name is found.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # a part of the name is longer than a name may be
            raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
        addresses: dict[str, int] = {}
        for kind, _, _, _, where in found:
            text = str(where[0])
            self.admit(host, ipaddress.ip_address(text))
            addresses[text] = kind
        return [(kind, text) for text, kind in addresses.items()]

    async def connect(self, host: str, port: int) -> socket.socket:
        """A connected socket to a checked address. Raises Refused, or Temporary where nobody answers."""
        self.admit_literal(host)
        try:
            addresses = await self.resolve(host, port)
        except OSError as error:
            raise not_found(host) from error
        for kind, address in addresses:
            sock = socket.socket(kind, socket.SOCK_STREAM)
            sock.setblocking(False)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await asyncio.get_running_loop().sock_connect(sock, (address, port))
            except OSError:
                sock.close()
            except BaseException:
                sock.close()
                raise
            else:
                return sock
        raise no_answer(host)


def plain_host(host: str) -> str:
    """A host name for comparing: no brackets, no closing dot, small letters."""
    return host.strip().strip("[]").rstrip(".").casefold()


def literal(host: str) -> Address | None:
    """The address that ``host`` spells, be it 127.0.0.1, ::1, 127.1, 0x7f000001 or 2130706433; None for a name."""
    host = plain_host(host)
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host and host[0].isdigit() else None
    except (OSError, UnicodeError):
        return None


def embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that a translated IPv6 address leads to (IPv4-mapped, NAT64, 6to4)."""
    if isinstance(address, IPv4Address):
        return None
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return IPv4Address(int(address) >> 80 & 0xFFFFFFFF) if address in _SIX_TO_FOUR else None


def is_public(address: Address) -> bool:
    """Whether it is an ordinary address of the public internet."""
    inner = embedded(address)
    if inner is not None:
        return is_public(inner)
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return isinstance(address, IPv4Address) or (address in _GLOBAL_V6 and address.scope_id is None)


def not_found(host: str) -> Temporary:
    """Nothing of that name was found: a typing error, or the name service is away."""
    return Temporary(
        because(
            "There is no server called {host}, or its name can't be looked up just now. Check how it is spelled.",
            host=host,
        )
    )


def no_answer(host: str) -> Temporary:
    """The error of a host that can't be reached now, worth another try later."""
    return Temporary(because("{host} doesn't answer.", host=host))
