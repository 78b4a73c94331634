"""Guards over the whole test session: nothing may contact anything but this machine.

The root conftest enables it for every test as a plugin.
"""

import ipaddress
import sys
from collections.abc import Iterator
from typing import Any

import pytest

CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


class LeftTheMachine(BaseException):
    """A test tried to contact another machine. No `except Exception` of the code under test may swallow it."""


class _Guard:
    def __init__(self) -> None:
        self.is_on = False
        self.contacted: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.is_on:
            return
        if event in CONNECTING and isinstance(args[1], tuple):
            self._judge(str(args[1][0]))
        elif event == "socket.getaddrinfo" and args[0] is not None:
            self._judge_name(args[0] if isinstance(args[0], str) else args[0].decode())

    def _judge(self, host: str) -> None:
        self.contacted.append(host)
        if host != "localhost" and not ipaddress.ip_address(host.partition("%")[0]).is_loopback:
            raise LeftTheMachine(f"a test tried to contact {host}; tests talk to servers of their own on 127.0.0.1")

    def _judge_name(self, host: str) -> None:
        """Looking up a name asks a server elsewhere; literals and localhost do not."""
        if host in {"", "localhost"}:
            return
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise LeftTheMachine(f"a test tried to look up {host}; pass a resolver instead") from None


_guard = _Guard()
# An audit hook sees every socket of the interpreter, whichever library opened it. It cannot be removed, only switched.
sys.addaudithook(_guard)


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection and every name look-up that would leave the machine."""
    _guard.is_on = True
    yield
    _guard.is_on = False


@pytest.fixture
def contacted(only_loopback: None) -> list[str]:
    """The hosts that the test's process has connected to since the test began."""
    _guard.contacted.clear()
    return _guard.contacted
