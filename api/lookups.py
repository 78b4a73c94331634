"""Single rows: an incident's revision, a record, an article by its address."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from api import database
from api.database import ALIAS
from api.filters import Reading
from api.pages import Row
from api.sql import statement
from incidents.published import reading
from incidents.published.models import IncidentRevision, Record


@dataclass(frozen=True)
class Standing:
    """Where an incident stands; with its body where that was asked for."""

    row_id: int
    incident_id: str
    state: str
    number: int
    etag: str
    valid_from: datetime.datetime
    successor: str | None
    state_reason: str | None
    body: str | None


# By hand: building this query anew for every request would cost more than running it.
_STANDING = sql.SQL(
    "SELECT r.id, r.incident_id, r.state, r.number, r.etag, r.valid_from, r.successor, r.state_reason, {}"
    " FROM published_incidentrevision AS r WHERE r.incident_id = {} AND {}"
)


def standing_of(incident_id: str, at: datetime.datetime | None = None, *, with_body: bool = False) -> Standing | None:
    """The incident's state now or at an instant; None when it was not public. One that is withdrawn today stays so.

    A withdrawal takes back the past too: no instant of the past brings a withdrawn body back.
    """
    today = _standing(incident_id, Reading(), with_body=with_body and at is None)
    if at is None or today is None or today.state == "withdrawn":
        return today
    return _standing(incident_id, Reading(as_of=at), with_body=with_body)


def _standing(incident_id: str, when: Reading, *, with_body: bool) -> Standing | None:
    body = sql.SQL("r.body" if with_body else "NULL")
    found = database.rows(_STANDING.format(body, sql.Literal(incident_id), when.valid("r")))
    return Standing(*found[0]) if found else None


def body_of(standing: Standing) -> str:
    """The stored body of a revision, read now unless it came with the standing."""
    if standing.body is not None:
        return standing.body
    query = sql.SQL("SELECT r.body FROM published_incidentrevision AS r WHERE r.id = {}")
    body: str = database.rows(query.format(sql.Literal(standing.row_id)))[0][0]
    return body


def title_of(row_id: int) -> str:
    """The title of a revision."""
    title: str = IncidentRevision.objects.using(ALIAS).values_list("title", flat=True).get(pk=row_id)
    return title


def bodies_of(incident_ids: Sequence[str], at: datetime.datetime | None) -> dict[str, str]:
    """The stored bodies of incidents now or at an instant."""
    revisions = reading.current() if at is None else reading.as_of(at)
    found = revisions.using(ALIAS).filter(incident_id__in=incident_ids, state="published")
    return dict(found.values_list("incident_id", "body"))


def record_of(
    resource: str, record_id: str, at: datetime.datetime | None = None, *, with_body: bool = True
) -> Record | None:
    """The record now or at an instant. Without its body, that is read when it is asked for after all."""
    records = reading.current_records(resource) if at is None else reading.records_as_of(resource, at)
    found = records.using(ALIAS).filter(record_id=record_id)
    return (found if with_body else found.defer("body")).first()


def rows_of(resource: str, record_ids: Sequence[str], at: datetime.datetime | None) -> list[Row]:
    """The records of these ids now or at an instant, as rows of a page."""
    records = reading.current_records(resource) if at is None else reading.records_as_of(resource, at)
    found = records.using(ALIAS).filter(record_id__in=record_ids).values_list("record_id", "incident_id", "body")
    return [Row(record_id=one, incident_id=incident, keys=(), body=body) for one, incident, body in found]


def is_public(public_id: str) -> bool:
    """Whether there is a public incident or record of this id now."""
    incidents = reading.current().using(ALIAS).filter(incident_id=public_id, state="published")
    records = Record.objects.using(ALIAS).filter(record_id=public_id, valid_to__isnull=True)
    return incidents.exists() or records.exists()


def last_of(resource: str, record_id: str) -> Record | None:
    """The record as it was last public."""
    found = Record.objects.using(ALIAS).filter(resource=resource, record_id=record_id)
    return found.defer("body").order_by("-valid_from").first()


def withdrawn_among(incident_ids: Sequence[str]) -> set[str]:
    """Which of these incidents are withdrawn today."""
    found = reading.current().using(ALIAS).filter(incident_id__in=incident_ids, state="withdrawn")
    return set(found.values_list("incident_id", flat=True))


def url_key(canonical: str) -> str:
    """How an article's canonical address is stored."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def articles_at(canonical: str) -> list[Record]:
    """The public articles at a canonical address."""
    found = Record.objects.using(ALIAS).filter(resource="articles", url_key=url_key(canonical), valid_to__isnull=True)
    return list(found.order_by("record_id"))


def most_disputed() -> str | None:
    """The body of the public incident with the most estimates, the first of equals; None while there is none."""
    found = database.rows(statement("most_disputed"))
    return found[0][0] if found else None
