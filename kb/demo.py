"""`make demo`: the whole product on one machine, from nothing, with one command.

This process only starts, watches and stops; what needs Django happens in children (kb/demo_steps.py). At the next
start everything that is done is left as it is, and the API is up before anything else is looked at.
"""

import argparse
import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kb import demo_summary
from kb.embedded import accounts, binaries, data_folder, postgres, processes

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FOLDER = ROOT / "var"
DEFAULT_PORT = 8000
CURATOR = "curator"
PASSWORD_FILE = "curator-password"  # noqa: S105 - a file's name
VERSION_FILE = "seed-version"
INCOMPLETE = 75  # exit status of a step that has to be tried again at the next start (kb/demo_steps.py)
# Without the query string and where the reader came from: people put keys and names there.
ACCESS_LOG = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(B)s "%(a)s" %(M)sms'
# What the database and the static files are prepared from, and what the demo's contents come from.
_PREPARED_FROM = (
    "incidents/**/migrations/*.py",
    "incidents/vocabularies/**/*.*",
    "incidents/**/static/**/*.*",
    "api/**/static/**/*.*",
    "requirements/demo.txt",
)
_FILLED_FROM = ("seeds/**/*.*",)
_START_SECONDS = 60.0
_REFUSALS = (
    accounts.NoDatabaseAccount,
    binaries.NoPostgres,
    data_folder.AlreadyRunning,
    data_folder.NotOurFolder,
    postgres.CannotCreate,
    postgres.ServerLeftBehind,
    postgres.WrongMajor,
    processes.ChildDied,
)


class BadSetting(Exception):
    """An environment variable has a value that is not allowed."""


@dataclass(frozen=True, kw_only=True)
class Demo:
    """One run: its supervisor, its folder, its address, and the environment that all children share."""

    supervisor: processes.Supervisor
    folder: Path
    port: int
    environment: dict[str, str]
    began: float  # by the monotonic clock

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, name: str, *arguments: str, read_output: bool = False) -> processes.Command:
        """A Python module as a child; its log has its name."""
        return processes.Command(
            name=name,
            argv=[sys.executable, "-m", *arguments],
            log=self.folder / "log" / f"{name}.log",
            env=self.environment,
            cwd=ROOT,
            read_output=read_output,
        )


def say(line: str) -> None:
    """A line of progress."""
    print(line, flush=True)


def choose_port(wanted: str | None) -> int:
    """The port of PORT, or 8000; where that is taken, the next free one, and we say so."""
    if wanted is not None and not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= 65_535):
        raise BadSetting(f"PORT={wanted!r} is not a port number from 1 to 65535")
    port = int(wanted) if wanted is not None else DEFAULT_PORT
    if data_folder.is_free(port):
        return port
    free = data_folder.find_free_port(near=port)
    say(f"port {port} is taken by another program (or needs rights that we lack): using {free} instead")
    return free


def run(folder: Path, *, stop_with_parent: bool) -> None:
    """Start everything, print where it is, and watch it until somebody stops us."""
    began = time.monotonic()
    folder = data_folder.open_data_folder(folder, adopt=folder.resolve() == DEFAULT_FOLDER)
    locked = data_folder.lock(folder)
    port = choose_port(os.environ.get("PORT"))
    parent = os.getppid()
    with processes.Supervisor(
        keep_open=[locked], watch_parent=lambda: not stop_with_parent or os.getppid() == parent
    ) as supervisor:
        try:
            demo = Demo(
                supervisor=supervisor,
                folder=folder,
                port=port,
                environment=_environment(supervisor, folder),
                began=began,
            )
            _serve(demo)
            supervisor.wait_until(lambda: False, every=0.25)
        except processes.StopRequested:
            say("stopping …")
        finally:
            data_folder.announce_end(locked)
    say("stopped")


def _serve(demo: Demo) -> None:
    """The order of a start: what is missing in the database, the web, the rest, then the demo's contents."""
    password_file = demo.folder / PASSWORD_FILE
    password = data_folder.read_or_make_secret(demo.folder, PASSWORD_FILE)
    _once(demo, "prepared", _PREPARED_FROM, lambda: _run_step(demo, "prepare", CURATOR, str(password_file)))
    demo.supervisor.start(demo.command("web", *web_arguments(demo.port)))
    feed_url = _start_seed_site(demo)
    demo.supervisor.start(demo.command("worker", *_worker_arguments()))
    demo.supervisor.start(demo.command("beat", *_beat_arguments(demo.folder)))
    _wait_for_api(demo)
    say(f"the API answers at {demo.base_url}/api/v1/ ({time.monotonic() - demo.began:.1f} s after the start)")
    if feed_url is not None:
        arguments = (feed_url, str(ROOT / "seeds"), str(demo.folder / VERSION_FILE))
        _once(demo, "filled", _FILLED_FROM, lambda: _run_step(demo, "fill", *arguments))
    status_file = demo.folder / "status.json"
    _run_step(demo, "status", str(status_file))
    say(
        demo_summary.render(
            base_url=demo.base_url,
            username=CURATOR,
            password=password,
            password_file=password_file,
            status=json.loads(status_file.read_text(encoding="utf-8")),
        )
    )


def _environment(supervisor: processes.Supervisor, folder: Path) -> dict[str, str]:
    """What the children see; starts the database unless DATABASE_URL names one."""
    database_url = os.environ.get("DATABASE_URL")
    if database_url:
        say("using the PostgreSQL of DATABASE_URL")
    else:
        server = postgres.start(supervisor, folder, environ=os.environ, announce=say)
        say(f"PostgreSQL {server.version} listens on 127.0.0.1:{server.port}")
        database_url = server.url
    inherited = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "PIKB_COMPONENT")}
    return inherited | {
        "PIKB_PROFILE": "demo",
        "PIKB_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "kb.settings",
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL") or postgres.broker_url(database_url),
        "SECRET_KEY": data_folder.read_or_make_secret(folder, "secret-key", random_bytes=48),
        "PYTHONUNBUFFERED": "1",
    }


def web_arguments(port: int) -> list[str]:
    """gunicorn as the demo runs it."""
    # Threads: a browser keeps connections open that it does not use, and each would hold up a sync worker.
    return [
        *("gunicorn", "kb.wsgi:application", "--bind", f"127.0.0.1:{port}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "5", "--access-logfile", "-", "--access-logformat", ACCESS_LOG),
    ]


def _worker_arguments() -> list[str]:
    # Threads stop in a second; one machine needs neither gossip nor remote control.
    return [
        *("celery", "-A", "kb", "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--hostname", "demo@%h"),
    ]


def _beat_arguments(folder: Path) -> list[str]:
    schedule = str(folder / "beat-schedule")
    return ["celery", "-A", "kb", "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "INFO"]


def _start_seed_site(demo: Demo) -> str | None:
    """Start the news site on the port it had before, since the articles are known by their URLs; its feed's URL."""
    port = data_folder.remember_port(demo.folder, "seed_site")
    if not data_folder.is_free(port):
        say(f"port {port}, at which the seed articles were served, is taken: going on without the seed site")
        return None
    arguments = ("--articles", str(ROOT / "seeds" / "articles"), "--version-file", str(demo.folder / VERSION_FILE))
    demo.supervisor.start(demo.command("seed-site", "kb.seed_site", *arguments, "--port", str(port)))
    return f"http://127.0.0.1:{port}/feed.xml"


def _once(demo: Demo, name: str, patterns: tuple[str, ...], act: Callable[[], bool]) -> None:
    """Act, unless that was completed before from the same files on the same database."""
    digest = sha256(demo.environment["DATABASE_URL"].encode())
    for file in sorted(file for pattern in patterns for file in ROOT.glob(pattern)):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.read_bytes())
    stamp = demo.folder / f"{name}.stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    if act():
        stamp.write_text(digest.hexdigest(), encoding="ascii")


def _run_step(demo: Demo, *arguments: str) -> bool:
    """Run a step of kb.demo_steps to its end and pass on what it prints; whether it could do all that it should."""
    step = demo.supervisor.start(demo.command("setup", "kb.demo_steps", *arguments, read_output=True))

    def relay() -> None:
        for line in step.output:
            say(line.decode("utf-8", "replace").rstrip())

    relaying = threading.Thread(target=relay, daemon=True)
    relaying.start()
    status = demo.supervisor.finish(step)
    relaying.join()
    step.output.close()
    if status not in (0, INCOMPLETE):
        raise processes.ChildDied(
            f"the step {arguments[0]!r} failed. The end of its log, {step.command.log}:\n{step.tail()}"
        )
    return status == 0


def _wait_for_api(demo: Demo) -> None:
    def is_ready() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    if not demo.supervisor.wait_until(is_ready, seconds=_START_SECONDS, every=0.1):
        log = demo.folder / "log" / "web.log"
        raise processes.ChildDied(f"{demo.base_url}/readyz did not say ready within {_START_SECONDS:.0f} s; see {log}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the whole product on this machine (make demo).")
    parser.add_argument("--reset", action="store_true", help="erase the data folder instead")
    parser.add_argument("--stop-with-parent", action="store_true", help="stop when the process that started us ends")
    arguments = parser.parse_args()
    folder = Path(os.environ.get("PIKB_DATA_DIR") or DEFAULT_FOLDER)
    try:
        if not arguments.reset:
            run(folder, stop_with_parent=arguments.stop_with_parent)
        elif folder.exists():
            data_folder.erase(folder)
            say(f"erased {folder.resolve()}")
        else:
            say(f"{folder.resolve()} does not exist: nothing to erase")
    except (BadSetting, *_REFUSALS) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
