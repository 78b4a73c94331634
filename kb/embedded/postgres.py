"""A PostgreSQL cluster of our own: create, start as a child, prepare role and database.

TCP on loopback with a password, no socket file: its path would have a length limit, and every program shares one URL.
"""

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from kb.embedded import accounts, binaries, data_folder, processes

NAME = "pikb"  # of the role and of the database
ADMINISTRATOR = "postgres"
# Where root's private folders keep the database's account out of the data folder.
_OUTSIDE = Path("/var/lib/pikb")
_RECOVERY_SECONDS = 600.0
_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=128MB",
    "max_connections=80",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "jit=off",
)
# A throw-away database does not have to survive a power cut.
_THROW_AWAY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


class WrongMajor(Exception):
    """The data were made by another major version of PostgreSQL."""


class ServerLeftBehind(Exception):
    """A server that we did not start runs on our data."""


class CannotCreate(Exception):
    """initdb failed; the message has its words."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, ready to be used."""

    url: str  # postgres://pikb:…@127.0.0.1:port/pikb
    port: int
    data: Path
    version: str
    child: processes.Child


def start(
    supervisor: processes.Supervisor,
    folder: Path,
    *,
    environ: Mapping[str, str],
    durable: bool = True,
    more_settings: Sequence[str] = (),
    announce: Callable[[str], None] = lambda line: None,
) -> Server:
    """Start the server of this data folder, after creating it if need be, and wait until it answers."""
    account = accounts.find_database_account()
    found = binaries.find_binaries(environ)
    place = _find_place(folder, account)
    found = binaries.make_runnable(found, account, place)
    data = place / f"pg{found.major}"
    _refuse_other_major(place, found)
    if not (data / "PG_VERSION").exists():
        announce(f"creating a PostgreSQL {found.version} database in {data}")
        _create(data, found, account=account, durable=durable)
    _clear_or_refuse_lock_file(data)
    port = _choose_port(folder)
    settings = [*_SETTINGS, *(() if durable else _THROW_AWAY_SETTINGS), *more_settings]
    child = supervisor.start(
        processes.Command(
            name="postgres",
            argv=[found.program("postgres"), "-D", str(data), "-p", str(port), *_options(settings)],
            log=folder / "log" / "postgres.log",
            env=_environment(),
            kind="database",
            account=account,
        )
    )
    administrator = _url(ADMINISTRATOR, _administrators_password(place), port, "postgres")
    _wait_until_ready(supervisor, administrator, announce=announce)
    password = data_folder.read_or_make_secret(place, "database-password")
    _prepare(administrator, password)
    return Server(url=_url(NAME, password, port, NAME), port=port, data=data, version=found.version, child=child)


def broker_url(database_url: str) -> str:
    """The pgmq broker in the same database: kombu wants the same URL under the scheme pgmq."""
    return re.sub(r"^[a-z0-9+]+://", "pgmq://", database_url, count=1)


def _find_place(folder: Path, account: accounts.Account | None) -> Path:
    """The data folder itself; or, where the database's account cannot reach it, a folder of ours that it can."""
    if account is None or account.can_enter(folder):
        return folder
    place = _OUTSIDE / sha256(os.fsencode(folder)).hexdigest()[:16]
    link = folder / data_folder.OUTSIDE
    if not link.exists() and data_folder.is_ours(place):
        shutil.rmtree(place)  # of an earlier data folder of this name, which somebody deleted
    data_folder.open_data_folder(place)
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(place)
    if not account.can_enter(place):
        raise CannotCreate(f"the account 'nobody', which runs PostgreSQL, can reach neither {folder} nor {place}")
    return place


def _refuse_other_major(place: Path, found: binaries.Binaries) -> None:
    for other in sorted(place.glob("pg[0-9]*")):
        if other.name.removeprefix("pg").isdigit() and other.name != f"pg{found.major}":
            raise WrongMajor(
                f"{other} holds data of PostgreSQL {other.name.removeprefix('pg')}, but the programs found are "
                f"{found.version} ({found.folder}). Set PIKB_PG_BIN to the bin folder of version "
                f"{other.name.removeprefix('pg')}, or move the data by pg_dump and pg_restore, or erase them "
                "with `make demo-reset`"
            )


def _choose_port(folder: Path) -> int:
    """The port of last time, or another when somebody has taken it meanwhile."""
    port = data_folder.remember_port(folder, "postgres")
    if data_folder.is_free(port):
        return port
    port = data_folder.find_free_port()
    data_folder.set_port(folder, "postgres", port)
    return port


def _create(data: Path, found: binaries.Binaries, *, account: accounts.Account | None, durable: bool) -> None:
    """initdb beside the final place, then rename: an interrupted creation leaves nothing that looks finished."""
    unfinished = data.with_name(data.name + ".new")
    said = ""
    for locale in _locale_options(found.major):
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if account is not None:
            os.chown(unfinished, account.user, account.group)
        with _password_file(data.parent, account) as password_file:
            done = subprocess.run(
                [
                    found.program("initdb"),
                    *("-D", str(unfinished), "-U", ADMINISTRATOR, "-E", "UTF8", "--auth=scram-sha-256"),
                    *(f"--pwfile={password_file}", "--no-instructions", *locale),
                    *(() if durable else ("--no-sync",)),
                ],
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                **processes.identity(account),
            )
        if done.returncode == 0:
            unfinished.rename(data)
            return
        said = done.stdout.strip()
    shutil.rmtree(unfinished, ignore_errors=True)
    raise CannotCreate(f"initdb could not create {data}:\n{said}")


@contextlib.contextmanager
def _password_file(place: Path, account: accounts.Account | None) -> Iterator[Path]:
    """The administrator's password in a file that only the database's account can read, and only for now."""
    file = place / "initdb-password"
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(_administrators_password(place) + "\n")
        if account is not None:
            os.chown(file, account.user, account.group)
        yield file
    finally:
        file.unlink(missing_ok=True)


def _locale_options(major: int) -> Iterator[tuple[str, ...]]:
    """Code point order and Unicode's cases wherever that can be had; macOS has no C.UTF-8 in its C library."""
    if major >= 17:
        yield ("--locale-provider=builtin", "--locale=C.UTF-8")
        yield ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    else:
        yield ("--locale=C.UTF-8",)
        yield ("--locale=C",)


def _clear_or_refuse_lock_file(data: Path) -> None:
    """Refuse when a server runs on the data. A lock file whose number now belongs to another program is removed.

    In a container the small process numbers come round at every start, and PostgreSQL would take our own for its.
    """
    file = data / "postmaster.pid"
    try:
        process = int(file.read_text(encoding="ascii").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    name = _program_name(process)
    if name is not None and name.startswith("postgres"):
        raise ServerLeftBehind(
            f"a PostgreSQL server, process {process}, already runs on {data}; stop it first: kill -INT {process}"
        )
    file.unlink()


def _program_name(process: int) -> str | None:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/comm").read_text().strip()
    if Path("/proc/self").exists():
        return None
    done = subprocess.run(["ps", "-o", "comm=", "-p", str(process)], capture_output=True, text=True)
    return Path(done.stdout.strip()).name or None


def _wait_until_ready(supervisor: processes.Supervisor, url: str, *, announce: Callable[[str], None]) -> None:
    """Wait for the first answer, for as long as a crash recovery may take and the server lives."""
    began = said = time.monotonic()
    problem: psycopg.OperationalError | None = None

    def answers() -> bool:
        nonlocal said, problem
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            problem = error
        else:
            return True
        if time.monotonic() - said > 5:
            said = time.monotonic()
            announce(f"waiting for PostgreSQL, {said - began:.0f} s: {str(problem).strip().splitlines()[-1]}")
        return False

    if not supervisor.wait_until(answers, seconds=_RECOVERY_SECONDS):
        raise processes.ChildDied(f"PostgreSQL did not answer within {_RECOVERY_SECONDS:.0f} s: {problem}")


def _prepare(administrator: str, password: str) -> None:
    """The role that owns the database, and the database. It makes roles and test databases, and is no superuser."""
    role = sql.Identifier(NAME)
    with psycopg.connect(administrator, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}").format(role, sql.Literal(password))
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))


def _administrators_password(place: Path) -> str:
    return data_folder.read_or_make_secret(place, "database-administrator-password")


def _url(user: str, password: str, port: int, database: str) -> str:
    return f"postgres://{user}:{password}@127.0.0.1:{port}/{database}"


def _options(settings: list[str]) -> list[str]:
    return [part for setting in settings for part in ("-c", setting)]


def _environment() -> dict[str, str]:
    """Ours without what would change the server: PG* variables and the caller's locale."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "PIKB_")) and name not in ("LANG", "LANGUAGE", "SECRET_KEY", "TZ")
    }
    return kept | {"LC_ALL": "C"}
