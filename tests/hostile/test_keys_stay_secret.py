"""Keys are told once, to their holders: not to logs, reports, queues or any column of the database."""

import logging
import sys
from collections.abc import Iterator
from typing import Any

import orjson
import psycopg
import pytest
from django.db import connection
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from incidents.intake import keys
from kb.logs import masked
from tests.hostile.conftest import EVERYWHERE, Stored, using
from tests.hostile.servers import Server, serving

pytestmark = EVERYWHERE

CANARIES = 20
_COLUMNS = """
SELECT format('%I.%I', n.nspname, c.relname), a.attname
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
"""


@pytest.fixture(scope="module")
def server(stored: Stored, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("keys")
    with django_db_blocker.unblock(), serving(stored.name, folder, PIKB_LOG_LEVEL="DEBUG") as started:
        yield started


@pytest.fixture(scope="module")
def canaries(stored: Stored, django_db_blocker: Any) -> list[str]:
    """Keys that work."""
    with django_db_blocker.unblock(), using(stored.name):
        return [keys.issue(name="A study", scopes=["read", "submit"], days=1)[1] for _ in range(CANARIES)]


def use_everywhere(server: Server, key: str) -> None:
    """Show the key wherever a careless client might."""
    escaped = key.replace("_", "%5F")
    letter = orjson.dumps({"url": f"http://paper.example/{key[5:9]}", "reason": "Reports how many were told."})
    bearer = f"Authorization: Bearer {key}"
    server.get("/api/v1/incidents", bearer)
    server.get("/api/v1/keys/current", bearer)
    server.get(
        "/api/v1/incidents?as_of=9999", bearer, f"User-Agent: study {key}", f"Referer: http://x.example/?k={key}"
    )
    for address in (f"?api_key={key}", f"?key={escaped}", f"?{key}=1", f"/{key}", f"?q={key}", f"/{key}?cursor={key}"):
        server.get(f"/api/v1/incidents{address}")
        server.get(f"/incidents{address}")
        server.get(f"/admin/login/{address}")
    server.get("/api/v1/incidents", f"Cookie: sessionid={key}", f"X-Request-Id: {key}", f"If-None-Match: {key}")
    server.get("/api/v1/incidents", f"Authorization: {key}", f"Host: {key}.example")
    post(server, "/api/v1/submissions", letter, bearer, f"Idempotency-Key: {key}", "Content-Type: application/json")
    post(server, "/api/v1/submissions", b'{"' + key.encode(), bearer, "Content-Type: application/json")
    form = f"act=look&key={key}".encode()
    post(server, "/keys", form, "Content-Type: application/x-www-form-urlencoded")
    post(server, "/keys", form.replace(b"look", key.encode()), "Content-Type: application/x-www-form-urlencoded")


def post(server: Server, path: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}", *headers]
    return server.send("\r\n".join([*lines, "", ""]).encode() + body)


def columns_holding(secrets: list[str]) -> list[str]:
    """Columns of any table, queues included, that hold one of the secrets in any row, whatever their type."""
    at = connection.settings_dict
    pattern = "|".join(secrets)
    found = []
    with psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"]
    ) as reading:
        for table, column in reading.execute(_COLUMNS).fetchall():
            row = reading.execute(
                f'SELECT count(*) FROM {table} WHERE "{column}"::text ~ %s',  # type: ignore[arg-type]
                [pattern],
            ).fetchone()
            if row is not None and row[0]:
                found.append(f"{table}.{column}")
    return found


def test_keys_reach_neither_log_nor_database(stored: Stored, server: Server, canaries: list[str]) -> None:
    for key in canaries:
        use_everywhere(server, key)
    secrets = [key.rpartition(key[:14])[2] for key in canaries]
    said = server.said()
    assert [secret for secret in secrets if secret in said] == []
    assert [secret for secret in secrets if secret.replace("_", "%5F") in said] == []
    assert canaries[0][:13] in said  # the prefix names the key to people
    with using(stored.name):
        assert columns_holding(secrets) == []
        assert columns_holding([canaries[0][5:13]]) == ["public.intake_apikey.prefix"]  # it would have been found


def test_the_access_log_has_no_query(server: Server) -> None:
    server.get("/api/v1/incidents?q=somebodys-name", "Referer: http://x.example/?name=somebody")
    assert '"GET /api/v1/incidents HTTP/1.1" 200' in server.said()
    assert "somebody" not in server.said()


KEY = "pikb_abcd2345_" + "Ab-_" * 10 + "xyz"


@pytest.mark.parametrize(
    "text",
    [KEY, f"key={KEY}&x=1", f"Bearer {KEY}.", KEY.replace("_", "%5F"), KEY[:30], f"['{KEY}', '{KEY}']", f"\n{KEY}\n"],
)
def test_a_key_is_cut_to_its_prefix(text: str) -> None:
    assert "Ab-" not in masked(text)
    assert "abcd2345" in masked(text)


def test_what_is_no_key_stays() -> None:
    text = "pikb_read may SELECT; PIKB-2018-00001; pikb_intake"
    assert masked(text) == text


def test_records_of_any_logger_are_masked(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("somebody.elses")
    try:
        raise ValueError(f"cannot read {KEY}")
    except ValueError:
        logger.exception("refused %s for %r", KEY, {"authorization": KEY}, stack_info=True)
    assert "Ab-" not in caplog.text
    assert "ValueError: cannot read pikb_abcd2345_…" in caplog.text


def test_a_report_of_an_error_has_no_key() -> None:
    request = RequestFactory().get("/api/v1/incidents", headers={"authorization": f"Bearer {KEY}"})
    try:
        raise ValueError("something else")
    except ValueError:
        report = ExceptionReporter(request, *sys.exc_info()).get_traceback_text()
    assert "ValueError" in report
    assert KEY not in report
