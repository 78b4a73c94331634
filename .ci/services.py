"""Run the service tests on this machine's own PostgreSQL, once with RabbitMQ and once with Redis.

Everything it makes there – roles, database, virtual host, keys – has a name of its own and is dropped afterwards.
A server that is absent is a printed skip; one that is there and does not let us in is a failure.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

POSTGRES_URL = os.environ.get("PIKB_CI_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
RABBITMQ_URL = os.environ.get("PIKB_CI_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
REDIS_URL = os.environ.get("PIKB_CI_REDIS_URL", "redis://127.0.0.1:6379")
NAME = f"pikb_ci_{os.getpid()}"
READ_ROLE = f"{NAME}_read"


def listens(url: str) -> bool:
    """Whether something accepts connections where the URL points."""
    parts = urlsplit(url)
    with contextlib.suppress(OSError), socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), 5):
        return True
    return False


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    """A database of our own and its owner, who is no superuser; the URL."""
    owner, read_role = sql.Identifier(NAME), sql.Identifier(READ_ROLE)
    with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
        print(connection.execute("SELECT version()").fetchone())
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(owner, NAME))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(owner, owner))
        try:
            parts = urlsplit(POSTGRES_URL)
            address = f"{NAME}:{NAME}@{parts.hostname}:{parts.port or 5432}"
            yield urlunsplit(("postgres", address, f"/{NAME}", parts.query, ""))
        finally:
            for database in (NAME, f"test_{NAME}"):
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
            for role in (read_role, owner):
                connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))


@contextlib.contextmanager
def own_virtual_host() -> Iterator[str]:
    """A virtual host of our own where rabbitmqctl lets us, else the given one; queues have names of their own."""
    parts = urlsplit(RABBITMQ_URL)
    if os.geteuid() != 0 or not shutil.which("rabbitmqctl"):
        print("rabbitmqctl is not ours to use: sharing the virtual host of PIKB_CI_RABBITMQ_URL")
        yield RABBITMQ_URL
        return
    control = ("rabbitmqctl", "--quiet")
    subprocess.run([*control, "add_vhost", NAME], check=True)
    try:
        everything = (".*", ".*", ".*")
        subprocess.run([*control, "set_permissions", "-p", NAME, parts.username or "guest", *everything], check=True)
        yield urlunsplit(("amqp", parts.netloc, f"/{NAME}", "", ""))
    finally:
        subprocess.run([*control, "delete_vhost", NAME], check=True)


@contextlib.contextmanager
def own_redis_database() -> Iterator[str]:
    """The URL of a numbered database that nobody uses; emptied afterwards."""
    for number in range(15, 0, -1):
        with redis.Redis.from_url(f"{REDIS_URL}/{number}") as client:
            if client.dbsize() == 0:
                try:
                    yield f"{REDIS_URL}/{number}"
                finally:
                    client.flushdb()
                return
    raise SystemExit("error: none of the Redis databases 1 to 15 is empty")


def run_tests(database_url: str, broker_url: str) -> int:
    """pytest's exit status."""
    with tempfile.TemporaryDirectory(prefix="pikb-ci-") as folder:
        return _pytest({"PIKB_DATA_DIR": folder, "DATABASE_URL": database_url, "CELERY_BROKER_URL": broker_url})


def _pytest(variables: dict[str, str]) -> int:
    environment = os.environ | {
        "PIKB_PROFILE": "test",
        "PIKB_READ_ROLE": READ_ROLE,
        "PIKB_QUEUE": NAME,
        **variables,
    }
    environment.pop("PUBLISHED_DATABASE_URL", None)
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "services"], env=environment).returncode


def main() -> int:
    brokers = (("RabbitMQ", RABBITMQ_URL, own_virtual_host), ("Redis", REDIS_URL, own_redis_database))
    if not listens(POSTGRES_URL):
        print(f"skipped: nothing listens at {urlsplit(POSTGRES_URL).netloc.rpartition('@')[2]}, no PostgreSQL here")
        return 0
    worst = 0
    for name, url, own_broker in brokers:
        if not listens(url):
            print(f"skipped: nothing listens at {urlsplit(url).netloc.rpartition('@')[2]}, no {name} here")
            continue
        print(f"-- PostgreSQL with {name}", flush=True)
        with own_database() as database_url, own_broker() as broker_url:
            worst = max(worst, run_tests(database_url, broker_url))
    return worst


if __name__ == "__main__":
    sys.exit(main())
