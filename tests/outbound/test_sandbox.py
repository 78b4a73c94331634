import concurrent.futures
import math
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from incidents.outbound import refusals, sandbox
from incidents.outbound.sandbox import SandboxKilled
from tests.outbound import misbehaviour


def test_a_result_comes_back_from_another_process() -> None:
    assert sandbox.run(math.hypot, 3.0, 4.0) == 5.0
    pid, threads = sandbox.run(misbehaviour.process_and_thread_count)
    assert pid != os.getpid()
    assert threads == 1


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (misbehaviour.spin, "cpu"),
        (misbehaviour.eat_memory, "memory"),
        (misbehaviour.die_by_signal, "crash"),
        (misbehaviour.exit_silently, "crash"),
        (misbehaviour.recurse, "crash"),
        (misbehaviour.fail, "crash"),
    ],
)
def test_each_end_has_its_reason(function: Callable[[], None], reason: str) -> None:
    with pytest.raises(SandboxKilled) as killed:
        sandbox.run(function, wall_seconds=20, cpu_seconds=1, memory_bytes=200 << 20)
    assert killed.value.reason == reason


@pytest.mark.parametrize("function", [misbehaviour.sleep_for_ever, misbehaviour.sleep_deaf_to_alarms])
def test_the_wall_clock_ends_what_uses_no_processor_time(function: Callable[[], None]) -> None:
    sandbox.run(math.sqrt, 4.0)
    started = time.monotonic()
    with pytest.raises(SandboxKilled) as killed:
        sandbox.run(function, wall_seconds=0.5)
    assert killed.value.reason == "wall_clock"
    assert time.monotonic() - started < 1.5


def test_a_result_that_is_too_large_is_not_taken() -> None:
    assert len(sandbox.run(misbehaviour.answer_with_bytes, 1 << 20, result_bytes=2 << 20)) == 1 << 20
    with pytest.raises(SandboxKilled) as killed:
        sandbox.run(misbehaviour.answer_with_bytes, 4 << 20, result_bytes=2 << 20)
    assert killed.value.reason == "result_size"


def test_named_exceptions_come_through() -> None:
    with pytest.raises(refusals.HTTPError, match="answered 410") as failed:
        sandbox.run(misbehaviour.refuse)
    assert failed.value.status == 410


def test_a_bug_is_reported_with_its_traceback() -> None:
    with pytest.raises(SandboxKilled, match="LookupError: a bug of ours"):
        sandbox.run(misbehaviour.fail)


@pytest.mark.parametrize(
    "function",
    [
        misbehaviour.answer_with_code,
        misbehaviour.answer_with_a_function,
        misbehaviour.answer_with_a_method,
        misbehaviour.answer_with_a_foreign_class,
    ],
)
def test_an_answer_can_carry_nothing_but_data(function: Callable[[str], object], tmp_path: pathlib.Path) -> None:
    with pytest.raises(SandboxKilled, match="neither a dataclass nor an exception"):
        sandbox.run(function, str(tmp_path / "planted"))
    assert list(tmp_path.iterdir()) == []


def test_children_hold_no_sockets_of_the_caller() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        os.set_inheritable(held.fileno(), True)
        # The one that is left leads back to the caller, who reads the answer from it.
        assert sandbox.run(misbehaviour.families_of_sockets_held) == [socket.AF_UNIX]


def test_children_see_no_settings_and_load_no_framework() -> None:
    assert os.environ.keys() - sandbox.KEPT_VARIABLES
    assert sandbox.run(misbehaviour.environment).keys() <= sandbox.KEPT_VARIABLES
    assert sandbox.run(misbehaviour.environment_at_exec) <= sandbox.KEPT_VARIABLES
    assert not {"django", "celery", "psycopg", "pytest"} & sandbox.run(misbehaviour.loaded_modules)


def test_many_threads_may_use_it_at_once() -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = pool.map(lambda number: sandbox.run(math.sqrt, number), range(40))
        assert [round(result**2) for result in results] == list(range(40))


def test_a_dead_fork_server_is_replaced() -> None:
    server = sandbox.run(os.getppid)
    os.kill(server, signal.SIGKILL)
    assert sandbox.run(math.sqrt, 9.0) == 3.0
    assert sandbox.run(os.getppid) != server


def test_a_forked_process_uses_a_server_of_its_own() -> None:
    sandbox.run(math.sqrt, 4.0)
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(int(sandbox.run(math.sqrt, 49.0)))
        finally:
            os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert sandbox.run(math.sqrt, 9.0) == 3.0


def test_the_main_program_is_not_run_again_in_the_child(tmp_path: pathlib.Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import math\nfrom incidents.outbound import sandbox\nprint(sandbox.run(math.sqrt, 16.0))\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, env=environment, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("4.0\n", "", 0)


def test_preloaded_modules_are_there_before_the_call(tmp_path: pathlib.Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from incidents.outbound import sandbox\nfrom tests.outbound import misbehaviour\nsandbox.preload('colorsys')\n"
        "print('colorsys' in sandbox.run(misbehaviour.loaded_modules))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "True\n"


def test_the_server_ends_with_its_process(tmp_path: pathlib.Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import os\nfrom incidents.outbound import sandbox\nprint(sandbox.run(os.getppid), flush=True)\nos._exit(0)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, env=environment, check=True)
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{int(done.stdout)}/exe") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not os.path.exists(f"/proc/{int(done.stdout)}/exe")


def test_a_call_costs_little() -> None:
    """Measured 3 to 5 ms on two shared cores; the bound leaves room for a loaded machine."""
    sandbox.run(math.sqrt, 4.0)
    seconds = []
    for _ in range(15):
        started = time.monotonic()
        sandbox.run(math.sqrt, 4.0)
        seconds.append(time.monotonic() - started)
    assert statistics.median(seconds) < 0.1
