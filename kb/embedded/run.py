"""`python -m kb.embedded.run -- COMMAND…`: the command with a throw-away PostgreSQL around it.

The command finds DATABASE_URL, CELERY_BROKER_URL and PIKB_PROFILE=test in its environment; where DATABASE_URL is
already set, that server is used and none is started. The exit status is the command's.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kb.embedded import accounts, binaries, data_folder, postgres, processes

_REFUSALS = (
    accounts.NoDatabaseAccount,
    binaries.NoPostgres,
    data_folder.NotOurFolder,
    postgres.CannotCreate,
    processes.ChildDied,
)


def run(command: list[str], environ: Mapping[str, str]) -> int:
    """Run the command to its end; its exit status, or 130 when interrupted."""
    folder = data_folder.open_data_folder(Path(tempfile.mkdtemp(prefix="pikb-run-")))
    try:
        with processes.Supervisor() as supervisor:
            url = environ.get("DATABASE_URL") or postgres.start(supervisor, folder, environ=environ, durable=False).url
            child = supervisor.start(
                processes.Command(
                    name=command[0],
                    argv=command,
                    log=None,
                    env=_environment(environ, url, folder),
                    cwd=Path.cwd(),
                    kind="command",
                )
            )
            status = supervisor.finish(child)
            return status if status >= 0 else 128 - status
    except processes.StopRequested:
        return 130
    finally:
        data_folder.erase(folder)


def _environment(environ: Mapping[str, str], url: str, folder: Path) -> dict[str, str]:
    return {
        **environ,
        "PIKB_PROFILE": "test",
        "PIKB_DATA_DIR": str(folder),  # never the folder of somebody's demo
        "DATABASE_URL": url,
        "CELERY_BROKER_URL": environ.get("CELERY_BROKER_URL") or postgres.broker_url(url),
    }


def main() -> int:
    arguments = sys.argv[1:]
    if len(arguments) < 2 or arguments[0] != "--":
        print("usage: python -m kb.embedded.run -- COMMAND [ARGUMENT…]", file=sys.stderr)
        return 2
    try:
        return run(arguments[1:], os.environ)
    except _REFUSALS as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
