"""Decide where may be connected to, before anything is sent there.

Knows host names, addresses and the ranges of the internet that are not public; knows nothing of
HTTP. What a feed or a redirect names is a stranger's choice, and whoever fetches it stands inside
a network: unguarded, a feed could have the router's pages or a cloud's credentials read.
"""

import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx2

from ingest.errors import SettingsError, SourceError
from ingest.fetch.address import parse_address, shown

Resolve = Callable[[str, int], Sequence[str]]

# Listed here, since what `ipaddress` calls global differs between versions of Python. From the IANA
# registries of special-purpose addresses, IPv4: this network, private, shared (CGNAT), loopback,
# link-local (cloud metadata), protocol assignments, documentation, 6to4 relays, benchmarks,
# multicast, reserved and broadcast. And the one public address at which a cloud (Azure) answers
# its own machines.
_REFUSED_4 = tuple(
    ip_network(network)
    for network in """
    0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
    224.0.0.0/4 240.0.0.0/4 168.63.129.16/32
    """.split()
)
# Of IPv6 only what is given out to networks, without protocol assignments (Teredo among them),
# documentation and 6to4, which carries an IPv4 address. That leaves out loopback, IPv4-mapped,
# unique local (fd00:ec2::254 among them), link-local, site-local and multicast addresses.
_GIVEN_OUT_6 = ip_network("2000::/3")
_REFUSED_6 = tuple(
    ip_network(network) for network in "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()
)
# Networks without IPv4 reach all of it through these addresses: the last 32 bits decide.
_NAT64 = ip_network("64:ff9b::/96")

_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?\.?")
# Systems read 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1. A name cannot end in such a number
# (WHATWG URL standard, "ends in a number").
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system for a host's addresses.

    Raises:
        OSError: the name is not known, or nobody could be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(socket_address[0]) for *_, socket_address in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets through what is on the public internet, and what is allowed beside it.

    Attributes:
        allowed: addresses and networks that may be fetched from although they are not public, such
            as `10.1.2.3` or `10.0.0.0/8`.
        resolve: finds the addresses of a host.
    """

    allowed: frozenset[str] = frozenset()
    resolve: Resolve = system_resolver

    def check(self, address: str) -> httpx2.URL:
        """Check all of an address that can be checked without asking anybody.

        Returns:
            the address, parsed as it will be used.

        Raises:
            SourceError: it is nothing that `parse_address` takes, its host is spelled in a way that
                hides what it is, or is an address that is refused.
        """
        url = parse_address(address)
        host = url.raw_host.decode("ascii")
        number = _parse_ip(host)
        if number is not None:
            self._permit(host, number)
        elif _NUMBER.fullmatch(host) or not _HOST_NAME.fullmatch(host):
            raise SourceError(f"{shown(host)} is no name of a host.", "Check the address.")
        return url

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Find the addresses of a host, once; only to these may be connected.

        Raises:
            SourceError: the host is not known, or one of its addresses is refused.
        """
        try:
            found = tuple(self.resolve(host, port))
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise SourceError(
                f"The host {shown(host)} cannot be found.",
                "Check its spelling and this machine's network.",
            )
        for address in found:
            number = _parse_ip(address)
            if number is None:
                raise SourceError(f"{shown(host)} has an address that is none.", "Check its name.")
            self._permit(host, number)
        return found

    def _permit(self, host: str, number: IPv4Address | IPv6Address) -> None:
        if _is_public(number):
            return
        if any(number in ip_network(network, strict=False) for network in self.allowed):
            return
        name = f"The host {shown(host)}" + ("" if host == str(number) else f" ({number})")
        raise SourceError(
            f"{name} is not on the public internet and is not fetched from.",
            f"If you trust it, set WENYUAN_FETCH_ALLOW to {number}.",
        )


def load_guard(environ: Mapping[str, str] = os.environ) -> Guard:
    """Make a guard that allows what `WENYUAN_FETCH_ALLOW` lists.

    The setting is for intranets, and for proxies that give every host an address of 198.18.0.0/15:
    addresses and networks, separated by commas, such as `10.1.2.3,192.168.7.0/24`. Unset, only the
    public internet is fetched from.

    Raises:
        SettingsError: one of them is neither an address nor a network.
    """
    listed = [item.strip() for item in environ.get("WENYUAN_FETCH_ALLOW", "").split(",")]
    allowed = frozenset(item for item in listed if item)
    for item in allowed:
        try:
            ip_network(item, strict=False)
        except ValueError as error:
            raise SettingsError(
                f"WENYUAN_FETCH_ALLOW lists {item!r}, which is neither an address nor a network.",
                "List addresses such as 10.1.2.3 or networks such as 10.0.0.0/8, or unset it.",
            ) from error
    return Guard(allowed)


def _parse_ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        # What follows a % names a network card of this machine.
        return None if "%" in host else ip_address(host)
    except ValueError:
        return None


def _is_public(number: IPv4Address | IPv6Address) -> bool:
    if number in _NAT64:
        number = IPv4Address(int(number) & 0xFFFFFFFF)
    if isinstance(number, IPv4Address):
        return not any(number in network for network in _REFUSED_4)
    return number in _GIVEN_OUT_6 and not any(number in network for network in _REFUSED_6)
