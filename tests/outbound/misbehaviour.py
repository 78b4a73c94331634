"""What the sandbox has to end: functions for its child processes, which import this module."""

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass

from incidents.outbound import refusals, sandbox


def spin() -> None:
    while True:
        pass


def sleep_for_ever() -> None:
    while True:
        time.sleep(3600)


def sleep_deaf_to_alarms() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    sleep_for_ever()


def eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytes(10 << 20))


def die_by_signal() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def exit_silently() -> None:
    os._exit(3)


def recurse() -> None:
    recurse()


def answer_with_bytes(count: int) -> bytes:
    return bytes(count)


def refuse() -> None:
    raise refusals.HTTPError("https://news.example/ answered 410", 410)


def fail() -> None:
    raise LookupError("a bug of ours")


class _MakesAFolder:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.path,)


def answer_with_code(path: str) -> object:
    return _MakesAFolder(path)


def answer_with_a_function(path: str) -> object:
    return sandbox.run


def answer_with_a_method(path: str) -> object:
    return refusals.FetchError.__init__


@dataclass(frozen=True)
class _Foreign:
    path: str


def answer_with_a_foreign_class(path: str) -> object:
    return _Foreign(path)


def process_and_thread_count() -> tuple[int, int]:
    return os.getpid(), threading.active_count()


def environment() -> dict[str, str]:
    return dict(os.environ)


def environment_at_exec() -> set[str]:
    """What the kernel shows of the environment, whatever the process has forgotten since."""
    with open("/proc/self/environ") as exported:
        return {line.partition("=")[0] for line in exported.read().split("\0") if line}


def families_of_sockets_held() -> list[int]:
    families = []
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        with contextlib.suppress(OSError):
            families.append(int(socket.socket(fileno=os.dup(descriptor)).family))
    return families


def loaded_modules() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}
