"""Roles of the database and their grants, as migration operations: a table is open because a migration says so.

Plain functions over names from the settings; `published` and `intake` each have a role of their own.
"""

import re
from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_ROLE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")

_CREATE_ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this cluster created it at the same moment
END $$;
GRANT {role} TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO {role};
"""

RoleName = Callable[[], str]


def plain_name(variable: str, role: str) -> str:
    """The role's name; refused unless it is a plain identifier, because it is written into statements."""
    if not _ROLE_NAME.fullmatch(role):
        raise ValueError(f"{variable}={role!r} is not a plain lower-case identifier")
    return role


class CreateRole(migrations.RunPython):
    """Create a role, and let the migrating user take it. The cluster keeps it on reversal."""

    def __init__(self, role: RoleName) -> None:
        def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            schema_editor.execute(_CREATE_ROLE.format(role=role()))

        super().__init__(create, migrations.RunPython.noop)


class Grant(migrations.RunPython):
    """Give a role rights on tables. `rights` is as in GRANT: ``SELECT`` or ``SELECT (id, state), INSERT``."""

    def __init__(self, role: RoleName, rights: str, *tables: str) -> None:
        def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            schema_editor.execute(f"GRANT {rights} ON {', '.join(tables)} TO {role()}")

        def revoke(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            schema_editor.execute(f"REVOKE ALL ON {', '.join(tables)} FROM {role()}")

        super().__init__(grant, revoke)
