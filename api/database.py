"""The one connection that the API has: the read role's."""

from typing import Any

from django.db import connections
from psycopg import sql

ALIAS = "published"


def rows(statement: sql.Composable) -> list[tuple[Any, ...]]:
    """All rows of a composed statement. It is sent as text with its values quoted, as Django's cursors expect it."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
