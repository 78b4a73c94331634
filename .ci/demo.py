"""Run `make demo` as a newcomer would, do what it prints, stop it, and see that nothing is left.

A cold start, the printed lines, a warm start that changes nothing, Ctrl-C, and a killed launcher.
"""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn

COLD_SECONDS = 420.0
WARM_SECONDS = 15.0
STOP_SECONDS = 20.0
LAST_LINE = "make demo-reset"


def fail(message: str, log: Path) -> NoReturn:
    print(f"error: {message}\n--- what the demo said:\n{log.read_text()[-4000:]}")
    sys.exit(1)


def start(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """`make demo` with its output in the log, in a session of its own."""
    environment = os.environ | {"PIKB_DATA_DIR": str(folder), "PORT": "8300"}
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "PIKB_PROFILE"):
        environment.pop(name, None)
    with log.open("wb") as output:
        return subprocess.Popen(
            ["make", "demo"], env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def wait_for(words: str, demo: subprocess.Popen[bytes], log: Path, seconds: float) -> float:
    """Wait until the demo says these words; how long it took."""
    began = time.monotonic()
    while words not in log.read_text():
        if demo.poll() is not None:
            fail(f"make demo ended with status {demo.returncode}", log)
        if time.monotonic() - began > seconds:
            fail(f"make demo did not say {words!r} within {seconds:.0f} s", log)
        time.sleep(0.2)
    return time.monotonic() - began


def run_printed_lines(log: Path) -> list[dict[str, Any]]:
    """Run the curl lines that the demo printed; the JSON of each answer."""
    lines = [line.strip() for line in log.read_text().splitlines() if line.strip().startswith("curl ")]
    if len(lines) != 3:
        fail(f"{len(lines)} curl lines instead of three", log)
    return [
        json.loads(subprocess.run([*shlex.split(line), "-sS"], capture_output=True, check=True).stdout)
        for line in lines
    ]


def processes_of(folder: Path) -> dict[int, str]:
    """Processes of this demo with their command lines: they name its folder, or have it in their environment."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in told:
                found[int(entry.name)] = (
                    told.partition(b"\0PATH=")[0].replace(b"\0", b" ").decode(errors="replace")[:120]
                )
    return found


def launcher_of(folder: Path, log: Path) -> int:
    """The process id of the demo's launcher."""
    for pid, command in processes_of(folder).items():
        if "-m kb.demo " in command:
            return pid
    fail("the launcher is not among the demo's processes", log)


def wait_until_gone(folder: Path, log: Path, seconds: float) -> float:
    began = time.monotonic()
    while left := processes_of(folder):
        if time.monotonic() - began > seconds:
            fail(f"still running {seconds:.0f} s later: {list(left.values())}", log)
        time.sleep(0.2)
    return time.monotonic() - began


def check_answers(answers: list[dict[str, Any]], log: Path) -> None:
    claims, _, problem = answers
    figures = {
        (claim["bound"], claim["low"] or claim["best"] or claim["high"])
        for claim in claims["results"]
        if claim["measure"] == "people"
    }
    wanted = {("at_most", 87_000_000), ("none_stated", 50_000_000), ("at_most", 30_000_000)}
    if not wanted <= figures:
        fail(f"the first line does not show the three conflicting counts, but {figures}", log)
    if not all(answer.get("results") for answer in answers[:2]):
        fail("a printed line has an empty answer", log)
    if problem.get("status") != 400 or "did_you_mean" not in json.dumps(problem):
        fail(f"the third line does not show an error with its hint, but {problem}", log)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="pikb-ci-demo-") as parent:
        os.chmod(parent, 0o755)  # noqa: S103 - the database's account must reach the folder below
        folder, log = Path(parent) / "data", Path(parent) / "demo.log"
        demo = start(folder, log)
        print(f"cold start to the last line: {wait_for(LAST_LINE, demo, log, COLD_SECONDS):.1f} s", flush=True)
        said = log.read_text()
        answers = run_printed_lines(log)
        check_answers(answers, log)
        if not (waiting := re.search(r"(\d+) articles wait for review", said)) or int(waiting[1]) < 4:
            fail("fewer than four articles wait for review", log)
        os.killpg(demo.pid, signal.SIGINT)
        print(f"stopped by Ctrl-C: {wait_until_gone(folder, log, STOP_SECONDS):.1f} s", flush=True)
        demo.wait(timeout=5)

        demo = start(folder, log)
        print(f"warm start to a serving API: {wait_for('the API answers', demo, log, WARM_SECONDS):.1f} s", flush=True)
        wait_for(LAST_LINE, demo, log, 60.0)
        if run_printed_lines(log)[:2] != answers[:2]:
            fail("the second start changed what the API says", log)
        os.kill(launcher_of(folder, log), signal.SIGKILL)
        print(f"gone after kill -9 of the launcher: {wait_until_gone(folder, log, STOP_SECONDS):.1f} s", flush=True)
        demo.wait(timeout=5)
        subprocess.run(["make", "demo-reset"], env=os.environ | {"PIKB_DATA_DIR": str(folder)}, check=True)
        if folder.exists():
            fail("make demo-reset left the folder", log)
    return 0


if __name__ == "__main__":
    sys.exit(main())
