"""The servers that take turns: this API under two of them, the ordinary serializer API, the bare one."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.embedded.data_folder import find_free_port

WORKERS = 2
_PATIENCE_SECONDS = 60.0


class NeverAnswered(Exception):
    """A server did not come up; the message has its words."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A started server. `prefix` is where its addresses begin."""

    name: str
    port: int
    prefix: str
    process: subprocess.Popen[bytes]

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}/{path}"

    def resident_mib(self) -> tuple[float, float]:
        """Memory of the largest worker: now, and at its highest."""
        workers = [self.process.pid, *_children(self.process.pid)]
        return max(_memory(worker, "VmRSS") for worker in workers), max(_memory(worker, "VmHWM") for worker in workers)


_GUNICORN = "gunicorn --workers {workers} --log-level error --bind 127.0.0.1:{port}"
_GRANIAN = "granian --interface wsgi --workers {workers} --blocking-threads 1 --no-access-log --log-level error"
_UVICORN = "uvicorn --workers {workers} --loop uvloop --http httptools --no-access-log --log-level error"
# Where its addresses begin, and the module with its options that is run.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "this API, granian": ("/api/v1", f"{_GRANIAN} --host 127.0.0.1 --port {{port}} kb.wsgi:application"),
    "this API, gunicorn": ("/api/v1", f"{_GUNICORN} kb.wsgi"),
    "serializers, gunicorn": ("", f"{_GUNICORN} tests.benchmarks.peers.wsgi"),
    "bare asyncpg, uvicorn": (
        "",
        f"{_UVICORN} --host 127.0.0.1 --port {{port}} tests.benchmarks.peers.bare:application",
    ),
}


@contextlib.contextmanager
def running(name: str, database: str, *, ready: str = "incidents", workers: int = WORKERS) -> Iterator[Server]:
    """The contestant of this name over the database, from its first good answer on."""
    prefix, command = COMMANDS[name]
    port = find_free_port()
    argv = command.format(port=port, workers=workers).split()
    process = subprocess.Popen([sys.executable, "-m", *argv], env=_environment(database), start_new_session=True)
    server = Server(name=name, port=port, prefix=prefix, process=process)
    try:
        _wait(server, ready)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment(database: str) -> dict[str, str]:
    """As in production and for reading alone; without limits, which the others have not."""
    return {
        **os.environ,
        "PIKB_PROFILE": "production",
        "PIKB_COMPONENT": "api",
        "DATABASE_URL": database,
        "SECRET_KEY": "of the bench alone, and long enough for the production profile",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "PIKB_ANONYMOUS_RATE": "",
        "PIKB_LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
    }


def _wait(server: Server, ready: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if get(server.port, f"{server.prefix}/{ready}")[0] == 200:
                return
        time.sleep(0.1)
    raise NeverAnswered(f"{server.name} did not answer /{ready} within {_PATIENCE_SECONDS:.0f} s")


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _children(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        direct = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [one for child in map(int, direct) for one in (child, *_children(child))]
    return []


def _memory(process: int, name: str) -> float:
    with contextlib.suppress(OSError):
        found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    return 0.0
