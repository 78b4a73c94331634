"""One question to a chat-completions server: a POST with a deadline over all attempts and a limit on what comes back.

Uses the connections of the guarded fetcher for their deadline and byte budget. Its rule that addresses be public does
not apply: the address is the operator's own word, typically a server on the same machine or network, and never comes
from an article. Addresses that hand out a machine's credentials stay refused. Redirects are not followed, since the
key would travel with them.
"""

import contextlib
import ipaddress
import time
from dataclasses import dataclass, field
from http.client import HTTPException

import urllib3

from incidents.canonical_urls import WebAddress
from incidents.outbound import bodies, connections, refusals

RETRIED = frozenset({429, 500, 502, 503, 504})
_EVERYWHERE = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_PIECE_BYTES = 64 << 10


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to send where, and within which limits; `seconds` holds for all attempts and their pauses together."""

    address: WebAddress
    body: bytes
    key: str | None = field(repr=False)
    seconds: float
    attempts: int
    backoff_seconds: float
    most_bytes: int


def ask(question: Question) -> bytes:
    """The body of the first good answer; raises a refusals.FetchError.

    Asked again after 429 and 5xx, each time later, or when the server says (Retry-After), while attempts and time last.
    """
    expires = time.monotonic() + question.seconds
    attempt = 1
    while True:
        try:
            return _ask_once(question, expires)
        except refusals.HTTPError as error:
            asked = error.retry_after_seconds
            wait = question.backoff_seconds * 2 ** (attempt - 1) if asked is None else asked
            if error.status not in RETRIED or attempt >= question.attempts or time.monotonic() + wait >= expires:
                raise
        time.sleep(wait)
        attempt += 1


def _ask_once(question: Question, expires: float) -> bytes:
    budget = connections.Budget(expires=expires, bytes_left=question.most_bytes + connections.HEADER_ALLOWANCE)
    guard = connections.Guard(
        budget=budget,
        resolve=connections.system_resolver,
        allowed_networks=_EVERYWHERE,
        only_allowed_networks=False,
    )
    connection = connections.open_connection(question.address, guard)
    where = f"{question.address.scheme}://{question.address.authority}"
    # `from None`, and no words of the library or the server: some of them repeat headers, and so the key.
    try:
        connection.request(
            "POST",
            question.address.target,
            body=question.body,
            headers=_headers(question.key),
            preload_content=False,
            decode_content=False,
        )
        with contextlib.closing(connection.getresponse()) as response:
            return _read(response, question, where)
    except (TimeoutError, urllib3.exceptions.TimeoutError):
        raise refusals.DeadlineExceeded(f"{where} took longer than {question.seconds:g} s") from None
    except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
        raise refusals.ConnectionFailed(f"{where}: {type(error).__name__}") from None
    finally:
        connection.close()


def _headers(key: str | None) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Type": "application/json",
    }
    return headers | ({"Authorization": f"Bearer {key}"} if key else {})


def _read(response: urllib3.BaseHTTPResponse, question: Question, where: str) -> bytes:
    if response.status != 200:
        asked = response.headers.get("Retry-After", "")
        seconds = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else None
        raise refusals.HTTPError(f"{where} answered {response.status}", response.status, seconds)
    return bodies.read_body(
        response.stream(_PIECE_BYTES, decode_content=False),
        response.headers.get("Content-Encoding", ""),
        max_bytes=question.most_bytes,
        max_decoded_bytes=question.most_bytes,
    )
