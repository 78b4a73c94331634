"""Bodies as they would read by a day (known_by), and past bodies without what was withdrawn since (as_of)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from psycopg import sql

from api import database
from api.filters import Reading
from api.lookups import bodies_of, rows_of, withdrawn_among
from api.pages import Row
from api.shaping import Shaping, shaped
from incidents.published import bodies, known

_ARRAY_OF_RESOURCE = {"roles": "parties"}


def incident_by(body: str, known_by: datetime.date, base_url: str) -> dict[str, Any]:
    """An incident's body with only what had been claimed by the day."""
    return known.prune(bodies.parse(body, base_url), known_by)


def rendered(resource: str, rows: Sequence[Row], reading: Reading, base_url: str) -> list[bytes]:
    """The bodies of a page, ready to be joined: untouched unless one of the clocks is turned back."""
    if resource == "incidents" and reading.known_by is not None:
        return [orjson.dumps(incident_by(row.body, reading.known_by, base_url)) for row in rows]
    if resource in ("parties", "articles") and (reading.known_by or reading.as_of):
        make = _parties if resource == "parties" else _articles
        return [orjson.dumps(body) for body in make(rows, reading, base_url)]
    if resource != "incidents" and reading.known_by is not None:
        return [orjson.dumps(body) for body in _facts(resource, rows, reading, base_url)]
    return [bodies.render(row.body, base_url) for row in rows]


def answered(resource: str, rows: Sequence[Row], reading: Reading, base_url: str, shaping: Shaping) -> list[bytes]:
    """The bodies of a page as the reader wants them; nothing is parsed where everything is wanted."""
    made = rendered(resource, rows, reading, base_url)
    if shaping.is_plain:
        return made
    return [orjson.dumps(body) for body in reshaped(resource, map(orjson.loads, made), reading, base_url, shaping)]


def reshaped(
    resource: str, objects: Iterable[dict[str, Any]], reading: Reading, base_url: str, shaping: Shaping
) -> list[dict[str, Any]]:
    """Objects with references made whole and members left out, all under the same clocks."""

    def fetch(target: str, ids: Sequence[str]) -> Mapping[str, dict[str, Any]]:
        return _whole(target, ids, reading, base_url)

    return shaped(list(objects), resource, shaping, fetch)


def _whole(resource: str, ids: Sequence[str], reading: Reading, base_url: str) -> dict[str, dict[str, Any]]:
    """The public objects of these ids as the clocks show them."""
    if resource == "incidents":
        gone = withdrawn_among(ids) if reading.as_of else set()
        found = {one: body for one, body in bodies_of(ids, reading.as_of).items() if one not in gone}
        return {one: _incident(body, reading, base_url) for one, body in found.items()}
    rows = rows_of(resource, ids, reading.as_of)
    made = rendered(resource, rows, reading, base_url)
    return {row.record_id: orjson.loads(body) for row, body in zip(rows, made, strict=True)}


def _incident(body: str, reading: Reading, base_url: str) -> dict[str, Any]:
    if reading.known_by is None:
        return bodies.parse(body, base_url)
    return incident_by(body, reading.known_by, base_url)


def _facts(resource: str, rows: Sequence[Row], reading: Reading, base_url: str) -> list[dict[str, Any]]:
    """Each fact as its incident's body has it by that day, so that flat and nested answers cannot differ."""
    assert reading.known_by is not None
    incident_ids = sorted({row.incident_id for row in rows if row.incident_id})
    array = _ARRAY_OF_RESOURCE.get(resource, resource)
    as_then: dict[str, dict[str, Any]] = {}
    for body in bodies_of(incident_ids, reading.as_of).values():
        as_then |= {fact["id"]: fact for fact in incident_by(body, reading.known_by, base_url)[array]}
    return [as_then.get(row.record_id) or bodies.parse(row.body, base_url) for row in rows]


def _parties(rows: Sequence[Row], reading: Reading, base_url: str) -> list[dict[str, Any]]:
    """Parties with only those roles and incidents that facts of the day (and of no withdrawn incident) show."""
    naming = _facts_naming([row.record_id for row in rows], reading)
    gone = withdrawn_among(sorted({incident for _, _, incident in naming})) if reading.as_of else set()
    kept = [(party, record, incident) for party, record, incident in naming if incident not in gone]
    records = {record for _, record, _ in kept}
    found = []
    for row in rows:
        body = bodies.parse(row.body, base_url)
        incidents = sorted({incident for party, _, incident in kept if party == row.record_id})
        found.append(
            body | {"roles": [role for role in body["roles"] if role["id"] in records], "incidents": incidents}
        )
    return found


def _facts_naming(party_ids: Sequence[str], reading: Reading) -> list[tuple[str, str, str]]:
    """(party, fact, incident) for every fact of that day which names one of the parties."""
    wanted = {f"party:{party_id}" for party_id in party_ids}
    if not wanted:
        return []
    statement = sql.SQL(
        "SELECT k.record_id, k.incident_id, k.codes FROM published_record AS k"
        " WHERE k.incident_id IS NOT NULL AND k.codes && {}::text[] AND {} AND {}"
    ).format(sql.Literal(sorted(wanted)), reading.valid("k"), reading.known("k"))
    return [
        (code.removeprefix("party:"), record_id, incident_id)
        for record_id, incident_id, codes in database.rows(statement)
        for code in codes
        if code in wanted
    ]


def _articles(rows: Sequence[Row], reading: Reading, base_url: str) -> list[Mapping[str, Any]]:
    parsed = [bodies.parse(row.body, base_url) for row in rows]
    gone = withdrawn_among(sorted({one for body in parsed for one in body["incidents"]})) if reading.as_of else set()
    return [body | {"incidents": [one for one in body["incidents"] if one not in gone]} for body in parsed]
