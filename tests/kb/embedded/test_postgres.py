"""A cluster of our own: created once, prepared, stopped without a trace, never run twice or by another version."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from kb.embedded import binaries, data_folder, postgres, processes
from tests.kb.embedded import programs

LAUNCHER = """
import os, pathlib, sys
from kb.embedded import postgres, processes
with processes.Supervisor() as supervisor:
    server = postgres.start(supervisor, pathlib.Path(sys.argv[1]), environ={}, durable=False)
    print(server.url)
    supervisor.wait_until(lambda: False)
"""


def read_one(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_cluster_starts_from_nothing_keeps_its_data_and_stops(folder: Path) -> None:
    with processes.Supervisor() as supervisor:
        first = postgres.start(supervisor, folder, environ={}, durable=False)
        with psycopg.connect(first.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 87000000 AS high")
    assert programs.processes_naming(str(folder)) == []

    with processes.Supervisor() as supervisor:
        second = postgres.start(supervisor, folder, environ={}, durable=False)

        assert second.url == first.url
        assert read_one(second.url, "SELECT high FROM kept") == 87_000_000


def test_role_owns_its_database_and_is_no_superuser(folder: Path) -> None:
    with processes.Supervisor() as supervisor:
        url = postgres.start(supervisor, folder, environ={}, durable=False).url

        assert read_one(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert read_one(url, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'pikb'") == "pikb"
        assert read_one(url, "SHOW listen_addresses") == "127.0.0.1"
        assert read_one(url, "SHOW fsync") == "off"
        assert read_one(url, "SELECT lower('ÄÉ')") == "äé"
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            with psycopg.connect(url) as connection:
                connection.execute(f"CREATE EXTENSION {extension}")  # trusted: the owner may
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace("pikb:", "pikb:x"))


def test_killed_launcher_leaves_no_server_and_the_next_start_recovers(folder: Path) -> None:
    with programs.start_program(LAUNCHER, str(folder)) as launcher:
        assert launcher.stdout is not None
        url = launcher.stdout.readline().strip()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        launcher.kill()
    assert programs.wait_for(lambda: programs.processes_naming(str(folder)) == [])

    with processes.Supervisor() as supervisor:
        assert read_one(postgres.start(supervisor, folder, environ={}, durable=False).url, "SELECT one FROM kept") == 1


def test_killed_server_is_noticed_and_its_data_come_back(folder: Path) -> None:
    with processes.Supervisor() as supervisor:
        server = postgres.start(supervisor, folder, environ={})
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(server.child.process.pid, signal.SIGKILL)
        with pytest.raises(processes.ChildDied, match="postgres ended with signal SIGKILL"):
            supervisor.wait_until(lambda: False, seconds=10)

    with processes.Supervisor() as supervisor:
        assert read_one(postgres.start(supervisor, folder, environ={}).url, "SELECT one FROM kept") == 1


def test_second_server_on_the_same_data_is_refused(folder: Path) -> None:
    with processes.Supervisor() as supervisor:
        running = postgres.start(supervisor, folder, environ={}, durable=False)
        process = running.child.process.pid

        with pytest.raises(
            postgres.ServerLeftBehind, match=f"process {process}, already runs on .*: kill -INT {process}"
        ):
            postgres.start(supervisor, folder, environ={}, durable=False)

        assert read_one(running.url, "SELECT 1") == 1


def test_lock_file_that_names_another_program_is_no_obstacle(folder: Path) -> None:
    with processes.Supervisor() as supervisor:
        data = postgres.start(supervisor, folder, environ={}, durable=False).data
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")  # as after a container's restart

    with processes.Supervisor() as supervisor:
        assert read_one(postgres.start(supervisor, folder, environ={}, durable=False).url, "SELECT 1") == 1


def test_data_of_another_major_version_are_refused(folder: Path) -> None:
    (folder / "pg14").mkdir()

    with (
        processes.Supervisor() as supervisor,
        pytest.raises(postgres.WrongMajor, match=r"pg14 holds data of PostgreSQL 14, but .* Set PIKB_PG_BIN"),
    ):
        postgres.start(supervisor, folder, environ={})

    assert not list(folder.glob("pg1[5-9]"))


def test_taken_port_is_replaced_and_the_new_one_remembered(folder: Path) -> None:
    with processes.Supervisor() as supervisor:
        first = postgres.start(supervisor, folder, environ={}, durable=False)
        other = data_folder.open_data_folder(folder / "other")
        data_folder.set_port(other, "postgres", first.port)

        second = postgres.start(supervisor, other, environ={}, durable=False)

        assert second.port != first.port
        assert data_folder.remember_port(other, "postgres") == second.port


def test_variables_of_the_caller_do_not_reach_the_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")

    with processes.Supervisor() as supervisor:
        url = postgres.start(supervisor, folder, environ={}, durable=False).url

        assert read_one(url, "SHOW lc_messages") == "C"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another account")
def test_data_folder_out_of_reach_is_not_opened_up(tmp_path: Path) -> None:
    """The database moves to a folder of its own, and goes with the data folder."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    folder = data_folder.open_data_folder(closed / "data")
    with processes.Supervisor() as supervisor:
        server = postgres.start(supervisor, folder, environ={}, durable=False)

        assert not server.data.is_relative_to(folder)
        assert read_one(server.url, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700

    data_folder.erase(folder)
    assert not server.data.exists()


def installed_server() -> binaries.Binaries | None:
    try:
        return binaries.find_binaries({}, wheel="no_such_package_anywhere")
    except binaries.NoPostgres:
        return None


@pytest.mark.skipif(installed_server() is None, reason="no PostgreSQL server is installed on this machine")
def test_installed_server_serves_as_well(folder: Path) -> None:
    found = installed_server()
    assert found is not None
    with processes.Supervisor() as supervisor:
        server = postgres.start(supervisor, folder, environ={"PIKB_PG_BIN": str(found.folder)}, durable=False)

        assert server.data.name == f"pg{found.major}"
        assert str(read_one(server.url, "SHOW server_version")).startswith(found.version)
        assert read_one(server.url, "SELECT lower('ÄÉ')") == "äé"
        assert read_one(server.url, "SHOW server_encoding") == "UTF8"


def test_broker_is_the_same_database_under_pgmqs_scheme() -> None:
    assert postgres.broker_url("postgres://pikb:word@127.0.0.1:5433/pikb") == "pgmq://pikb:word@127.0.0.1:5433/pikb"
    assert postgres.broker_url("postgresql://db.example/kb") == "pgmq://db.example/kb"


def test_run_gives_the_command_a_database_and_its_status_back() -> None:
    source = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 87').fetchone()[0])"
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    done = subprocess.run(
        [sys.executable, "-m", "kb.embedded.run", "--", sys.executable, "-c", source + "; raise SystemExit(9)"],
        cwd=programs.ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.stdout, done.returncode) == ("87\n", 9)
