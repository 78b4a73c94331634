"""Writes to the published tables: one revision closes, the next opens, with its terms, flat records and changes.

Every function runs inside the caller's transaction and under the lock on ChangeCounter.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q

from incidents.publication import facets, records, shared
from incidents.publication.changes import TypedChange
from incidents.publication.documents import API_ROOT, instant
from incidents.publication.in_words import FACT_ARRAYS
from incidents.published import counts
from incidents.published.bodies import Address, dump, etag
from incidents.published.intervals import interval
from incidents.published.models import Change, ChangeCounter, IncidentRevision, IncidentTerm, Record

Body = Mapping[str, Any]

_SEARCH = (Path(__file__).parent / "search.sql").read_text(encoding="utf-8")
_LONGEST_SEARCHED = 200_000  # characters: a tsvector holds at most a megabyte
_COLUMNS = [field.name for field in dataclasses.fields(records.Row) if field.name != "body"]


def lock_counter() -> ChangeCounter:
    """The one row that gives change numbers, locked until commit: all publications pass here one by one."""
    ChangeCounter.objects.get_or_create(pk=1)
    return ChangeCounter.objects.select_for_update().get(pk=1)


def open_revision(
    body: Body, *, now: datetime.datetime, first_published_at: datetime.datetime, previous: IncidentRevision | None
) -> IncidentRevision:
    """Close the previous revision and open the one with this body, its filter columns and terms."""
    _close(previous, now)
    text = dump(body)
    occurred, first_public, chosen = body["occurred"], body["first_public"], body["headline"]
    allowed = interval(chosen["low"], chosen["best"], chosen["high"], chosen["bound"]) if chosen else None
    revision = IncidentRevision.objects.create(
        incident_id=body["id"],
        number=body["version"],
        body=text,
        etag=etag(text),
        valid_from=now,
        first_published_at=first_published_at,
        title=body["title"],
        status=body["status"],
        veracity=body["veracity"],
        occurred_earliest=_earliest(occurred["from"] or occurred["to"]),
        occurred_latest=_latest(occurred["to"] or occurred["from"]),
        first_public_earliest=_earliest(first_public),
        first_public_latest=_latest(first_public),
        has_headline=chosen is not None,
        headline_low=allowed[0] if allowed else None,
        headline_high=allowed[1] if allowed else None,
    )
    IncidentTerm.objects.bulk_create(
        IncidentTerm(revision=revision, incident_id=body["id"], facet=facet, code=code, sort_on=now)
        for facet, code in sorted(facets.terms(body))
    )
    was_public = previous is not None and previous.state == "published"
    counts.shift_incidents(opened=[revision.pk], closed=[previous.pk] if previous and was_public else [])
    return revision


def open_withdrawal(
    previous: IncidentRevision, *, now: datetime.datetime, reason: str, successor: str | None
) -> IncidentRevision:
    """Close the published revision and open one that says only that, when and why the incident was withdrawn."""
    _close(previous, now)
    counts.shift_incidents(opened=[], closed=[previous.pk])
    return IncidentRevision.objects.create(
        incident_id=previous.incident_id,
        number=previous.number + 1,
        state="withdrawn",
        successor=successor,
        state_reason=reason,
        body="",
        etag=etag(f"withdrawn {previous.incident_id} {previous.number + 1}"),
        valid_from=now,
        first_published_at=previous.first_published_at,
        title="",
        status="",
        veracity="",
    )


def replace_records(incident_id: str, body: Body | None, now: datetime.datetime) -> list[records.Row]:
    """Bring the flat records of the incident up to its body (None: withdrawn), and of the parties and articles
    that it names or named. Records that read the same stay as they are. Returns the parties' rows."""
    rows = records.fact_rows(body) if body else []
    fact_ids = [row.record_id for row in rows]
    # By id too: a fact may have moved here from another incident, where its record is still open.
    mine = Q(incident_id=incident_id) | Q(record_id__in=fact_ids, incident_id__isnull=False)
    before = list(Record.objects.filter(mine, valid_to__isnull=True))
    _replace(before, rows, now)

    parties = {code.removeprefix("party:") for record in before for code in record.codes if code.startswith("party:")}
    parties |= {
        party for array in FACT_ARRAYS for fact in (body[array] if body else ()) for party in records.party_ids(fact)
    }
    party_rows = shared.party_rows(parties)
    _replace(Record.objects.filter(resource="parties", record_id__in=parties, valid_to__isnull=True), party_rows, now)

    article_rows = shared.article_rows(incident_id, body["articles"] if body else [])
    article_ids = [row.record_id for row in article_rows]
    touched = Q(incident_ids__contains=[incident_id]) | Q(record_id__in=article_ids)
    _replace(Record.objects.filter(touched, resource="articles", valid_to__isnull=True), article_rows, now)
    return party_rows


def index_words(revision: IncidentRevision, body: Body, party_rows: Iterable[records.Row]) -> None:
    """Fill the full-text column of a revision."""
    names = [body["headline"]["text"]] if body["headline"] else []
    names += [role["party"]["name"] for role in body["parties"] if role["party"]["name"]]
    for row in party_rows:
        if body["id"] in row.incident_ids:
            names += [row.body["name"], *row.body["aliases"]]
    quotations = (words["quote"] for array in FACT_ARRAYS for fact in body[array] for words in fact["evidence"])
    words = {
        "title": body["title"],
        "names": "\n".join(names),
        "quotations": "\n".join(dict.fromkeys(quotations)),
        "summary": body["summary"] or "",
    }
    with connection.cursor() as cursor:
        cut = {name: text[:_LONGEST_SEARCHED] for name, text in words.items()}
        cursor.execute(_SEARCH, cut | {"revision": revision.pk})


def record_changes(
    counter: ChangeCounter, changes: Sequence[TypedChange], *, revision: IncidentRevision, title: str
) -> None:
    """Number the changes onward from the counter and store them."""
    rows = []
    for sequence, change in enumerate(changes, start=counter.last + 1):
        told = {
            "sequence": sequence,
            "type": change.type,
            "incident": revision.incident_id,
            "url": Address(f"{API_ROOT}/incidents/{revision.incident_id}"),
            "title": title,
            "revision": revision.number,
            "at": instant(revision.valid_from),
            "record": change.record_id,
            "text": change.text,
        }
        rows.append(
            Change(
                sequence=sequence,
                type=change.type,
                incident_id=revision.incident_id,
                revision=revision.number,
                at=revision.valid_from,
                record_id=change.record_id,
                body=dump(told),
            )
        )
    Change.objects.bulk_create(rows)
    counter.last += len(rows)
    counter.save(update_fields=["last"])


def _close(revision: IncidentRevision | None, now: datetime.datetime) -> None:
    if revision is not None:
        IncidentRevision.objects.filter(pk=revision.pk).update(valid_to=now)
        revision.terms.update(is_current=False)


def _replace(before: Iterable[Record], rows: Sequence[records.Row], now: datetime.datetime) -> None:
    """Close records that are gone or read differently; open those that are new or read differently."""
    current = {(record.resource, record.record_id): record for record in before}
    fresh = [
        (row, text)
        for row in rows
        if not _is_same(current.get((row.resource, row.record_id)), row, text := dump(row.body))
    ]
    kept = {(row.resource, row.record_id) for row in rows} - {(row.resource, row.record_id) for row, _ in fresh}
    gone = [record.pk for key, record in current.items() if key not in kept]
    Record.objects.filter(pk__in=gone).update(valid_to=now)
    opened = Record.objects.bulk_create(
        Record(**{name: getattr(row, name) for name in _COLUMNS}, body=text, etag=etag(text), valid_from=now)
        for row, text in fresh
    )
    counts.shift_records(opened=[record.pk for record in opened], closed=gone)


def _is_same(record: Record | None, row: records.Row, text: str) -> bool:
    """Whether the record already is the row."""
    if record is None or record.body != text:
        return False
    return all(getattr(record, name) == getattr(row, name) for name in _COLUMNS)


def _earliest(date: Body | None) -> datetime.date | None:
    return records.first_day(date["value"]) if date else None


def _latest(date: Body | None) -> datetime.date | None:
    return records.last_day(date["value"]) if date else None
