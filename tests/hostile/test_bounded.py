"""What a request may hold: no query outlives its server, and no queue forms before a busy one."""

import concurrent.futures
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import orjson
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from tests.hostile.conftest import EVERYWHERE, Stored
from tests.hostile.servers import Server, serving, status_of

pytestmark = EVERYWHERE

SLOW_QUERIES = 20
GONE_AFTER_SECONDS = 5.0
ASKED_AT_ONCE = 40
# Connections of the API as the settings make them, of which only the time-out is lifted: it would hide what is tried.
_SLEEPERS = f"""
import threading
import django
django.setup()
from django.db import connections

def sleep():
    with connections["published"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET application_name = 'sleeper'")
        cursor.execute("SELECT pg_sleep(600)")

threads = [threading.Thread(target=sleep) for _ in range({SLOW_QUERIES})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def sleepers() -> int:
    """Queries of the API's role that are running."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = 'sleeper' AND state = 'active' AND query LIKE '%%pg_sleep%%'",
            [],
        )
        found: int = cursor.fetchone()[0]
        return found


def wait_for_sleepers(wanted: int, seconds: float) -> float:
    """Until so many run; how long that took."""
    began = time.monotonic()
    while sleepers() != wanted:
        assert time.monotonic() - began < seconds, f"{sleepers()} queries are active, not {wanted}"
        time.sleep(0.1)
    return time.monotonic() - began


def url_of(database: str) -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{database}"


def test_no_query_outlives_a_killed_process() -> None:
    environment = os.environ | {
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "kb.settings",
    }
    process = subprocess.Popen([sys.executable, "-c", _SLEEPERS], env=environment, cwd=settings.BASE_DIR)
    try:
        wait_for_sleepers(SLOW_QUERIES, 40.0)
        os.kill(process.pid, signal.SIGKILL)
        wait_for_sleepers(0, GONE_AFTER_SECONDS)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("alias", ["published", "intake"])
def test_every_connection_of_the_api_has_its_bounds(alias: str) -> None:
    names = (
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "client_connection_check_interval",
    )
    with connections[alias].cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    assert found == dict(zip(names, ("3s", "1s", "10s", "1s"), strict=True))


@pytest.fixture(scope="module")
def server(stored: Stored, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with django_db_blocker.unblock(), serving(stored.name, tmp_path_factory.mktemp("bounded")) as started:
        yield started


@pytest.fixture
def nobody_can_read(stored: Stored) -> Iterator[None]:
    """The published tables are locked, so that every reader waits until the lock time-out of the role."""
    with psycopg.connect(url_of(stored.name)) as holding:
        holding.execute("LOCK TABLE published_change, published_incidentrevision IN ACCESS EXCLUSIVE MODE")
        yield
        holding.rollback()


def ask_at_once(server: Server, path: str) -> list[bytes]:
    """The answers to many requests that begin at the same moment."""
    together = threading.Barrier(ASKED_AT_ONCE)

    def ask(_: int) -> bytes:
        together.wait()
        return server.get(path)

    with concurrent.futures.ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        return list(pool.map(ask, range(ASKED_AT_ONCE)))


def test_a_busy_server_refuses_at_once(server: Server, nobody_can_read: None) -> None:
    answers = ask_at_once(server, "/api/v1/incidents")
    heads, bodies = zip(*(answer.split(b"\r\n\r\n", 1) for answer in answers), strict=True)
    problems = [orjson.loads(body) for body in bodies]
    codes = [problem["code"] for problem in problems]
    assert {status_of(answer) for answer in answers} == {503}
    assert set(codes) == {"overloaded", "query_timeout"}
    assert codes.count("overloaded") >= ASKED_AT_ONCE // 2  # a queue would have let all of them wait for the lock
    assert all(b"Retry-After: 5" in head and b"application/problem+json" in head for head in heads)
    assert all(problem["instance"] == "/api/v1/incidents" and problem["request_id"] for problem in problems)


def test_a_busy_server_is_alive_and_says_so(server: Server, nobody_can_read: None) -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask_at_once, server, "/incidents")
        alive = []
        while not asking.done():
            alive.append(status_of(server.get("/healthz")))
    assert set(alive) == {200}
    pages = asking.result()
    assert any(b"Too busy" in page and b"text/html" in page for page in pages)
    assert {status_of(page) for page in pages} == {503}


def test_places_come_back(server: Server) -> None:
    """After all of that, every place is free again."""
    assert [status_of(server.get("/api/v1/incidents")) for _ in range(20)] == [200] * 20
