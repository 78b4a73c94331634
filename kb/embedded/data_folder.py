"""The folder of one running instance: recognised by a marker, used by one launcher at a time.

It holds the database, the logs, and small files that must be the same at the next start: secrets and ports.
"""

import contextlib
import fcntl
import json
import os
import random
import secrets
import shutil
import socket
import time
from pathlib import Path

MARKER = ".pikb-data"
_MARKER_TEXT = "Made by the Privacy Incident Knowledge Base. `make demo-reset` erases this folder.\n"
OUTSIDE = "elsewhere"  # a link to where the database is, when its account cannot reach this folder
_LOCK = "launcher.lock"
_PORTS_FILE = "ports.json"
# Below the ports that systems hand out to outgoing connections, so that a remembered port is free at the next start.
_PORTS = range(20_000, 30_000)


class NotOurFolder(Exception):
    """The folder has contents that we did not make: nothing in it may be touched."""


class AlreadyRunning(Exception):
    """Another launcher uses the folder."""


def open_data_folder(path: Path, *, adopt: bool = False) -> Path:
    """Create or recognise the folder. One with foreign contents is refused unless `adopt` says that it is ours."""
    path = path.expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise NotOurFolder(f"{path} is not a folder; PIKB_DATA_DIR must name a folder that is new, empty or ours")
    if path.is_dir() and not is_ours(path) and any(path.iterdir()) and not adopt:
        raise NotOurFolder(
            f"{path} holds files that this program did not make; PIKB_DATA_DIR must name a folder that is new, empty "
            f"or marked by {MARKER}"
        )
    path.mkdir(parents=True, exist_ok=True)
    if not is_ours(path):
        (path / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
        # Others may pass through (the database's account must), not look around; secrets are readable by us alone.
        path.chmod(0o711)
    (path / "log").mkdir(mode=0o700, exist_ok=True)
    return path


def is_ours(path: Path) -> bool:
    """Whether the marker stands in the folder."""
    return (path / MARKER).is_file()


def lock(path: Path, *, patience_seconds: float = 20.0) -> int:
    """Take the folder for this process; the open file's number, which the guardian inherits and thereby prolongs.

    When the holder is stopping, or dead while its guardian ends what it left, that is waited for. Otherwise it is not.
    """
    descriptor = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            if _is_alive(holder) or time.monotonic() > deadline:
                os.close(descriptor)
                raise AlreadyRunning(
                    f"{path} is in use by process {holder or 'unknown'}: stop that one first (kill {holder or 'PID'}), "
                    "or set PIKB_DATA_DIR to another folder"
                ) from None
            time.sleep(0.1)
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
            return descriptor


def announce_end(descriptor: int) -> None:
    """Tell whoever wants the folder that we are about to leave it: waiting is worth while."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, b"stopping\n", 0)


def read_or_make_secret(path: Path, name: str, *, random_bytes: int = 18) -> str:
    """The secret in the file `name`, made at the first call; readable by the owner only, and fit for a URL."""
    file = path / name
    with contextlib.suppress(FileNotFoundError):
        return file.read_text(encoding="ascii").strip()
    value = secrets.token_urlsafe(random_bytes)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(value + "\n")
    return value


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a connection that lingers in TIME_WAIT does not take the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def find_free_port(*, near: int | None = None) -> int:
    """A free loopback port: the next ones after `near`, else any of a range that outgoing connections do not use."""
    if near is not None:
        for port in range(near + 1, min(near + 100, 65_536)):
            if is_free(port):
                return port
    for port in random.sample(_PORTS, 200):
        if is_free(port):
            return port
    raise OSError("no free loopback port found between 20000 and 29999")


def remember_port(path: Path, name: str) -> int:
    """The port that `name` had last time, free or not; a free one at the first call."""
    ports = _read_ports(path)
    if name not in ports:
        set_port(path, name, find_free_port())
    return _read_ports(path)[name]


def set_port(path: Path, name: str, port: int) -> None:
    """Remember another port for `name`."""
    unfinished = path / f"{_PORTS_FILE}.new"
    unfinished.write_text(json.dumps(_read_ports(path) | {name: port}), encoding="ascii")
    unfinished.replace(path / _PORTS_FILE)


def _read_ports(path: Path) -> dict[str, int]:
    with contextlib.suppress(FileNotFoundError, ValueError):
        ports: dict[str, int] = json.loads((path / _PORTS_FILE).read_text(encoding="ascii"))
        return ports
    return {}


def erase(path: Path) -> None:
    """Delete the folder and what it keeps elsewhere. Only a marked one, and not while it is in use."""
    path = path.expanduser().resolve()
    if not is_ours(path):
        raise NotOurFolder(f"{path} is not marked by {MARKER}: nothing was erased")
    descriptor = lock(path)
    try:
        outside = (path / OUTSIDE).resolve()
        if outside != path / OUTSIDE and is_ours(outside):
            shutil.rmtree(outside)
        # The marker goes last: an interrupted erasure can be repeated.
        for entry in path.iterdir():
            if entry.name not in (MARKER, _LOCK):
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        shutil.rmtree(path)
    finally:
        os.close(descriptor)


def _is_alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, under another account
    return True
