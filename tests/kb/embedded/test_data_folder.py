"""The folder of one instance: never somebody else's, one launcher at a time, secrets for the owner only."""

import os
import socket
from pathlib import Path

import pytest

from kb.embedded import data_folder
from tests.kb.embedded import programs

HOLD_THE_LOCK = """
import sys, pathlib
from kb.embedded import data_folder
data_folder.lock(pathlib.Path(sys.argv[1]))
print("locked")
sys.stdin.read()
"""


def test_new_folder_is_marked_and_closed_to_lookers(tmp_path: Path) -> None:
    path = data_folder.open_data_folder(tmp_path / "new")

    assert data_folder.is_ours(path)
    assert path.stat().st_mode & 0o777 == 0o711
    assert data_folder.open_data_folder(path) == path


def test_folder_with_foreign_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(data_folder.NotOurFolder, match="must name a folder that is new, empty or marked"):
        data_folder.open_data_folder(tmp_path)

    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_refused_as_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(data_folder.NotOurFolder, match="is not a folder"):
        data_folder.open_data_folder(tmp_path / "file")


def test_only_a_marked_folder_is_erased(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(data_folder.NotOurFolder, match="nothing was erased"):
        data_folder.erase(tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_erasing_takes_the_folder_and_what_it_keeps_elsewhere(tmp_path: Path) -> None:
    path = data_folder.open_data_folder(tmp_path / "here")
    elsewhere = data_folder.open_data_folder(tmp_path / "elsewhere")
    (path / data_folder.OUTSIDE).symlink_to(elsewhere)

    data_folder.erase(path)

    assert list(tmp_path.iterdir()) == []


def test_erasing_follows_a_link_into_our_own_folders_only(tmp_path: Path) -> None:
    path = data_folder.open_data_folder(tmp_path / "here")
    (tmp_path / "foreign").mkdir()
    (path / data_folder.OUTSIDE).symlink_to(tmp_path / "foreign")

    data_folder.erase(path)

    assert [entry.name for entry in tmp_path.iterdir()] == ["foreign"]


def test_folder_in_use_is_neither_taken_nor_erased(folder: Path) -> None:
    with programs.start_program(HOLD_THE_LOCK, str(folder)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"

        with pytest.raises(data_folder.AlreadyRunning, match=f"in use by process {holder.pid}"):
            data_folder.lock(folder)
        with pytest.raises(data_folder.AlreadyRunning):
            data_folder.erase(folder)

        holder.kill()
    assert data_folder.is_ours(folder)
    os.close(data_folder.lock(folder))


def test_folder_of_a_launcher_that_is_stopping_is_waited_for(folder: Path) -> None:
    leaving = HOLD_THE_LOCK.replace("data_folder.lock(", "held = data_folder.lock(").replace(
        "sys.stdin.read()", "data_folder.announce_end(held); import time; time.sleep(0.5)"
    )
    with programs.start_program(leaving, str(folder)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        assert programs.wait_for(lambda: (folder / "launcher.lock").read_text() == "stopping\n")

        os.close(data_folder.lock(folder))


def test_secret_is_the_same_next_time_and_for_the_owner_only(folder: Path) -> None:
    first = data_folder.read_or_make_secret(folder, "curator-password")

    assert data_folder.read_or_make_secret(folder, "curator-password") == first
    assert len(first) == 24
    assert (folder / "curator-password").stat().st_mode & 0o777 == 0o600


def test_ports_are_remembered_by_name(folder: Path) -> None:
    first = data_folder.remember_port(folder, "seed_site")
    data_folder.set_port(folder, "postgres", 20_001)

    assert data_folder.remember_port(folder, "seed_site") == first
    assert data_folder.remember_port(folder, "postgres") == 20_001


def test_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert not data_folder.is_free(port)
        assert port < data_folder.find_free_port(near=port) < port + 100
