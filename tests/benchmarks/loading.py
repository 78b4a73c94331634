"""Copies made incidents into an empty, migrated database: `python -m tests.benchmarks.loading SIZE`.

Indexes are dropped first and made again at the end, as any bulk load does; counts, search vectors, parties and changes
are then what publication would have left.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import psycopg
from django.db.models import Model
from psycopg import sql

from tests.benchmarks.making import Maker, Rows

CHUNK = 1_000
PLAIN_UP_TO = 100_000  # the peer's tables are filled up to this size
_TABLES = ("published_incidentrevision", "published_incidentterm", "published_record", "published_change")
_REVISION_COLUMNS = (
    "id, incident_id, number, state, body, etag, valid_from, valid_to, first_published_at, title, status, veracity, "
    "occurred_earliest, occurred_latest, first_public_earliest, first_public_latest, has_headline, headline_low, "
    "headline_high"
)
_TERM_COLUMNS = "revision_id, incident_id, facet, code, sort_on, is_current"
_RECORD_COLUMNS = (
    "resource, record_id, incident_id, incident_ids, sort_on, known_on, name, low, high, codes, url_key, body, etag, "
    "valid_from, valid_to"
)
_WORDS = "CREATE TEMP TABLE words (revision bigint, title text, names text, quotations text, summary text)"
# Parties as incidents.publication.shared draws them together from the roles, in one pass over all.
_PARTIES = """
INSERT INTO published_record
    (resource, record_id, incident_ids, known_on, name, codes, body, etag, valid_from)
SELECT 'parties', made.id, made.incidents, made.known_on, made.name, made.codes, made.body,
       encode(sha256(convert_to(made.body, 'UTF8')), 'hex'), made.valid_from
FROM (
    SELECT party.public_id AS id, party.name, found.incidents, found.known_on, found.valid_from,
           ARRAY(SELECT code FROM unnest(found.role_codes || ARRAY['kind:' || party.kind, 'name:' || lower(party.name)])
                 AS code GROUP BY code ORDER BY code) AS codes,
           format('{"id":"%s","name":"%s","kind":"%s","jurisdiction":null,"aliases":[],"identifiers":[],"roles":[%s],'
                  '"incidents":["%s"]}', party.public_id, party.name, party.kind, found.roles,
                  array_to_string(found.incidents, '","')) AS body
    FROM made_party AS party
    JOIN (
        SELECT role.party,
               string_agg(format('{"id":"%s","incident":"%s","roles":["%s"],"status":"alleged"}',
                                 role.record_id, role.incident_id, role.role), ','
                          ORDER BY role.incident_id, role.record_id) AS roles,
               array_agg(DISTINCT role.incident_id) AS incidents,
               array_agg(DISTINCT 'role:' || role.role) AS role_codes,
               min(role.known_on) AS known_on, max(role.valid_from) AS valid_from
        FROM (
            SELECT r.record_id, r.incident_id, r.known_on, r.valid_from,
                   substr(r.codes[3], 7) AS party, substr(r.codes[4], 6) AS role
            FROM published_record AS r WHERE r.resource = 'roles' AND r.valid_to IS NULL
        ) AS role
        GROUP BY role.party
    ) AS found ON found.party = party.public_id
) AS made
"""
_CHANGES = """
INSERT INTO published_change (sequence, type, incident_id, revision, at, body)
SELECT told.sequence, told.type, told.incident_id, told.number, told.valid_from,
       format('{"sequence":%s,"type":"%s","incident":"%s","url":"%s/api/v1/incidents/%s","title":"%s","revision":%s,'
              '"at":"%s","record":null,"text":"%s"}', told.sequence, told.type, told.incident_id, chr(1),
              told.incident_id, told.title, told.number, to_char(told.valid_from, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
              told.title)
FROM (
    SELECT row_number() OVER (ORDER BY r.valid_from, r.id) AS sequence, r.incident_id, r.number, r.valid_from, r.title,
           CASE r.number WHEN 1 THEN 'incident.published' WHEN 2 THEN 'headline.changed' ELSE 'wording' END AS type
    FROM published_incidentrevision AS r
) AS told
"""


def load(size: int, *, processes: int = 2) -> None:
    """Fill the database behind DATABASE_URL, which is migrated and empty."""
    from django.db import connection

    from incidents.publication import vocabularies
    from incidents.published import counts
    from incidents.published.models import Change, ChangeCounter

    plain = size <= PLAIN_UP_TO
    began = time.monotonic()

    def told(stage: str) -> None:
        print(f"  {size:,} incidents: {stage} after {time.monotonic() - began:.0f} s", flush=True)

    vocabularies.load()
    makes_anew = _drop_indexes()
    maker = Maker(size=size)
    if plain:
        _make_plain_tables(maker)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_party (public_id text, name text, kind text)")
        with cursor.copy("COPY made_party FROM STDIN") as copy:
            for party in maker.parties:
                copy.write_row((party.public_id, party.name, party.kind))
    connection.close()
    steps = [(size, first, min(first + CHUNK, size), plain) for first in range(0, size, CHUNK)]
    if processes == 1:
        for step in steps:
            _load_chunk(step)
    else:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            for done, _ in enumerate(pool.imap_unordered(_load_chunk, steps), start=1):
                if done % 100 == 0:
                    told(f"{done * CHUNK:,} copied")
    told("copied")
    _run_sql(_PARTIES)
    _run_sql(_CHANGES)
    told("parties and changes made")
    # Several at once: a table's indexes on one connection, the counts, which need none of them, on another.
    records = [one for one in makes_anew if "published_record" in one]
    with ThreadPoolExecutor() as threads:
        jobs = [
            threads.submit(_run_sql, *records),
            threads.submit(_run_sql, *(one for one in makes_anew if one not in records)),
            threads.submit(_closing, counts.recount),
        ]
        for job in jobs:
            job.result()
    told("indexes made, groups counted")
    _run_sql(
        "SELECT setval(pg_get_serial_sequence('published_incidentrevision', 'id'), max(id))"
        " FROM published_incidentrevision",
        f"INSERT INTO incidents_incidentserial (year, last) SELECT y, {size} FROM generate_series(2000, 2030) AS y",
    )
    ChangeCounter.objects.update_or_create(pk=1, defaults={"last": Change.objects.count()})
    _run_sql("VACUUM ANALYZE")
    told("ready")


def _run_sql(*statements: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET work_mem = '512MB'")
        for statement in statements:
            connection.execute(statement)


def _closing(run: Callable[[], None]) -> None:
    """Run with a connection of this thread, which ends with it."""
    from django.db import connection

    try:
        run()
    finally:
        connection.close()


def _load_chunk(step: tuple[int, int, int, bool]) -> None:
    size, first, last, plain = step
    maker = _makers.get(size) or _makers.setdefault(size, Maker(size=size))
    rows = Rows()
    for number in range(first, last):
        maker.add(number, rows, plain=plain)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(_WORDS)
        _copy(cursor, "words", "revision, title, names, quotations, summary", rows.words)
        _copy(cursor, "published_incidentrevision", _REVISION_COLUMNS, rows.revisions)
        cursor.execute(search_statement())
        _copy(cursor, "published_incidentterm", _TERM_COLUMNS, rows.terms)
        _copy(cursor, "published_record", _RECORD_COLUMNS, rows.records)
        if plain:
            from tests.benchmarks.peers.models import TABLES

            for name, lines in rows.plain.items():
                fields = [one.column for one in TABLES[name]._meta.concrete_fields]
                columns = fields if name == "incident" else fields[1:]
                _copy(cursor, TABLES[name]._meta.db_table, ", ".join(columns), lines)
        cursor.execute("DROP TABLE words")


_makers: dict[int, Maker] = {}


def search_statement() -> str:
    """The statement of publication for one revision, made to take all rows of `words` at once."""
    import incidents.publication

    text = (Path(incidents.publication.__file__).parent / "search.sql").read_text(encoding="utf-8")
    for name in ("title", "names", "quotations", "summary"):
        text = text.replace(f"%({name})s", f"words.{name}")
    whole, separator, _ = text.partition("WHERE id = %(revision)s")
    assert separator
    return whole + "FROM words WHERE published_incidentrevision.id = words.revision"


def _copy(cursor: psycopg.Cursor, table: str, columns: str, lines: Iterable[str]) -> None:
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        copy.write("".join(lines).encode())


def _drop_indexes() -> list[str]:
    """Drop what slows loading; the statements that make it again."""
    from django.db import connection

    makes_anew = []
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
                " AND contype IN ('u', 'f')",
                [table],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                makes_anew.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            cursor.execute(
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
                " WHERE indrelid = %s::regclass AND NOT indisprimary",
                [table],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)).as_string(None))
                makes_anew.append(definition)
    return makes_anew


def plain_tables() -> list[type[Model]]:
    """The peer's tables, in the order in which they refer to each other."""
    from tests.benchmarks.peers.models import TABLES

    return list(TABLES.values())


def _make_plain_tables(maker: Maker) -> None:
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in plain_tables():
            editor.create_model(model)
        editor.deferred_sql = [one for one in editor.deferred_sql if "FOREIGN KEY" not in str(one)]
    statement = "COPY peers_plainparty (id, public_id, name, kind) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for party in maker.parties:
            copy.write_row((party.number, party.public_id, party.name, party.kind))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    load(int(sys.argv[1]))


if __name__ == "__main__":
    main()
