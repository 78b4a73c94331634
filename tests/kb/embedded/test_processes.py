"""Children of the launcher: stopped in order, and never left behind, however the launcher ends."""

import signal
import sys
import time
from pathlib import Path

import pytest

from kb.embedded import processes
from tests.kb.embedded import programs

# Starts two children that are recognised by a word on their command line; told so, the second ignores SIGTERM.
LAUNCHER = """
import pathlib, sys, os
from kb.embedded import processes
log, word, second = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
plain = "import time; print('up', flush=True); time.sleep(60)"
stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + plain
with processes.Supervisor() as supervisor:
    for source in (plain, {"plain": plain, "stubborn": stubborn}[second]):
        supervisor.start(processes.Command(
            name="child", argv=[sys.executable, "-c", source, word], log=log, env=dict(os.environ)))
    supervisor.wait_until(lambda: log.read_text().count("up") == 2)
    print("ready")
    try:
        supervisor.wait_until(lambda: False)
    except processes.StopRequested:
        pass
print("stopped")
"""


def a_command(log: Path, source: str, *, name: str = "child") -> processes.Command:
    return processes.Command(name=name, argv=[sys.executable, "-c", source], log=log, env={})


def test_child_that_dies_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    with processes.Supervisor() as supervisor:
        supervisor.start(a_command(tmp_path / "log", "print('the disk is full'); raise SystemExit(3)", name="worker"))

        with pytest.raises(processes.ChildDied, match=r"(?s)worker ended with exit status 3\..*the disk is full"):
            supervisor.wait_until(lambda: False, seconds=10)


def test_program_that_cannot_be_started_is_a_child_that_died(tmp_path: Path) -> None:
    command = processes.Command(name="web", argv=["/no/such/program"], log=tmp_path / "log", env={})
    with processes.Supervisor() as supervisor:
        supervisor.start(command)

        with pytest.raises(processes.ChildDied, match=r"web ended with exit status 127"):
            supervisor.wait_until(lambda: False, seconds=10)


def test_child_that_ends_by_itself_gives_its_status(tmp_path: Path) -> None:
    with processes.Supervisor() as supervisor:
        child = supervisor.start(a_command(tmp_path / "log", "raise SystemExit(7)"))

        assert supervisor.finish(child) == 7
        supervisor.check()


def test_waiting_has_an_end(tmp_path: Path) -> None:
    with processes.Supervisor() as supervisor:
        assert supervisor.wait_until(lambda: False, seconds=0.1) is False


# Says its name when it is up and again when it is asked to end.
TELLING = """
import signal, sys, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda *_: (print(sys.argv[1], flush=True), sys.exit()))
print("up", flush=True)
time.sleep(60)
"""


def test_leaving_stops_services_before_the_database(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with processes.Supervisor() as supervisor:
        for kind in ("database", "service"):
            argv = [sys.executable, "-c", TELLING, kind]
            supervisor.start(processes.Command(name=kind, argv=argv, log=log, env={}, kind=kind))
        supervisor.wait_until(lambda: log.read_text().count("up") == 2, seconds=10)

    assert log.read_text().splitlines()[2:] == ["service", "database"]


def test_the_callers_own_signals_come_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)

    with processes.Supervisor():
        assert signal.getsignal(signal.SIGINT) != before

    assert signal.getsignal(signal.SIGINT) == before


def test_nohup_is_respected() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with processes.Supervisor() as supervisor:
            signal.raise_signal(signal.SIGHUP)
            supervisor.check()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_sigterm_stops_all_even_who_ignores_it(tmp_path: Path) -> None:
    word = f"stopped-{tmp_path.name}-{time.monotonic_ns()}"
    with programs.start_program(LAUNCHER, str(tmp_path / "log"), word, "stubborn") as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == "ready\n"
        began = time.monotonic()
        launcher.send_signal(signal.SIGTERM)
        assert launcher.stdout.readline() == "stopped\n"

    assert time.monotonic() - began < 20
    assert launcher.returncode == 0
    assert programs.processes_naming(word) == []


def test_killed_launcher_leaves_no_orphan(tmp_path: Path) -> None:
    word = f"killed-{tmp_path.name}-{time.monotonic_ns()}"
    with programs.start_program(LAUNCHER, str(tmp_path / "log"), word, "plain") as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == "ready\n"
        assert len(programs.processes_naming(word)) == 3  # the launcher and its children
        launcher.kill()

    assert programs.wait_for(lambda: programs.processes_naming(word) == [], seconds=20)


def test_child_never_begins_when_the_launcher_dies_before_the_guardian_knows_it(tmp_path: Path) -> None:
    source = """
import os, pathlib, signal, sys
from kb.embedded import processes
class Dying(processes.Supervisor):
    def _tell_guardian(self, line):
        os.kill(os.getpid(), signal.SIGKILL)
with Dying() as supervisor:
    supervisor.start(processes.Command(
        name="child", argv=[sys.executable, "-c", f"open({sys.argv[1]!r}, 'w')"],
        log=pathlib.Path(sys.argv[1] + ".log"), env={}))
"""
    mark = tmp_path / "begun"
    with programs.start_program(source, str(mark)) as launcher:
        assert launcher.wait(timeout=20) == -signal.SIGKILL

    time.sleep(0.5)  # as long as the child would have needed
    assert not mark.exists()
