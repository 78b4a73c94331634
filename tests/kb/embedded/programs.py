"""Looking at processes from outside, the way a person with `ps` would; and programs that tests start and kill."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def processes_naming(text: str) -> list[str]:
    """The lines of `ps` for living processes whose command line contains the text."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,stat=,command="], capture_output=True, text=True, check=True
    )
    lines = [line.strip() for line in listed.stdout.splitlines()]
    return [line for line in lines if text in line and not line.split()[1].startswith("Z")]


def wait_for(is_so: Callable[[], bool], *, seconds: float = 20.0) -> bool:
    """Whether it became so in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def start_program(source: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python program in a process of its own that can be killed; its first lines are read by the test."""
    return subprocess.Popen(
        [sys.executable, "-c", source, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
