"""A whole list as NDJSON beside a bare server-side cursor over the same rows, and the memory that it takes."""

import http.client
import statistics
import time
from typing import Any

import psycopg

from tests.benchmarks.servers import Server

MOST_ROWS = 50_000  # of a larger base only the first so many are read; the rest takes as long for each row
_ROWS = (
    "SELECT body FROM published_incidentrevision WHERE valid_to IS NULL AND state = 'published'"
    " ORDER BY valid_from DESC, incident_id DESC"
)
_CHUNK = 1 << 20


def measure(server: Server, database: str, *, rounds: int) -> dict[str, Any]:
    """Rows a second of both, in turns, and the server's memory before and after in MiB."""
    before, _ = server.resident_mib()
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_by_export(server))
        theirs.append(_by_cursor(database))
    after, most = server.resident_mib()
    return {
        "resource": "incidents",
        "rows": theirs[0][0],
        "export": statistics.median(rows / seconds for rows, seconds in ours),
        "cursor": statistics.median(rows / seconds for rows, seconds in theirs),
        "memory_before": before,
        "memory_after": after,
        "memory_most": most,
    }


def _by_export(server: Server) -> tuple[int, float]:
    began, rows = time.perf_counter(), 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", f"{server.prefix}/incidents?format=ndjson")
    response = connection.getresponse()
    while rows < MOST_ROWS and (chunk := response.read1(_CHUNK)):
        rows += chunk.count(b"\n")
    connection.close()
    return rows, time.perf_counter() - began


def _by_cursor(database: str) -> tuple[int, float]:
    """The same bytes, with the host's name in its place, counted and thrown away."""
    began, rows = time.perf_counter(), 0
    with psycopg.connect(database) as connection, connection.cursor(name="bare") as cursor:
        connection.execute("SET LOCAL cursor_tuple_fraction = 0.00001")
        cursor.itersize = 500
        cursor.execute(_ROWS)
        while rows < MOST_ROWS and (some := cursor.fetchmany(500)):
            chunk = b"\n".join([row[0].replace("\x01", "http://127.0.0.1:8000").encode() for row in some])
            rows += chunk.count(b"\n") + 1
    return rows, time.perf_counter() - began
