"""Whole lists as streams: a server-side cursor, a few hundred rows at a time, so that memory stays flat.

All rows come from one statement and so from one snapshot, whose number is in the tag. The time-out of the read role
holds for each fetch; a reader who takes nothing for STALLED_SECONDS is let go. A process serves a few streams at once
and refuses more, because each holds a worker and a connection.
"""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from api.database import ALIAS
from api.pages import DataVersion, Row, Selection, data_version
from api.problems import RETRY_AFTER_SECONDS, Problem
from api.sql import statement

ROWS_AT_ONCE = 500
STALLED_SECONDS = 60

# Walk an index in order and begin at once: sorting a million bodies first would outlast the time-out.
_SESSION = (
    f"SET LOCAL idle_in_transaction_session_timeout = '{STALLED_SECONDS}s'; SET LOCAL cursor_tuple_fraction = 0.00001"
)
_running = threading.BoundedSemaphore(settings.EXPORTS_PER_PROCESS)
Encode = Callable[[Sequence[Row]], bytes]


class Stream:
    """An open export. Iterate it to the end or close it: it holds a transaction and one of the few places."""

    def __init__(self, version: DataVersion, chunks: Generator[DataVersion | bytes, None, None]) -> None:
        self.version = version
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return (chunk for chunk in self._chunks if isinstance(chunk, bytes))

    def close(self) -> None:
        """End the transaction and give the place back; closing twice is harmless."""
        self._chunks.close()


def open_stream(selection: Selection, encode: Encode, first: bytes = b"") -> Stream:
    """The rows of a selection, encoded as they come, after `first`. Raises Problem 503 while all places are taken.

    The first rows are read before this returns, so that what is wrong with the question is still told as a problem.
    """
    if not _running.acquire(blocking=False):
        detail = f"All {settings.EXPORTS_PER_PROCESS} exports of this server are in use; ask again in a moment."
        raise Problem("overloaded", detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    chunks = _chunks(selection, encode, first)
    try:
        version = next(chunks)
    except BaseException:
        chunks.close()
        raise
    assert isinstance(version, DataVersion)
    return Stream(version, chunks)


def _chunks(selection: Selection, encode: Encode, first: bytes) -> Generator[DataVersion | bytes, None, None]:
    """The version of the data, then the encoded rows."""
    composed = statement("export").format(
        record_id=selection.record_id,
        source=selection.source,
        conditions=sql.SQL(" AND ").join(selection.conditions),
        order=sql.SQL(", ").join(order.clause(order.expression) for order in selection.orders),
    )
    connection = connections[ALIAS]
    try:
        before = data_version()
        with transaction.atomic(using=ALIAS), connection.chunked_cursor() as cursor:
            with connection.cursor() as session:
                session.execute(_SESSION)
            cursor.execute(composed.as_string(connection.connection))
            fetched = cursor.fetchmany(ROWS_AT_ONCE)
            yield DataVersion(sequence=fetched[0][0] or 0, changed_at=fetched[0][1]) if fetched else before
            yield first
            while fetched:
                rows = [Row(record_id=row[2], incident_id=row[3], keys=(), body=row[4]) for row in fetched]
                yield encode(rows)
                fetched = cursor.fetchmany(ROWS_AT_ONCE)
    finally:
        _running.release()


def lines(bodies: Sequence[bytes]) -> bytes:
    """Newline-delimited JSON; a stored body never has a raw line break."""
    return b"\n".join([*bodies, b""])
