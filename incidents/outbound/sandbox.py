"""Run a function on hostile bytes in a child process with limits on time, memory and output.

A fork server of our own, started once per process with parsers preloaded, forks one child per call. It is started
by exec, so neither it nor its children hold sockets or connections of the caller; and unlike multiprocessing.Process
a child never imports the caller's main program (a Celery worker, gunicorn, manage.py).
"""

import contextlib
import io
import logging
import math
import os
import pickle
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from multiprocessing import forkserver
from multiprocessing.connection import wait
from typing import Any, Literal, TypeVar, cast

KillReason = Literal["wall_clock", "cpu", "memory", "result_size", "crash"]
Result = TypeVar("Result")

KEPT_VARIABLES = frozenset({"HOME", "LANG", "LC_ALL", "PATH", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ"})
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
    child = _start(task)
    try:
        outcome = _read_to_end(child.result_fd, expires=time.monotonic() + wall_seconds, result_bytes=result_bytes)
        kind, value = _load(outcome) if outcome else ("died", child.exit_code(timeout=1.0))
    finally:
        child.end()
    if kind == "returned":
        return cast(Result, value)
    if kind == "raised" and isinstance(value, Exception):
        raise value
    raise _killed(kind, value)


@dataclass(frozen=True)
class _Child:
    pid: int
    status_fd: int
    result_fd: int

    def exit_code(self, timeout: float) -> int | None:
        """Return the exit code, negative for a signal, or None when the child or its server gave none in time."""
        if not wait([self.status_fd], timeout):
            return None
        try:
            return int(forkserver.read_signed(self.status_fd))
        except EOFError:
            return None

    def end(self) -> None:
        """Kill the child unless its exit was reported, and let go of its pipes."""
        if not wait([self.status_fd], 0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.status_fd)
        os.close(self.result_fd)


class _Server:
    """The fork server of this process; after a fork, or when it died, a new one is started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._server = forkserver.ForkServer()

    def connect(self, result_fd: int) -> tuple[int, int]:
        """Fork a child that holds `result_fd`; return the ends of its status and data pipes."""
        with self._lock:
            if self._owner != os.getpid():
                self._renew()
            try:
                return self._server.connect_to_new_process([result_fd])
            except (ChildProcessError, ConnectionError, FileNotFoundError):
                # It was reaped by somebody else, or died between the check and the connection.
                self._renew()
                return self._server.connect_to_new_process([result_fd])

    def _renew(self) -> None:
        self._server = forkserver.ForkServer()
        self._server.set_forkserver_preload(list(_preloaded))
        self._owner = os.getpid()


_server = _Server()


def _fresh_server_after_fork() -> None:
    # The lock may have been held by a thread that does not exist in the forked process.
    global _server
    _server = _Server()


os.register_at_fork(after_in_child=_fresh_server_after_fork)


def _start(task: "_Task") -> _Child:
    message = io.BytesIO()
    # The first object is what multiprocessing prepares the child with; it names no main program on purpose.
    pickle.dump({"sys_path": sys.path}, message)
    pickle.dump(task, message)
    try:
        return _send(message.getvalue())
    except (BrokenPipeError, EOFError):
        # The server died with our request in its hands; a second failure is the caller's to see.
        return _send(message.getvalue())


def _send(message: bytes) -> _Child:
    result_fd, result_writer = os.pipe()
    try:
        status_fd, data_fd = _server.connect(result_writer)
    except BaseException:
        os.close(result_fd)
        raise
    finally:
        os.close(result_writer)
    try:
        with open(data_fd, "wb") as data:
            data.write(message)
        pid = forkserver.read_signed(status_fd)
    except BaseException:
        os.close(status_fd)
        os.close(result_fd)
        raise
    return _Child(pid, status_fd, result_fd)


def _read_to_end(fd: int, *, expires: float, result_bytes: int) -> bytes:
    outcome = bytearray()
    while True:
        if not wait([fd], max(0.0, expires - time.monotonic())):
            raise SandboxKilled("wall_clock", "the child did not answer in time")
        chunk = os.read(fd, 1 << 20)
        if not chunk:
            return bytes(outcome)
        outcome += chunk
        if len(outcome) > result_bytes:
            raise SandboxKilled("result_size", f"the result is larger than {result_bytes} bytes")


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
    """What a child is asked to do; the fork server's child unpickles it and calls `_bootstrap`."""

    function: Callable[..., Any]
    args: tuple[object, ...]
    cpu_seconds: float
    memory_bytes: int
    alarm_seconds: float

    def _bootstrap(self, parent_sentinel: int) -> int:
        (result_fd,) = forkserver.get_inherited_fds()  # type: ignore[misc]  # one descriptor was sent
        _confine(self)
        with open(result_fd, "wb") as answer:
            answer.write(self._outcome())
        return 0

    def _outcome(self) -> bytes:
        try:
            return pickle.dumps(("returned", self.function(*self.args)))
        except MemoryError:
            return pickle.dumps(("memory", f"more than {self.memory_bytes} bytes above the parsers' own"))
        except Exception as error:
            if type(error).__module__.startswith("incidents."):
                return pickle.dumps(("raised", error))
            return pickle.dumps(("failed", traceback.format_exc(limit=-5)[-4000:]))


def _confine(task: _Task) -> None:
    """Set the limits of this process, drop its environment and silence what parsers log about hostile input."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cpu_seconds = math.ceil(task.cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    if in_use := _address_space_bytes():
        resource.setrlimit(resource.RLIMIT_AS, (in_use + task.memory_bytes,) * 2)
    # The caller kills by the wall clock; the alarm ends a child whose caller is gone.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, task.alarm_seconds)
    for name in os.environ.keys() - KEPT_VARIABLES:
        del os.environ[name]
    logging.disable(logging.CRITICAL)
    sys.dont_write_bytecode = True


def _address_space_bytes() -> int | None:
    """Return the size of this process's address space, or None where the system does not tell (macOS)."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None
