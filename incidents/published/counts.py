"""Keeps the counts of published.groups in step with the rows: what opens is added, what closes is taken away.

Runs under the lock on ChangeCounter, so no two publications change a count at once.
"""

from collections.abc import Sequence
from pathlib import Path

from django.db import connection, transaction
from psycopg import sql

from incidents.published.groups import GROUP_KEYS, UNKNOWN
from incidents.published.models import FACETS, GroupCount

_SHIFT = sql.SQL((Path(__file__).parent / "counts.sql").read_text(encoding="utf-8").split("\n", 2)[2])
_NONE = sql.SQL("SELECT 0::bigint, 0 WHERE FALSE")
_CURRENT_INCIDENTS = sql.SQL(
    "SELECT id, 1 FROM published_incidentrevision WHERE valid_to IS NULL AND state = 'published'"
)
_CURRENT_RECORDS = sql.SQL("SELECT id, 1 FROM published_record WHERE valid_to IS NULL")


def shift_incidents(*, opened: Sequence[int], closed: Sequence[int]) -> None:
    """Count published revisions, by primary key, that opened and closed. Their link rows must be there."""
    _shift(incidents=_signed(opened, closed))


def shift_records(*, opened: Sequence[int], closed: Sequence[int]) -> None:
    """Count flat records, by primary key, that opened and closed."""
    _shift(records=_signed(opened, closed))


def recount() -> None:
    """Make all counts anew from the rows, for instance after a bulk load."""
    with transaction.atomic():
        GroupCount.objects.all().delete()
        _shift(incidents=_CURRENT_INCIDENTS, records=_CURRENT_RECORDS)


def _signed(opened: Sequence[int], closed: Sequence[int]) -> sql.Composable | None:
    if not opened and not closed:
        return None
    return sql.SQL("SELECT unnest({}::bigint[]), 1 UNION ALL SELECT unnest({}::bigint[]), -1").format(
        sql.Literal(list(opened)), sql.Literal(list(closed))
    )


def _shift(*, incidents: sql.Composable | None = None, records: sql.Composable | None = None) -> None:
    if incidents is None and records is None:
        return
    statement = _SHIFT.format(
        incidents=incidents or _NONE,
        records=records or _NONE,
        unknown=sql.Literal(UNKNOWN),
        facets=sql.Literal(list(FACETS)),
        code_keys=_pairs("code"),
        year_keys=_pairs("year"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))


def _pairs(kind: str) -> sql.Composable:
    """(resource, key) of the flat resources whose keys are of this kind, as rows of VALUES."""
    pairs = [
        (resource, key.name)
        for resource, keys in GROUP_KEYS.items()
        for key in keys
        if key.kind == kind and resource != "incidents"
    ]
    return sql.SQL(", ").join(sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Literal, pair))) for pair in pairs)
