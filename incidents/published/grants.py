"""The read role and its grants, as migration operations: a table is readable because a migration says so."""

import re

from django.conf import settings
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


def read_role() -> str:
    """The role's name from PIKB_READ_ROLE; refused unless it is a plain identifier."""
    role: str = settings.READ_ROLE
    if not _ROLE_NAME.fullmatch(role):
        raise ValueError(f"PIKB_READ_ROLE={role!r} is not a plain lower-case identifier")
    return role


class CreateReadRole(migrations.RunPython):
    """Create the role that the API takes, and let the migrating user take it. The cluster keeps it on reversal."""

    def __init__(self) -> None:
        super().__init__(_create_role, migrations.RunPython.noop)


class GrantSelect(migrations.RunPython):
    """Let the read role SELECT these tables."""

    def __init__(self, *tables: str) -> None:
        def grant(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            schema_editor.execute(f"GRANT SELECT ON {', '.join(tables)} TO {read_role()}")

        def revoke(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
            schema_editor.execute(f"REVOKE SELECT ON {', '.join(tables)} FROM {read_role()}")  # noqa: S608 - literals

        super().__init__(grant, revoke)


def _create_role(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(_CREATE_ROLE.format(role=read_role()))
