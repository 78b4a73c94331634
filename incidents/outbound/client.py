"""The guarded HTTP client: fetch one URL without being led into a private network, held up or flooded.

Every hop is read strictly, resolved once, checked against the address policy and connected to the checked literal.
All socket operations of all hops share one deadline and one budget of bytes. The system's resolver knows no
deadline: callers run `fetch` in the sandbox, whose wall clock covers it.
"""

import contextlib
import dataclasses
import time
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urljoin

import urllib3

from incidents import canonical_urls
from incidents.canonical_urls import InvalidURL, WebAddress
from incidents.outbound import bodies, connections, refusals
from incidents.outbound.addresses import IPNetwork

USER_AGENT = "privacy-incident-knowledge-base/1.0"
ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,"
    "application/xml;q=0.9,text/xml;q=0.9,text/plain;q=0.8"
)
ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE_BYTES = 64 << 10
LONGEST_HEADER = 1024  # characters of a header that is kept; longer entity tags are dropped


@dataclass(frozen=True, kw_only=True)
class FetchRequest:
    """What to fetch and within which limits. Sizes in bytes: as sent, headers included, and after decompression."""

    url: str
    allowed_networks: tuple[IPNetwork, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    max_bytes: int = 5 << 20
    max_decoded_bytes: int = 10 << 20
    deadline_seconds: float = 20.0
    max_redirects: int = 5
    accept: str = ACCEPT
    user_agent: str = USER_AGENT


@dataclass(frozen=True, kw_only=True)
class FetchResult:
    """A successful answer (2xx) or "not modified" (304, empty body). `hops` are the URLs asked, the last included."""

    final_url: str
    status: int
    content_type: str | None
    etag: str | None
    last_modified: str | None
    body: bytes
    hops: tuple[str, ...]

    @property
    def not_modified(self) -> bool:
        return self.status == 304


def fetch(request: FetchRequest, *, resolve: connections.Resolver = connections.system_resolver) -> FetchResult:
    """Fetch a URL; raises a refusals.FetchError, whose `reason` is stable.

    `resolve(host, port)` returns address literals or raises OSError.
    """
    budget = connections.Budget(
        expires=time.monotonic() + request.deadline_seconds, bytes_left=request.max_bytes + connections.HEADER_ALLOWANCE
    )
    address = _checked(request.url, request)
    hops = [str(address)]
    while True:
        answer = _ask(address, request, budget=budget, resolve=resolve)
        if isinstance(answer, FetchResult):
            return dataclasses.replace(answer, hops=tuple(hops))
        if len(hops) > request.max_redirects:
            raise refusals.TooManyRedirects(f"{hops[0]} redirects more than {request.max_redirects} times")
        address = _next_hop(address, answer, request)
        hops.append(str(address))


@dataclass(frozen=True)
class _Redirect:
    location: str


def _checked(url: str, request: FetchRequest) -> WebAddress:
    try:
        address = canonical_urls.read_web_address(url)
    except InvalidURL as error:
        raise refusals.RefusedURL(str(error)) from error
    # With an allow list other ports are judged once the address is known: see connections.Guard.
    if address.port not in ALLOWED_PORTS and not request.allowed_networks:
        raise refusals.RefusedURL(f"{address} has the port {address.port}; allowed are 80, 443, 8080 and 8443")
    return address


def _next_hop(address: WebAddress, redirect: _Redirect, request: FetchRequest) -> WebAddress:
    try:
        target = urljoin(str(address), redirect.location)
    except ValueError as error:
        raise refusals.RefusedURL(f"{address} redirects to {redirect.location[:80]!r}, which is not a URL") from error
    following = _checked(target.partition("#")[0], request)
    if address.scheme == "https" and following.scheme == "http":
        raise refusals.RefusedURL(f"{address} redirects from https to http: {following}")
    return following


def _ask(
    address: WebAddress, request: FetchRequest, *, budget: connections.Budget, resolve: connections.Resolver
) -> FetchResult | _Redirect:
    """Send one GET; return the answer or where it redirects to."""
    guard = connections.Guard(
        budget=budget,
        resolve=resolve,
        allowed_networks=request.allowed_networks,
        only_allowed_networks=address.port not in ALLOWED_PORTS,
    )
    connection = connections.open_connection(address, guard)
    try:
        connection.request(
            "GET", address.target, headers=_headers(request), preload_content=False, decode_content=False
        )
        with contextlib.closing(connection.getresponse()) as response:
            return _read_answer(response, address, request)
    except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise refusals.DeadlineExceeded(f"{address} took longer than {request.deadline_seconds:g} s") from error
    except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
        raise refusals.ConnectionFailed(f"{address}: {type(error).__name__}: {str(error)[:200]}") from error
    finally:
        connection.close()


def _headers(request: FetchRequest) -> dict[str, str]:
    headers = {
        "Accept": request.accept,
        "Accept-Encoding": "gzip, identity",
        "Connection": "close",
        "User-Agent": request.user_agent,
    }
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _read_answer(
    response: urllib3.BaseHTTPResponse, address: WebAddress, request: FetchRequest
) -> FetchResult | _Redirect:
    location = response.headers.get("Location")
    if response.status in REDIRECTS and location is not None:
        return _Redirect(_as_utf8(location))
    is_conditional = request.etag is not None or request.last_modified is not None
    is_not_modified = response.status == 304 and is_conditional
    if not is_not_modified and not 200 <= response.status < 300:
        retry_after_seconds = _retry_after_seconds(response.headers.get("Retry-After"))
        raise refusals.HTTPError(f"{address} answered {response.status}", response.status, retry_after_seconds)
    body = b"" if is_not_modified else _read_body(response, request)
    return FetchResult(
        final_url=str(address),
        status=response.status,
        content_type=_kept_header(response, "Content-Type"),
        etag=_kept_header(response, "ETag"),
        last_modified=_kept_header(response, "Last-Modified"),
        body=body,
        hops=(),
    )


def _read_body(response: urllib3.BaseHTTPResponse, request: FetchRequest) -> bytes:
    declared = response.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > request.max_bytes:
        raise refusals.TooLarge(f"the server announces {declared[:20]} bytes; allowed are {request.max_bytes}")
    return bodies.read_body(
        response.stream(PIECE_BYTES, decode_content=False),
        response.headers.get("Content-Encoding", ""),
        max_bytes=request.max_bytes,
        max_decoded_bytes=request.max_decoded_bytes,
    )


def _as_utf8(location: str) -> str:
    """Undo the Latin-1 in which HTTP libraries hand out headers; servers write bare UTF-8 into Location."""
    with contextlib.suppress(UnicodeError):
        return location.encode("latin-1").decode("utf-8")
    return location


def _kept_header(response: urllib3.BaseHTTPResponse, name: str) -> str | None:
    """Return a header that may be stored and sent back: printable ASCII of ordinary length."""
    value = response.headers.get(name)
    if not value or len(value) > LONGEST_HEADER or not (value.isascii() and value.isprintable()):
        return None
    return value


def _retry_after_seconds(value: str | None) -> int | None:
    """Return the delay that a server asked for in seconds; its other form, a date, depends on clocks and is left."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= 9 else None
