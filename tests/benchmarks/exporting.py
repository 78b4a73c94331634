"""A whole list as NDJSON beside a bare server-side cursor over the same rows, and the memory that it takes."""

import http.client
import statistics
import time
from typing import Any

import psycopg

from tests.benchmarks.servers import Server

_ROWS = {
    "incidents": (
        "SELECT body FROM published_incidentrevision WHERE valid_to IS NULL AND state = 'published'"
        " ORDER BY valid_from DESC, incident_id DESC"
    ),
    "estimates": (
        "SELECT body FROM published_record WHERE resource = 'estimates' AND valid_to IS NULL"
        " ORDER BY sort_on DESC NULLS LAST, record_id DESC"
    ),
}
_CHUNK = 1 << 20


def measure(server: Server, database: str, resource: str, *, rounds: int) -> dict[str, Any]:
    """Rows a second of both, in turns, and the server's memory before and after in MiB."""
    before, _ = server.resident_mib()
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_by_export(server, resource))
        theirs.append(_by_cursor(database, resource))
    after, most = server.resident_mib()
    assert ours[0][0] == theirs[0][0], "both must read all rows"
    return {
        "resource": resource,
        "rows": ours[0][0],
        "export": statistics.median(rows / seconds for rows, seconds in ours),
        "cursor": statistics.median(rows / seconds for rows, seconds in theirs),
        "memory_before": before,
        "memory_after": after,
        "memory_most": most,
    }


def _by_export(server: Server, resource: str) -> tuple[int, float]:
    began, rows = time.perf_counter(), 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", f"{server.prefix}/{resource}?format=ndjson")
    response = connection.getresponse()
    while chunk := response.read1(_CHUNK):
        rows += chunk.count(b"\n")
    connection.close()
    return rows, time.perf_counter() - began


def _by_cursor(database: str, resource: str) -> tuple[int, float]:
    """The same bytes, with the host's name in its place, counted and thrown away."""
    began, rows = time.perf_counter(), 0
    with psycopg.connect(database) as connection, connection.cursor(name="bare") as cursor:
        connection.execute("SET LOCAL cursor_tuple_fraction = 0.00001")
        cursor.itersize = 500
        cursor.execute(_ROWS[resource])
        while some := cursor.fetchmany(500):
            chunk = b"\n".join([row[0].replace("\x01", "http://127.0.0.1:8000").encode() for row in some])
            rows += chunk.count(b"\n") + 1
    return rows, time.perf_counter() - began
