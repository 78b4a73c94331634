"""What only a raw socket can say: no request line, header or framing brings a real server to 500 or makes it hang."""

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile.conftest import EVERYWHERE, Stored
from tests.hostile.servers import Server, serving, status_of

pytestmark = EVERYWHERE

_HOST = b"Host: localhost\r\n"
_END = b"Connection: close\r\n\r\n"
_PATHS = (b"/api/v1/incidents", b"/incidents", b"/admin/login/", b"/healthz")
_LINES = (
    b"GET %s HTTP/1.1",
    b"get %s HTTP/1.1",
    b"GET %s HTTP/0.9",
    b"GET %s HTTP/9.9",
    b"GET %s",
    b"GET %s HTTP/1.1 x",
    b"GET  %s  HTTP/1.1",
    b"\tGET %s HTTP/1.1",
    b"G\x00T %s HTTP/1.1",
    b"TRACE %s HTTP/1.1",
    b"CONNECT %s HTTP/1.1",
    b"CONNECT localhost:22 HTTP/1.1",
    b"PROPFIND %s HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"OPTIONS * HTTP/1.1",
    b"GET * HTTP/1.1",
    b"GET http://evil.example%s HTTP/1.1",
    b"GET //evil.example%s HTTP/1.1",
    b"GET %s?q=\x00 HTTP/1.1",
    b"GET %s?q=\xff\xfe HTTP/1.1",
    b"GET %s?q=\xed\xa0\x80 HTTP/1.1",
    b"GET %s#fragment HTTP/1.1",
    b"GET %s%%00 HTTP/1.1",
    b"GET %s/..%%2f..%%2fetc/passwd HTTP/1.1",
    b"GET /../../..%s HTTP/1.1",
    b"GET %s%%zz HTTP/1.1",
    b"GET \\%s HTTP/1.1",
    b"GET %s;a=b HTTP/1.1",
    b"GET %s?" + b"a" * 9_000 + b" HTTP/1.1",
    b"X" * 500 + b" %s HTTP/1.1",
)
_HEADERS = (
    b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 1\r\nContent-Length: 2\r\n",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked, identity\r\n",
    b"Transfer-Encoding: \x00\r\n",
    b"No-Colon\r\n",
    b": empty\r\n",
    b"A b: c\r\n",
    b" folded: x\r\n",
    b"X: a\r\n b\r\n",
    b"X: \x00\r\n",
    b"X: \xff\r\n",
    b"X-" + b"a" * 9_000 + b": b\r\n",
    b"X: " + b"a" * 9_000 + b"\r\n",
    b"".join(b"X-%d: y\r\n" % n for n in range(200)),
    b"Host: evil.example\r\n",
    b"Host: \r\n",
    b"X: a\nY: b\r\n",
    b"Expect: 100-continue\r\n",
    b"Expect: nonsense\r\n",
    b"Upgrade: websocket\r\nConnection: upgrade\r\n",
    b"X_FORWARDED_PROTO: https\r\n",
    b"Accept: \x80\r\n",
)


@pytest.fixture(scope="module")
def server(stored: Stored, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with django_db_blocker.unblock(), serving(stored.name, tmp_path_factory.mktemp("sockets")) as started:
        yield started


def said_well(server: Server, request: bytes) -> bool:
    """Refused, answered or hung up on; what waits for more of the request may wait."""
    answer = server.send(request, seconds=2.0)
    return status_of(answer) < 500 and b"Traceback" not in answer


@pytest.mark.parametrize("path", _PATHS)
def test_request_lines(server: Server, path: bytes) -> None:
    lines = [line % path if b"%s" in line else line for line in _LINES]
    assert [line for line in lines if not said_well(server, line + b"\r\n" + _HOST + _END)] == []


@pytest.mark.parametrize("path", _PATHS)
def test_header_lines(server: Server, path: bytes) -> None:
    start = b"GET %s HTTP/1.1\r\n" % path + _HOST
    assert [one for one in _HEADERS if not said_well(server, start + one + _END)] == []


def test_broken_framing(server: Server) -> None:
    start = b"POST /api/v1/submissions HTTP/1.1\r\n" + _HOST + b"Content-Type: application/json\r\n"
    chunked = start + b"Transfer-Encoding: chunked\r\n" + _END
    broken = [
        chunked + b"zz\r\n{}\r\n0\r\n\r\n",
        chunked + b"-1\r\n{}\r\n0\r\n\r\n",
        chunked + b"FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        chunked + b"2\r\n{}\r\n0\r\n\r\n",
        chunked + b"2;" + b"x" * 9_000 + b"\r\n{}\r\n0\r\n\r\n",
        start + b"Content-Length: 2\r\n" + _END + b"{}GET /api/v1 HTTP/1.1\r\n\r\n",
        b"\r\n" * 100,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 1_000,
        b"GET / HTTP/1.1\r\n" * 2_000,
    ]
    assert [one for one in broken if not said_well(server, one)] == []


def test_a_reader_who_hangs_up_is_nobodys_trouble(server: Server) -> None:
    """Half a request, half a body, and an answer that is not read; the server answers on."""
    starts = [
        b"GET /api/v1/inc",
        b"GET /api/v1/incidents HTTP/1.1\r\nHost: loc",
        b"GET /api/v1/incidents HTTP/1.1\r\n" + _HOST + _END,
        b"POST /api/v1/submissions HTTP/1.1\r\n"
        + _HOST
        + b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
        b"GET /api/v1/estimates?format=ndjson HTTP/1.1\r\n" + _HOST + _END,
    ]
    for start in starts * 4:
        connected = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        with connected, contextlib.suppress(ConnectionError):
            connected.sendall(start)
    # While it still finds out that nobody listens it may say that it is busy, as it would to anybody.
    deadline = time.monotonic() + 20
    while (status := status_of(server.get("/api/v1/incidents"))) == 503 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert status == 200
    deadline = time.monotonic() + 20
    while status_of(server.get("/api/v1/estimates?format=ndjson")) != 200:  # those who hung up are being served yet
        assert time.monotonic() < deadline, "who hung up in the middle of a whole list has kept the place"
    exported = [status_of(server.get("/api/v1/estimates?format=ndjson")) for _ in range(4)]
    assert exported == [200, 200, 200, 200]
    assert "Traceback" not in server.said()


def test_a_foreign_host_is_refused(server: Server) -> None:
    for path in _PATHS:
        for host in (b"evil.example", b"localhost@evil.example", b"\xff", b"[::1"):
            answer = server.send(b"GET %s HTTP/1.1\r\nHost: %s\r\n" % (path, host) + _END)
            assert path == b"/healthz" or status_of(answer) == 400
            assert b"evil.example" not in answer
