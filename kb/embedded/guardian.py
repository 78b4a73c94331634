"""The process that outlives a killed launcher.

The launcher holds the write end of this process's standard input. As long as it lives, it says which children it has;
when it is gone, however it went, the pipe ends, and the guardian stops every child that was not stopped: services
first, the database last. A pipe works on every Unix, where "die with the parent" is Linux's alone.

Runs as a plain script with the standard library only, so that it starts at once and depends on nothing.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["command", "service", "database"]

# What to send, and how long to wait for it to work. Services and database together take under 20 seconds. For
# PostgreSQL, SIGINT is the fast and SIGQUIT the immediate shutdown; after that its log is replayed at the next start.
STEPS: dict[Kind, tuple[tuple[signal.Signals, float], ...]] = {
    "command": ((signal.SIGINT, 8.0), (signal.SIGKILL, 2.0)),  # as Ctrl-C would end it: pytest still sums up
    "service": ((signal.SIGTERM, 8.0), (signal.SIGKILL, 1.5)),
    "database": ((signal.SIGINT, 7.0), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 1.0)),
}
_ORDER: tuple[Kind, ...] = ("command", "service", "database")


@dataclass(frozen=True)
class Watched:
    """A child: leader of its own session and process group."""

    process: int
    kind: Kind


def stop_all(
    children: Iterable[Watched], *, is_running: Callable[[int], bool], hurry: Callable[[], bool] | None = None
) -> None:
    """Stop the children kind by kind, each kind together, with more and more force.

    `hurry` ends the patience with services; the database always gets its time.
    """
    children = list(children)
    for kind in _ORDER:
        group = [child for child in children if child.kind == kind]
        for number, seconds in STEPS[kind]:
            group = [child for child in group if is_running(child.process)]
            for child in group:
                _send(child, number)
            impatient = hurry if hurry and kind != "database" and number != signal.SIGKILL else _never
            _wait_for_end(group, seconds=seconds, is_running=is_running, hurry=impatient)
        for child in children:
            if child.kind == kind:
                sweep_group(child.process)


def _never() -> bool:
    return False


def sweep_group(leader: int) -> None:
    """Kill what is left of an ended child's process group."""
    # The id cannot belong to somebody else while a member of the group lives, and nothing happens when none does.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _send(child: Watched, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if number == signal.SIGKILL:
            os.killpg(child.process, number)
        else:
            os.kill(child.process, number)  # the leader knows how to end its own children in order


def _wait_for_end(
    group: list[Watched], *, seconds: float, is_running: Callable[[int], bool], hurry: Callable[[], bool]
) -> None:
    deadline = time.monotonic() + seconds
    while group and time.monotonic() < deadline and not hurry():
        group = [child for child in group if is_running(child.process)]
        time.sleep(0.02)


def is_running(process: int) -> bool:
    """Whether the process does anything: a zombie that nobody collects (a container without an init) does not."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, under another account
    return True


def main() -> None:
    """Read `watch PID KIND` and `forget PID` until the launcher is gone, then stop what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched: dict[int, Watched] = {}
    for line in sys.stdin:
        match line.split():
            case ["watch", process, ("command" | "service" | "database") as kind]:
                watched[int(process)] = Watched(int(process), kind)
            case ["forget", process]:
                watched.pop(int(process), None)
    stop_all(watched.values(), is_running=is_running)


if __name__ == "__main__":
    main()
