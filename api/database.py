"""The one connection that the API has: the read role's."""

from typing import Any

from django.db import connections, transaction
from psycopg import sql

ALIAS = "published"


def rows(statement: sql.Composable) -> list[tuple[Any, ...]]:
    """All rows of a composed statement. It is sent as text with its values quoted, as Django's cursors expect it."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def rows_alike(least: float, statement: sql.Composable) -> list[tuple[Any, ...]]:
    """The same for a statement that asks for likeness by `%>` or `%>>`, which have their threshold in the session."""
    with transaction.atomic(using=ALIAS):
        for name in ("word_similarity_threshold", "strict_word_similarity_threshold"):
            setting = sql.SQL("SELECT set_config({}, {}, TRUE)")
            rows(setting.format(sql.Literal(f"pg_trgm.{name}"), sql.Literal(str(least))))
        return rows(statement)
