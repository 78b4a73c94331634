"""Starting, watching and stopping children, so that none is ever left behind.

Each child waits at a gate until the guardian knows it; only then does it become the program. A launcher killed in
between takes the gate's pipe with it, and the child ends without having begun.
"""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

from kb.embedded import guardian
from kb.embedded.accounts import Account

_GATE = 'read -r go && exec "$@" </dev/null'
_TAIL_LINES = 20
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ChildDied(Exception):
    """A child that should run has ended; the message has the end of its log."""


class StopRequested(Exception):
    """Somebody asked the launcher to stop."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """What to start. Output goes to the log, or where ours goes when there is none; with `read_output`, we read it."""

    name: str
    argv: Sequence[str]
    log: Path | None
    env: Mapping[str, str]
    cwd: Path = Path("/")
    kind: guardian.Kind = "service"
    account: Account | None = None
    read_output: bool = False


@dataclass(kw_only=True)
class Child:
    """A started command."""

    command: Command
    process: subprocess.Popen[bytes]

    @property
    def output(self) -> IO[bytes]:
        if self.process.stdout is None:
            raise ValueError(f"{self.command.name} was started without read_output")
        return self.process.stdout

    def is_running(self) -> bool:
        return self.process.poll() is None

    def tail(self) -> str:
        """The last lines of the child's log."""
        if self.command.log is None:
            return ""
        with contextlib.suppress(OSError):
            lines = self.command.log.read_text(encoding="utf-8", errors="replace").splitlines()
            return "\n".join(lines[-_TAIL_LINES:])
        return ""


def identity(account: Account | None) -> dict[str, Any]:
    """The arguments with which subprocess changes to the account."""
    if account is None:
        return {}
    return {"user": account.user, "group": account.group, "extra_groups": []}


@dataclass(kw_only=True)
class Supervisor:
    """The children of this process. Use it as a context: leaving it stops them all."""

    keep_open: Sequence[int] = ()  # files that stay locked until the guardian too is gone
    watch_parent: Callable[[], bool] = lambda: True  # False when whoever started us is gone
    _children: list[Child] = field(default_factory=list)
    _stop_signals: int = 0
    _guardian: subprocess.Popen[bytes] | None = None
    _handlers_before: dict[signal.Signals, Any] = field(default_factory=dict)

    def __enter__(self) -> "Supervisor":
        # By path and isolated: no site-packages, no project, no settings in the process that must not fail.
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", guardian.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            pass_fds=tuple(self.keep_open),
            start_new_session=True,
        )
        for number in _STOP_SIGNALS:
            # Who was started by nohup goes on when the terminal closes.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                self._handlers_before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._guardian is not None and self._guardian.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guardian.stdin.close()
            self._guardian.wait()
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)

    def start(self, command: Command) -> Child:
        """Start a child in a session of its own: a terminal's Ctrl-C reaches the launcher alone."""
        with command.log.open("ab") if command.log else contextlib.nullcontext() as log:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _GATE, command.name, *command.argv],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if command.read_output else log,
                stderr=log,
                cwd=command.cwd,
                env=dict(command.env),
                start_new_session=True,
                **identity(command.account),
            )
        child = Child(command=command, process=process)
        self._children.append(child)
        self._tell_guardian(f"watch {process.pid} {command.kind}")
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(b"go\n")
                process.stdin.close()
        return child

    def check(self) -> None:
        """Raise when somebody asked us to stop, or when a child that should run has ended."""
        if self._stop_signals or not self.watch_parent():
            raise StopRequested
        if self._guardian is not None and self._guardian.poll() is not None:
            raise ChildDied("the guardian process has ended; without it a killed launcher would leave orphans")
        for child in self._children:
            if not child.is_running():
                raise ChildDied(
                    f"{child.command.name} ended with {_describe(child.process.returncode)}. The end of its log, "
                    f"{child.command.log}:\n{child.tail()}"
                )

    def wait_until(self, is_so: Callable[[], bool], *, seconds: float | None = None, every: float = 0.05) -> bool:
        """Wait until `is_so()`, all children running; False when that took longer than `seconds`."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            self.check()
            if is_so():
                return True
            if deadline is not None and time.monotonic() > deadline:
                return False
            time.sleep(every)

    def finish(self, child: Child, has_ended: Callable[[], bool] | None = None) -> int:
        """Wait for a child that ends by itself; its exit status. `has_ended` may do something at each look."""
        self._children.remove(child)  # its end is expected, and no alarm
        try:
            self.wait_until(has_ended or (lambda: not child.is_running()))
        except BaseException:
            self._children.append(child)
            raise
        guardian.sweep_group(child.process.pid)
        self._tell_guardian(f"forget {child.process.pid}")
        return child.process.returncode

    def stop(self, children: Iterable[Child] | None = None) -> None:
        """Stop these children, or all: services first, the database last, within 20 seconds."""
        chosen = list(self._children if children is None else children)
        by_process = {child.process.pid: child for child in chosen}
        signals_before = self._stop_signals
        guardian.stop_all(
            [guardian.Watched(child.process.pid, child.command.kind) for child in chosen],
            is_running=lambda process: by_process[process].is_running(),
            hurry=lambda: self._stop_signals > signals_before,  # a second Ctrl-C
        )
        for child in chosen:
            if not child.is_running():
                self._children.remove(child)
                with contextlib.suppress(ChildDied):
                    self._tell_guardian(f"forget {child.process.pid}")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_signals += 1

    def _tell_guardian(self, line: str) -> None:
        if self._guardian is None or self._guardian.stdin is None:
            raise ChildDied("the guardian process was not started")
        try:
            self._guardian.stdin.write(line.encode("ascii") + b"\n")
            self._guardian.stdin.flush()
        except BrokenPipeError:
            raise ChildDied("the guardian process has ended") from None


def _describe(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
