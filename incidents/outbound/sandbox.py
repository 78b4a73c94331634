"""Run a function on hostile bytes in a child process with limits on time, memory and output.

A fork server of our own (fork_server.py), started once per process with parsers preloaded, forks one child per call.
Neither it nor its children hold sockets, settings or the main program of the caller, be that a Celery worker,
gunicorn, a management command or a test.
"""

import atexit
import contextlib
import io
import json
import logging
import math
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from typing import Any, Literal, TypeVar, cast

from incidents.outbound.fork_server import EXIT_CODE, PROCESS_ID

KillReason = Literal["wall_clock", "cpu", "memory", "result_size", "crash"]
Result = TypeVar("Result")

START_SECONDS = 60.0  # how long a fork server may take to import what it preloads, on a busy machine
KEPT_VARIABLES = frozenset(
    {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ"}
)
PLAIN_CLASSES = frozenset(
    [("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")]
    + [("ipaddress", name) for name in ("IPv4Address", "IPv4Network", "IPv6Address", "IPv6Network")]
)

_preloaded: list[str] = []


class SandboxKilled(Exception):
    """The child did not come to an end of its own: which limit it hit, or that it crashed, with what is known."""

    def __init__(self, reason: KillReason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason


def preload(module: str) -> None:
    """Have the fork server import a module when it starts, so that no child has to.

    For modules whose functions are run here, called when they are imported; a server that runs already stays as it is.
    """
    _preloaded.append(module)


def run(
    function: Callable[..., Result],
    *args: object,
    wall_seconds: float = 30.0,
    cpu_seconds: float = 5.0,
    memory_bytes: int = 1 << 30,
    result_bytes: int = 32 << 20,
) -> Result:
    """Call `function(*args)` in a child process and return its result.

    `function` stands in a module; arguments and result can be pickled, and the result consists of plain values and
    dataclasses of this project. `memory_bytes` counts on top of what the preloaded parsers use; where the system has
    no such limit, time and output are still bounded. Raises SandboxKilled, or what the function raised if that is
    an exception of this project.
    """
    task = _Task(function, args, cpu_seconds=cpu_seconds, memory_bytes=memory_bytes, alarm_seconds=wall_seconds + 1)
    request = pickle.dumps(task)
    child = _server.fork()
    try:
        answer, exit_code = child.ask(request, expires=time.monotonic() + wall_seconds, result_bytes=result_bytes)
    finally:
        child.end()
    kind, value = _load(answer) if answer and exit_code == 0 else ("died", exit_code)
    if kind == "returned":
        return cast(Result, value)
    if kind == "raised" and isinstance(value, Exception):
        raise value
    raise _killed(kind, value)


class _Child:
    """A forked process that waits for its task at the other end of `channel`."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel
        self.has_ended = False

    def ask(self, request: bytes, *, expires: float, result_bytes: int) -> tuple[bytes, int | None]:
        """Return the child's answer and its exit code (negative: a signal; None: its server died with it)."""
        answer = bytearray()
        try:
            self._arm(expires)
            self.channel.sendall(request)
            while chunk := self._receive(expires):
                answer += chunk
                if len(answer) > result_bytes + EXIT_CODE.size:
                    raise SandboxKilled("result_size", f"the result is larger than {result_bytes} bytes")
        except TimeoutError:
            raise SandboxKilled("wall_clock", "the child did not answer in time") from None
        except (BrokenPipeError, ConnectionResetError):
            return b"", None
        if len(answer) < EXIT_CODE.size:
            return b"", None
        self.has_ended = True
        return bytes(answer[: -EXIT_CODE.size]), EXIT_CODE.unpack(answer[-EXIT_CODE.size :])[0]

    def end(self) -> None:
        """Kill the child unless its end was reported, and let go of it."""
        if not self.has_ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self.channel.close()

    def _receive(self, expires: float) -> bytes:
        self._arm(expires)
        return self.channel.recv(1 << 20)

    def _arm(self, expires: float) -> None:
        left = expires - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.channel.settimeout(left)


class _Server:
    """The fork server of this process; one that died is replaced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self) -> _Child:
        """Return a new child; raises SandboxKilled when no server can be kept running."""
        for _ in range(2):
            ours, theirs = socket.socketpair()
            ours.settimeout(START_SECONDS)
            try:
                with theirs:
                    self._send(theirs)
                started = ours.recv(PROCESS_ID.size, socket.MSG_WAITALL)
            except OSError:
                started = b""
            if len(started) == PROCESS_ID.size:
                return _Child(PROCESS_ID.unpack(started)[0], ours)
            # It died before it could fork: the next attempt starts another.
            ours.close()
            self.stop()
        raise SandboxKilled("crash", "the fork server does not stay up; its errors are in this process's log")

    def stop(self) -> None:
        """Let the server end: it does when its caller's end of the control socket is closed."""
        with self._lock:
            if self._control is not None and self._process is not None:
                self._control.close()
                self._process.kill()
                self._process.wait()
            self._control = self._process = None

    def forget(self) -> None:
        """In a forked process: the server is the parent's, only our copy of its socket is ours to close."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.returncode = 0  # or its destructor would wait for a process that is not our child

    def _send(self, channel: socket.socket) -> None:
        with self._lock:
            if self._control is None or self._process is None or self._process.poll() is not None:
                self._process, self._control = _start_server()
            socket.send_fds(self._control, [b"f"], [channel.fileno()])


def _start_server() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    program = (
        "import json, sys; fd, sys.path[:], modules = json.loads(sys.argv[1]);"
        "from incidents.outbound import fork_server; fork_server.serve(fd, modules)"
    )
    with theirs:
        settings = json.dumps([theirs.fileno(), sys.path, [__name__, *_preloaded]])
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and program
            [sys.executable, "-c", program, settings],
            env={name: value for name, value in os.environ.items() if name in KEPT_VARIABLES},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C is for the caller, whose end is the server's
        )
    return process, ours


_server = _Server()


def _stop_server() -> None:
    _server.stop()


def _fresh_server_after_fork() -> None:
    # The lock may have been held by a thread that does not exist in the forked process.
    global _server
    _server.forget()
    _server = _Server()


atexit.register(_stop_server)
os.register_at_fork(after_in_child=_fresh_server_after_fork)


class _ResultUnpickler(pickle.Unpickler):
    """Reads what a child sent. The child may be in an attacker's hands, so only plain data comes through."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN_CLASSES:
            return super().find_class(module, name)
        if module.startswith("incidents.") and name.isidentifier():
            found = super().find_class(module, name)
            is_ours = isinstance(found, type) and found.__module__ == module
            if is_ours and (is_dataclass(found) or issubclass(found, Exception)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is neither a dataclass nor an exception of this project")


def _load(outcome: bytes) -> tuple[str, Any]:
    try:
        kind, value = _ResultUnpickler(io.BytesIO(outcome)).load()
    except Exception as error:
        # Any error of the unpickler means the same: these bytes are not an answer.
        raise SandboxKilled("crash", f"the answer could not be read: {error}") from error
    return kind, value


def _killed(kind: str, value: Any) -> SandboxKilled:
    if kind == "memory":
        return SandboxKilled("memory", str(value))
    if kind == "died" and value == -signal.SIGXCPU:
        return SandboxKilled("cpu", "ended by its limit on processor time")
    if kind == "died" and value == -signal.SIGKILL:
        return SandboxKilled("memory", "ended by SIGKILL, as a system does that runs out of memory")
    if kind == "died" and value == -signal.SIGALRM:
        return SandboxKilled("wall_clock", "ended by its own alarm")
    return SandboxKilled("crash", f"exit code {value}" if kind == "died" else str(value))


@dataclass(frozen=True)
class _Task:
    """What a child is asked to do."""

    function: Callable[..., Any]
    args: tuple[object, ...]
    cpu_seconds: float
    memory_bytes: int
    alarm_seconds: float

    def answer(self) -> bytes:
        """In the child: confine this process, call the function, return what became of it as a pickle."""
        _confine(self)
        try:
            return pickle.dumps(("returned", self.function(*self.args)))
        except MemoryError:
            return pickle.dumps(("memory", f"more than {self.memory_bytes} bytes above the parsers' own"))
        except Exception as error:
            if type(error).__module__.startswith("incidents."):
                return pickle.dumps(("raised", error))
            return pickle.dumps(("failed", traceback.format_exc(limit=-5)[-4000:]))


def _confine(task: _Task) -> None:
    """Set the limits of this process and silence what parsers log about hostile input."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu_seconds = math.ceil(task.cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    if in_use := _address_space_bytes():
        resource.setrlimit(resource.RLIMIT_AS, (in_use + task.memory_bytes,) * 2)
    # The caller kills by the wall clock; the alarm ends a child whose caller is gone.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, task.alarm_seconds)
    logging.disable(logging.CRITICAL)
    sys.dont_write_bytecode = True


def _address_space_bytes() -> int | None:
    """Return the size of this process's address space, or None where the system does not tell (macOS)."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None
