"""A PostgreSQL for benches with one database for each size; what was loaded once is kept and found again."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from kb.embedded import data_folder, postgres, processes

# Raised when making.py makes something else from the same seed: bases loaded before are then loaded anew.
GENERATION = 1
# A machine with a few gigabytes to spare; everything else as the embedded server is always started.
SETTINGS = (
    "shared_buffers=2GB",
    "effective_cache_size=8GB",
    "work_mem=16MB",
    "maintenance_work_mem=1GB",
    "max_wal_size=8GB",
    "checkpoint_timeout=30min",
)


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The URL of the server's own database. PIKB_BENCH_DATA names a folder to keep; else all is erased in the end."""
    kept = os.environ.get("PIKB_BENCH_DATA")
    folder = data_folder.open_data_folder(Path(kept) if kept else Path(tempfile.mkdtemp(prefix="pikb-bench-")))
    try:
        with processes.Supervisor() as supervisor:
            server = postgres.start(supervisor, folder, environ=os.environ, durable=False, more_settings=SETTINGS)
            yield server.url
    finally:
        if not kept:
            data_folder.erase(folder)


def of_size(server: str, size: int) -> str:
    """The URL of the database with that many incidents, loaded unless it is there, with all migrations."""
    name = f"pikb_bench_{size}"
    url = server.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        is_loaded = found is not None and found[0] == f"loaded {GENERATION}"
        if found is not None and not is_loaded:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        if not is_loaded:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        _run(url, "manage.py", "migrate", "-v0")
        if not is_loaded:
            _run(url, "-m", "tests.benchmarks.loading", str(size))
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), f"loaded {GENERATION}")
            )
    return url


def environment(url: str) -> Mapping[str, str]:
    """What a process of ours finds in its environment to work on this database."""
    return {**os.environ, "PIKB_PROFILE": "test", "DATABASE_URL": url, "CELERY_BROKER_URL": postgres.broker_url(url)}


def _run(url: str, *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment(url), check=True)
