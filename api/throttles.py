"""How many requests an address may make, and the headers that tell it.

The counters live in the cache: with a cache per process the limit holds per process, with a shared one for all.
"""

import ipaddress
import math
import time
from typing import TYPE_CHECKING, Any, cast

from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

if TYPE_CHECKING:  # the framework loads this module while it is still defining APIView
    from rest_framework.request import Request
    from rest_framework.views import APIView

_PERIOD_NAMES = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}


class AnonymousThrottle(SimpleRateThrottle):
    """Counts per IPv4 address and per IPv6 /64, because one household or attacker holds a whole /64."""

    scope = "anonymous"
    num_requests: int
    duration: int  # seconds

    def get_rate(self) -> str | None:
        return cast(str | None, api_settings.DEFAULT_THROTTLE_RATES[self.scope])

    def get_cache_key(self, request: "Request", view: "APIView") -> str:
        return f"throttle:{self.scope}:{network_of(self._address(request))}"

    def allow_request(self, request: "Request", view: "APIView") -> bool:
        allowed = bool(super().allow_request(request, view))
        if self.rate is not None:
            request._request.throttle = self  # type: ignore[attr-defined]  # read again by views.base for the headers
        return allowed

    def refund(self) -> None:
        """Take the request back out of the count: an answer 304 is free."""
        history = [moment for moment in self.cache.get(self.key, []) if moment != self.now]
        self.cache.set(self.key, history, self.duration)
        self.history = history

    def headers(self) -> dict[str, str]:
        """RateLimit fields of draft-ietf-httpapi-ratelimit-headers-09, and GitHub's older ones (reset as epoch)."""
        remaining = max(0, self.num_requests - len(self.history))
        reset_seconds = max(0, math.ceil(self.history[-1] + self.duration - self.now)) if self.history else 0
        policy = _PERIOD_NAMES.get(self.duration, f"{self.duration}s")
        return {
            "RateLimit-Policy": f'"{policy}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{policy}";r={remaining};t={reset_seconds}',
            "X-RateLimit-Limit": str(self.num_requests),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": str(int(time.time()) + reset_seconds),
        }

    def _address(self, request: "Request") -> str:
        """The client's address: the one that our own proxies saw, never what the client writes itself.

        With NUM_PROXIES=0 X-Forwarded-For is not read at all. With n proxies it is the n-th from the right; a shorter
        list did not come through all of them, so the peer's own address counts.
        """
        peer: str = request.META.get("REMOTE_ADDR") or ""
        proxies: int = api_settings.NUM_PROXIES or 0
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        return forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) and forwarded[-proxies].strip() else peer


def network_of(address: str) -> str:
    """The network that shares one count: an IPv4 address, an IPv6 /64; an unreadable address is one network of all."""
    try:
        parsed: Any = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unreadable"
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
