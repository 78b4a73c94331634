"""A real gunicorn on a database of the tests, and sockets that say what no client would say."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from kb import demo
from kb.embedded import data_folder

START_SECONDS = 40.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server: its port, its master process, its log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def send(self, data: bytes, *, seconds: float = 10.0) -> bytes:
        """What comes back until the server closes or says nothing more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connected:
            with contextlib.suppress(ConnectionError):
                connected.sendall(data)
            return _all_of(connected)

    def get(self, path: str, *headers: str) -> bytes:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close", *headers, "", ""]
        return self.send("\r\n".join(lines).encode("latin-1"))


def status_of(answer: bytes) -> int:
    """The status of a raw answer; 0 where the server closed without one."""
    words = answer.split(b" ", 2)
    return int(words[1]) if answer.startswith(b"HTTP/1.") and len(words) > 1 else 0


def _all_of(connected: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        while chunk := connected.recv(65_536):
            received += chunk
    return received


@contextlib.contextmanager
def serving(database: str, folder: Path, **environment: str) -> Iterator[Server]:
    """The server that the demo starts, on this database; killed with all its workers afterwards."""
    at = connection.settings_dict
    port = data_folder.find_free_port(near=8_400)
    log = folder / "web.log"
    told = {
        "DATABASE_URL": f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{database}",
        "DJANGO_SETTINGS_MODULE": "kb.settings",
        "PIKB_DATA_DIR": str(folder),
        "PIKB_ANONYMOUS_RATE": "",
        "PIKB_ANONYMOUS_WRITE_RATE": "",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *demo.web_arguments(port)],
            cwd=settings.BASE_DIR,
            env=os.environ | told | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(port=port, process=process, log=log)
    try:
        _wait_until_ready(server)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if status_of(server.get("/readyz")) == 200:
                return
        assert server.process.poll() is None, server.said()
        time.sleep(0.2)
    raise AssertionError(f"not ready within {START_SECONDS:g} s:\n{server.said()[-3000:]}")
