"""The read role: it may SELECT the published tables, and nothing else in the whole database."""

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.utils import InternalError, ProgrammingError

READABLE = {
    "public.published_incidentrevision",
    "public.published_incidentterm",
    "public.published_record",
    "public.published_groupcount",
    "public.published_change",
    "public.published_vocabularyterm",
}

_RELATIONS = """
SELECT format('%%I.%%I', n.nspname, c.relname), c.oid
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg_temp%%'
"""


def rights(*names):
    """Relation name -> those of the rights that the read role holds on it, or on any of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(_RELATIONS, [])
        relations = cursor.fetchall()
        held = {}
        for relation, oid in relations:
            cursor.execute("SELECT relkind = 'S' FROM pg_class WHERE oid = %s", [oid])
            test = "has_sequence_privilege" if cursor.fetchone()[0] else "has_table_privilege"
            asked = [name for name in names if test == "has_table_privilege" or name in ("SELECT", "UPDATE")]
            cursor.execute(
                f"SELECT {', '.join(f'{test}(%s, %s::oid, %s)' for _ in asked)}",
                [part for name in asked for part in (settings.READ_ROLE, oid, name)],
            )
            held[relation] = {name for name, may in zip(asked, cursor.fetchone(), strict=True) if may}
        return held


@pytest.mark.django_db
def test_the_role_may_select_exactly_the_published_tables():
    held = rights("SELECT")
    assert {relation for relation, may in held.items() if may} == READABLE
    assert len(held) > 40  # the write side is there, and out of reach


@pytest.mark.django_db
def test_the_role_may_write_nowhere():
    held = rights("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    assert {relation: may for relation, may in held.items() if may} == {}


@pytest.mark.django_db
def test_no_column_of_another_table_is_readable():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%I.%%I', table_schema, table_name), column_name FROM information_schema.column_privileges "
            "WHERE grantee IN (%s, 'PUBLIC') AND table_schema NOT IN ('pg_catalog', 'information_schema')",
            [settings.READ_ROLE],
        )
        assert {table for table, _ in cursor.fetchall()} <= READABLE


@pytest.mark.django_db
def test_the_role_is_no_superuser_owns_nothing_and_is_member_of_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = %s",
            [settings.READ_ROLE],
        )
        assert cursor.fetchone() == (False, False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = %s)",
            [settings.READ_ROLE],
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True, databases=["default", "published"])
def test_every_other_table_refuses_the_api_connection():
    with connection.cursor() as cursor:
        cursor.execute(_RELATIONS, [])
        relations = {relation for relation, _ in cursor.fetchall()}
    reader = connections["published"]
    for relation in sorted(relations):
        with reader.cursor() as cursor:
            if relation in READABLE:
                cursor.execute(f"SELECT count(*) FROM {relation}")
                continue
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(f"SELECT count(*) FROM {relation}")


@pytest.mark.django_db(transaction=True, databases=["default", "published"])
def test_the_api_connection_cannot_write_what_it_reads():
    with connections["published"].cursor() as cursor, pytest.raises((ProgrammingError, InternalError)):
        cursor.execute("DELETE FROM published_change")
