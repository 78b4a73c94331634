"""PostgreSQL refuses to run as root. Where we are root, it runs as `nobody`, an account that exists everywhere."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path


class NoDatabaseAccount(Exception):
    """We are root and the account that the database would run under does not exist."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """An unprivileged account: what a child process changes to, and the owner of the database's folder."""

    user: int
    group: int

    def can_enter(self, folder: Path) -> bool:
        """Whether this account reaches the folder: asked of the kernel, since mode bits do not tell about ACLs."""
        return self.succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def succeeds(self, argv: list[str]) -> bool:
        """Whether the command runs and exits with 0 under this account."""
        try:
            done = subprocess.run(
                argv,
                user=self.user,
                group=self.group,
                extra_groups=[],
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=30,
            )
        except (PermissionError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def find_database_account() -> Account | None:
    """The account to change to, or None where we are not root and need no change."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise NoDatabaseAccount(
            "PostgreSQL does not run as root and this machine has no account 'nobody': run as an ordinary user"
        ) from None
    return Account(user=entry.pw_uid, group=entry.pw_gid)
