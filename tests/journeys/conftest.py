"""The processes of a real installation, on the test database: a worker, beat, the seed site."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from incidents.jobs import broker

ROOT = Path(settings.BASE_DIR)


def database_url() -> str:
    """The URL of the database that the test runs on, for processes of their own."""
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


@contextlib.contextmanager
def running(*arguments: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module as a process until the block ends; its output goes to the log."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """A real worker and beat on the broker that the environment names; the worker's log."""
    environment = {"DATABASE_URL": database_url(), "PIKB_TICK_SECONDS": "0.5", "PIKB_DATA_DIR": str(tmp_path)}
    if broker.is_embedded():
        broker.install()
        environment["CELERY_BROKER_URL"] = environment["DATABASE_URL"].replace("postgres://", "pgmq://", 1)
    log = tmp_path / "worker.log"
    with (
        running(
            *("celery", "-A", "kb", "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
            log=log,
            **environment,
        ),
        running(
            *("celery", "-A", "kb", "beat", "--schedule", str(tmp_path / "schedule"), "--pidfile="),
            log=tmp_path / "beat.log",
            **environment,
        ),
    ):
        yield log


def wait_until(is_so: Callable[[], bool], *, seconds: float, log: Path) -> None:
    """Wait until it is so; fails with the end of the log when it does not come about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"it did not come about within {seconds:g} s; the worker says:\n{log.read_text()[-3000:]}")
        time.sleep(0.2)
