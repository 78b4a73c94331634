"""Limits per caller: counted per key or, without one, per network as our own proxies saw it, and told in every answer.

Counts are windows of a fixed length that begin with the caller's first request. They go up by the cache's own atomic
step, so that requests at the same moment cannot pass on one count; with a cache that all processes share
(`CACHE_URL`), they hold for all processes together.
"""

import ipaddress
import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.cache import cache
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # the framework loads this module while it is still defining APIView
    from rest_framework.request import Request
    from rest_framework.views import APIView

_SECONDS = {"second": 1, "min": 60, "hour": 3600, "day": 86400}
_NAMES = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}
_RATE = re.compile(r"([1-9][0-9]{0,8})/(second|min|hour|day)")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class InvalidRate(ValueError):
    """The text is no list of rates; the message shows what one looks like."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    @property
    def name(self) -> str:
        return _NAMES[self.seconds]


@dataclass(frozen=True, kw_only=True)
class Window:
    """How a caller stands with one rate: used so far, and seconds until the count begins anew."""

    rate: Rate
    used: int
    reset_seconds: int

    @property
    def remaining(self) -> int:
        return max(0, self.rate.requests - self.used)

    @property
    def is_over(self) -> bool:
        return self.used > self.rate.requests


def read_rates(text: str | None) -> tuple[Rate, ...]:
    """The rates between commas, such as ``60/min,5000/day``; none for no limit. Raises InvalidRate."""
    if not text:
        return ()
    found = [_RATE.fullmatch(part.strip()) for part in text.split(",")]
    if not all(found):
        raise InvalidRate(f"{text!r} is not rates such as 60/min,5000/day (second, min, hour or day)")
    return tuple(Rate(requests=int(one[1]), seconds=_SECONDS[one[2]]) for one in found if one)


class CallerThrottle(BaseThrottle):
    """Counts a request against every limit of its caller; one past any of them is refused and not counted."""

    def __init__(self) -> None:
        self.windows: tuple[Window, ...] = ()
        self._keys: list[str] = []

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        request._request.throttle = self  # type: ignore[attr-defined]  # read again by views.base for the headers
        scope, caller, rates = _limits_of(request)
        counts = [_step(f"throttle:{scope}:{rate.seconds}:{caller}", rate) for rate in rates]
        self._keys = [key for key, _ in counts]
        self.windows = tuple(window for _, window in counts)
        if not any(window.is_over for window in self.windows):
            return True
        self.refund()
        return False

    def look(self, request: "Request") -> None:
        """How the caller stands, without counting."""
        request._request.throttle = self  # type: ignore[attr-defined]  # the same
        scope, caller, rates = _limits_of(request)
        self.windows = tuple(_look(f"throttle:{scope}:{rate.seconds}:{caller}", rate) for rate in rates)

    def refund(self) -> None:
        """Take the request back out of the counts: an answer 304 is free, and so is a refusal."""
        for key in self._keys:
            try:
                cache.decr(key)
            except ValueError:
                continue  # the window has ended meanwhile
        self._keys = []

    def wait(self) -> float | None:
        return max((float(window.reset_seconds) for window in self.windows if window.is_over), default=None)

    def headers(self) -> dict[str, str]:
        """RateLimit fields of draft-ietf-httpapi-ratelimit-headers-09, and GitHub's older ones (reset as epoch)."""
        if not self.windows:
            return {}
        tightest = min(self.windows, key=lambda window: window.remaining)
        policies = [f'"{one.rate.name}";q={one.rate.requests};w={one.rate.seconds}' for one in self.windows]
        left = [f'"{one.rate.name}";r={one.remaining};t={one.reset_seconds}' for one in self.windows]
        return {
            "RateLimit-Policy": ", ".join(policies),
            "RateLimit": ", ".join(left),
            "X-RateLimit-Limit": str(tightest.rate.requests),
            "X-RateLimit-Remaining": str(tightest.remaining),
            "X-RateLimit-Reset": str(int(time.time()) + tightest.reset_seconds),
        }


def address_of(request: "Request") -> str:
    """The client's address: the one that our own proxies saw, never what the client writes itself.

    With NUM_PROXIES=0 X-Forwarded-For is not read at all. With n proxies it is the n-th from the right; a shorter list
    did not come through all of them, so the peer's own address counts.
    """
    peer: str = request.META.get("REMOTE_ADDR") or ""
    proxies: int = api_settings.NUM_PROXIES or 0
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) and forwarded[-proxies].strip() else peer


def network_of(address: str) -> str:
    """The network that shares one count: an IPv4 address, an IPv6 /64; an unreadable address is one network of all.

    One household or attacker holds a whole /64.
    """
    try:
        parsed: Any = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unreadable"
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _limits_of(request: "Request") -> tuple[str, str, Sequence[Rate]]:
    """(scope, who, rates): a key's own rates where it has some, else those of everybody like it."""
    key = getattr(getattr(request._request, "caller", None), "key", None)
    scope = "anonymous" if key is None else "key"
    if request.method not in SAFE_METHODS:
        scope = f"{scope}_write"
    who = network_of(address_of(request)) if key is None else key.prefix
    own = key.rate if key is not None and scope == "key" else ""
    everybodys = cast("Mapping[str, str | None]", api_settings.DEFAULT_THROTTLE_RATES)
    return scope, who, read_rates(own or everybodys.get(scope))


def _step(name: str, rate: Rate) -> tuple[str, Window]:
    """Count one more; the key of the count, and how the caller stands then."""
    now = time.time()
    started = _started(name)
    if started is None:
        cache.add(name, now, rate.seconds)
        started = _started(name) or now
    key = f"{name}:{started}"
    cache.add(key, 0, rate.seconds + 1)
    try:
        used = cache.incr(key)
    except ValueError:  # it ended between the two
        used = 1
    return key, _window(rate, used, started, now)


def _look(name: str, rate: Rate) -> Window:
    now = time.time()
    started = _started(name)
    used = cache.get(f"{name}:{started}", 0) if started is not None else 0
    return _window(rate, used, started or now, now)


def _started(name: str) -> float | None:
    found: float | None = cache.get(name)
    return found


def _window(rate: Rate, used: int, started: float, now: float) -> Window:
    return Window(rate=rate, used=used, reset_seconds=max(1, math.ceil(started + rate.seconds - now)))
