"""Connections that resolve once, contact only checked addresses, and share one deadline and one budget of bytes."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import urllib3.connection
from urllib3.util.ssl_ import create_urllib3_context

from incidents.canonical_urls import WebAddress
from incidents.outbound.addresses import IPAddress, IPNetwork, check_address, is_allowed_explicitly
from incidents.outbound.refusals import ConnectionFailed, DeadlineExceeded, RefusedURL, TooLarge

Resolver = Callable[[str, int], Sequence[str]]

HEADER_ALLOWANCE = 64 << 10  # bytes of status lines and headers beside the body, over all hops


@dataclass
class Budget:
    """What is left for a fetch: until when (monotonic seconds), and how many bytes may still arrive."""

    expires: float
    bytes_left: int

    def seconds_left(self) -> float:
        """Return the seconds until the deadline; raises DeadlineExceeded when there are none."""
        left = self.expires - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded("the fetch took longer than it may")
        return left

    def spend(self, count: int) -> None:
        """Book received bytes; raises TooLarge when there were more than allowed."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise TooLarge("the answer, headers included, is larger than it may be")


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What a connection obeys. With `only_allowed_networks` (an unusual port) public addresses are refused too."""

    budget: Budget
    resolve: Resolver
    allowed_networks: tuple[IPNetwork, ...]
    only_allowed_networks: bool


def system_resolver(host: str, port: int) -> list[str]:
    """Return all addresses of a host in the system's order of preference; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def open_connection(address: WebAddress, guard: Guard) -> urllib3.connection.HTTPConnection:
    """Return a connection for one request; it connects when the request is sent."""
    timeout = guard.budget.seconds_left()
    if address.scheme == "http":
        return GuardedHTTPConnection(address.host, address.port, timeout=timeout, guard=guard)
    return GuardedHTTPSConnection(
        address.host, address.port, timeout=timeout, ssl_context=_verifying_context(), guard=guard
    )


class _Metered:
    """Socket operations that never outlast the budget. `budget` is set once the connection stands."""

    budget: Budget | None = None

    def _arm(self) -> None:
        if self.budget is not None:
            self.settimeout(self.budget.seconds_left())  # type: ignore[attr-defined]  # mixed into a socket

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self._arm()
        count: int = super().recv_into(*args, **kwargs)  # type: ignore[misc]  # mixed into a socket
        if self.budget is not None:
            self.budget.spend(count)
        return count

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self._arm()
        super().sendall(*args, **kwargs)  # type: ignore[misc]  # mixed into a socket


class _MeteredSocket(_Metered, socket.socket):
    pass


class _MeteredTLSSocket(_Metered, ssl.SSLSocket):
    pass


class GuardedHTTPConnection(urllib3.connection.HTTPConnection):
    """An HTTP connection that contacts nothing but addresses which the guard's policy lets through."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _connect_guarded(self.host, self.port or self.default_port, self._guard)


class GuardedHTTPSConnection(urllib3.connection.HTTPSConnection):
    """The same over TLS. The name stays the connection's host, so SNI and the certificate are checked by name."""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _connect_guarded(self.host, self.port or self.default_port, self._guard)

    def connect(self) -> None:
        super().connect()
        if isinstance(self.sock, _MeteredTLSSocket):
            self.sock.budget = self._guard.budget


def _verifying_context() -> ssl.SSLContext:
    context = create_urllib3_context()
    context.load_default_certs()
    context.sslsocket_class = _MeteredTLSSocket
    return context


def _connect_guarded(host: str, port: int, guard: Guard) -> socket.socket:
    """Resolve once, check every address, connect to the first that answers; raises a FetchError."""
    addresses = [check_address(text, allowed_networks=guard.allowed_networks) for text in _literals(host, port, guard)]
    if not addresses:
        raise ConnectionFailed(f"{host} has no address")
    if guard.only_allowed_networks and not all(is_allowed_explicitly(a, guard.allowed_networks) for a in addresses):
        raise RefusedURL(f"port {port} of {host} is none of 80, 443, 8080 and 8443, nor is the host an allowed network")
    failures = []
    for remaining, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        try:
            # A dead first address must leave time for the others.
            return _connect(address, port, timeout=guard.budget.seconds_left() / remaining, budget=guard.budget)
        except OSError as error:
            failures.append(f"{address}: {error.strerror or error}")
    guard.budget.seconds_left()
    raise ConnectionFailed(f"{host} port {port} cannot be reached: {'; '.join(failures)}")


def _literals(host: str, port: int, guard: Guard) -> Sequence[str]:
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        return guard.resolve(host, port)
    except OSError as error:
        raise ConnectionFailed(f"the name {host} cannot be resolved: {error.strerror or error}") from error


def _connect(address: IPAddress, port: int, *, timeout: float, budget: Budget) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    connected = _MeteredSocket(family, socket.SOCK_STREAM)
    try:
        connected.settimeout(timeout)
        connected.connect((str(address), port))
        connected.settimeout(budget.seconds_left())  # for the TLS handshake, the next thing on this socket
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connected.close()
        raise
    connected.budget = budget
    return connected
