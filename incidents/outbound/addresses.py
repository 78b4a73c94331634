"""Which network addresses the fetcher may contact: public ones, and those that a source was allowed explicitly."""

import ipaddress
from collections.abc import Iterable

from incidents.outbound.refusals import RefusedAddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# Beside what `is_global` refuses: ranges that lead back to a private address through translation or a tunnel, ranges
# that different Python releases judge differently, and services of hosting providers on public-looking addresses.
REFUSED_NETWORKS: tuple[tuple[IPNetwork, str], ...] = tuple(
    (ipaddress.ip_network(network), meaning)
    for network, meaning in (
        ("0.0.0.0/8", "this network"),
        ("100.64.0.0/10", "shared address space of providers"),
        ("168.63.129.16/32", "a hosting provider's internal service"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.88.99.0/24", "6to4 relays"),
        ("198.18.0.0/15", "benchmarks"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b::/96", "translation to IPv4"),
        ("64:ff9b:1::/48", "translation to IPv4 within a network"),
        ("100::/64", "discard"),
        ("2001::/32", "Teredo tunnels"),
        ("2001:20::/28", "ORCHID identifiers"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4 tunnels"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fec0::/10", "site-local"),
    )
)

# These hand out credentials of the machine itself; not even a source's allow list opens them.
NEVER_ALLOWED: tuple[IPNetwork, ...] = tuple(
    ipaddress.ip_network(network)
    for network in ("169.254.0.0/16", "fe80::/10", "168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::254/128")
)


class InvalidNetwork(ValueError):
    """A line of an allow list is not a network such as 10.1.0.0/16 or fd12::/48."""


def check_address(text: str, *, allowed_networks: Iterable[IPNetwork] = ()) -> IPAddress:
    """Return the address when the fetcher may contact it; raises RefusedAddress.

    `text` is an IPv4 or IPv6 literal, as a resolver returns it.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError as error:
        raise RefusedAddress(text, "it is not an IPv4 or IPv6 literal") from error
    why = _objection(_unwrapped(address), allowed_networks)
    if why is not None:
        raise RefusedAddress(text, why)
    return address


def is_allowed_explicitly(address: IPAddress, allowed_networks: Iterable[IPNetwork]) -> bool:
    """Whether the address lies in one of the networks that a source was allowed."""
    bare = _unwrapped(address)
    return any(bare.version == network.version and bare in network for network in allowed_networks)


def parse_networks(lines: Iterable[str]) -> tuple[IPNetwork, ...]:
    """Read an allow list, one network a line, blank lines skipped; raises InvalidNetwork with the line."""
    networks = []
    for line in filter(None, map(str.strip, lines)):
        try:
            networks.append(ipaddress.ip_network(line))
        except ValueError as error:
            raise InvalidNetwork(f"{line[:60]!r} is not a network such as 10.1.0.0/16: {error}") from error
    return tuple(networks)


def _unwrapped(address: IPAddress) -> IPAddress:
    """Return the IPv4 address inside ::ffff:a.b.c.d, which the kernel contacts, or the address itself."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _objection(address: IPAddress, allowed_networks: Iterable[IPNetwork]) -> str | None:
    if any(address.version == network.version and address in network for network in NEVER_ALLOWED):
        return "it is link-local or a hosting provider's metadata service, which no allow list opens"
    if is_allowed_explicitly(address, allowed_networks):
        return None
    for network, meaning in REFUSED_NETWORKS:
        if address.version == network.version and address in network:
            return f"{network} is for {meaning}"
    if address.is_multicast or address.is_reserved or not address.is_global:
        return "it is not a public address"
    return None
