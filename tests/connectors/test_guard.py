"""Only public addresses are called, in whatever notation and by whatever name."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.guard import Guard, Refused, embedded, is_public, literal
from app.errors import Temporary

PRIVATE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:db8::1", "3fff::1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "4000::1", "5f00::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808",
    "2002:808:808::1",
]  # fmt: skip


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_not_plainly_public_is_refused(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))
    with pytest.raises(Refused, match="STOREFLOW_ALLOW_PRIVATE_ADDRESSES"):
        Guard().admit_literal(text)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_called(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))
    Guard().admit_literal(text)


@pytest.mark.parametrize(
    "text",
    [
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "[::1]",
        "127.0.0.1.",
    ],
)
def test_an_address_is_known_in_every_notation(text: str) -> None:
    found = literal(text)
    assert found is not None
    assert found.is_loopback
    with pytest.raises(Refused):
        Guard().admit_literal(text)


@given(st.ip_addresses(v=4))
def test_a_translated_address_is_as_public_as_what_it_leads_to(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    for outer in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        address = ipaddress.IPv6Address(outer)
        assert embedded(address) == inner
        assert is_public(address) == is_public(inner)


@given(st.ip_addresses())
def test_nothing_private_by_the_standard_library_is_public(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        inner = embedded(address)
        assert not is_public(address) or (inner is not None and is_public(inner))


def test_the_servers_owner_allows_hosts_and_networks() -> None:
    guard = Guard(("10.0.0.0/8", "localhost", "fd00::/8", "127.0.0.1"))
    for fine in ("10.20.30.40", "::ffff:10.0.0.1", "fd12::1", "127.0.0.1"):
        guard.admit_literal(fine)
    guard.admit("LOCALHOST.", ipaddress.ip_address("::1"))
    for other in ("127.0.0.2", "192.168.0.1", "::1"):
        with pytest.raises(Refused):
            guard.admit_literal(other)


async def test_a_name_that_leads_inside_is_refused() -> None:
    with pytest.raises(Refused, match="localhost is an address inside a private network"):
        await Guard().resolve("localhost", 80)
    assert await Guard(("localhost",)).resolve("localhost", 80)


async def test_connect_takes_only_checked_addresses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost", "127.1", "2130706433"):
            with pytest.raises(Refused):
                await Guard().connect(host, port)
        with await Guard(("127.0.0.1",)).connect("127.0.0.1", port) as sock:
            assert sock.getpeername() == ("127.0.0.1", port)
    with pytest.raises(Temporary, match=r"127\.0\.0\.1 doesn't answer"):
        await Guard(("127.0.0.1",)).connect("127.0.0.1", port)


@pytest.mark.parametrize("name", ["nothing.invalid", "a" * 70 + ".invalid"])
async def test_a_name_that_nobody_knows_may_be_known_later(name: str) -> None:
    with pytest.raises(Temporary, match="There is no server called"):
        await Guard().connect(name, 25)
