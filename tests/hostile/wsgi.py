"""Drives the WSGI application directly: a test client would refuse or repair what is to be sent here."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from tests.hostile.corpus import HostileRequest

_WITHOUT_PREFIX = {"Content-Type": "CONTENT_TYPE", "Content-Length": "CONTENT_LENGTH"}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; `body` is all of it."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(application: WSGIHandler, request: HostileRequest, **more: str) -> Answer:
    """The application's answer; raises whatever escapes from it. `more` goes into the environment as it is."""
    started: list[Any] = []

    def start(status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None) -> Any:
        started.append((int(status.split(" ")[0]), dict(headers)))
        return lambda data: None

    chunks: Any = application(_environment(request) | more, start)
    try:
        body = b"".join(chunks)
    finally:
        chunks.close()
    status, headers = started[-1]
    return Answer(status=status, headers=headers, body=body)


def _environment(request: HostileRequest) -> dict[str, Any]:
    environment: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if request.body:
        environment["CONTENT_LENGTH"] = str(len(request.body))
    for name, value in request.headers.items():
        environment[_WITHOUT_PREFIX.get(name, f"HTTP_{name.upper().replace('-', '_')}")] = value
    return environment
