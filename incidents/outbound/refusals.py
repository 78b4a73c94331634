"""Why a fetch ended without an answer: one exception per cause, each with a stable `reason` for jobs and screens.

All arguments are kept as they came, so that the exceptions survive the way out of the sandbox.
"""

from typing import ClassVar


class FetchError(Exception):
    """A fetch that did not bring an answer. The message says what happened; `reason` is a code that stays."""

    reason: ClassVar[str]


class RefusedURL(FetchError):
    """The URL, or one that it redirects to, is none that the fetcher asks for."""

    reason = "refused_url"


class RefusedAddress(FetchError):
    """The policy does not let the fetcher contact an address; the message names the address and why."""

    reason = "refused_address"

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address, why)
        self.address = address
        self.why = why

    def __str__(self) -> str:
        return f"{self.address} may not be contacted: {self.why}"


class TooLarge(FetchError):
    """More bytes came, or came out of compression, than the request allows."""

    reason = "too_large"


class TooManyRedirects(FetchError):
    """The chain of redirects is longer than the request allows."""

    reason = "too_many_redirects"


class DeadlineExceeded(FetchError):
    """The whole fetch, redirects included, took longer than the request allows."""

    reason = "deadline"


class ConnectionFailed(FetchError):
    """No connection, no valid certificate, no intelligible answer or a body that broke off."""

    reason = "connection_failed"


class RefusedEncoding(FetchError):
    """The body is compressed in a way that was not asked for, or its compression is damaged."""

    reason = "refused_encoding"


class HTTPError(FetchError):
    """The server answered with a status that brings no page. `retry_after_seconds` is what it asked for, if it did."""

    reason = "http_error"

    def __init__(self, message: str, status: int, retry_after_seconds: int | None = None) -> None:
        super().__init__(message, status, retry_after_seconds)
        self.status = status
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return str(self.args[0])
