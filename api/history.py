"""The published revisions of one incident: when each was valid, and what it changed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from psycopg import sql

from api import answers, database
from api.sql import statement

# What curators write themselves, and the headline, which is chosen from the claims by rule.
FIELDS = ("title", "summary", "status", "veracity", "occurred", "first_public", "headline")
_CHANGE = ("sequence", "type", "record", "text")


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One revision as the base holds it."""

    number: int
    valid_from: datetime.datetime
    valid_to: datetime.datetime | None
    fields: Mapping[str, Any]
    changes: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class History:
    """A page of revisions, newest first; `before` is the one that its last revision replaced."""

    revisions: Sequence[Revision]
    before: Revision | None
    has_newer: bool


def older(incident_id: str, than: int, limit: int, *, last: int) -> History:
    """So many revisions before this number; `last` is the newest of all that may be shown."""
    found = _rows(incident_id, lowest=1, highest=min(than - 1, last), limit=limit + 1)
    return History(revisions=found[:limit], before=found[limit] if len(found) > limit else None, has_newer=than <= last)


def newer(incident_id: str, than: int, limit: int, *, last: int) -> History:
    """So many revisions after this number: the ones next to it."""
    found = _rows(incident_id, lowest=than, highest=min(than + limit, last), limit=limit + 1)
    return History(revisions=found[:-1], before=found[-1] if found else None, has_newer=than + limit < last)


def told(revision: Revision, before: Revision | None, *, last: int, address: str) -> dict[str, Any]:
    """A revision as it is answered; the last one that is shown was replaced by nothing then."""
    began = answers.instant(revision.valid_from)
    ended = revision.valid_to if revision.number < last else None
    return {
        "revision": revision.number,
        "url": f"{address}?as_of={began}",
        "valid_from": began,
        "valid_to": answers.instant(ended) if ended else None,
        "changes": [{name: change[name] for name in _CHANGE} for change in revision.changes],
        "fields": _changed(before.fields if before else {}, revision.fields),
    }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "before": before.get(name), "after": after[name]}
        for name in FIELDS
        if before.get(name) != after[name]
    ]


def _rows(incident_id: str, *, lowest: int, highest: int, limit: int) -> list[Revision]:
    composed = statement("history").format(
        fields=sql.SQL(", ").join(sql.SQL("doc.{}").format(sql.Identifier(name)) for name in FIELDS),
        columns=sql.SQL(", ").join(sql.SQL("{} json").format(sql.Identifier(name)) for name in FIELDS),
        incident_id=sql.Literal(incident_id),
        lowest=sql.Literal(lowest),
        highest=sql.Literal(highest),
        limit=sql.Literal(limit),
    )
    return [
        Revision(
            number=number,
            valid_from=valid_from,
            valid_to=valid_to,
            fields=dict(zip(FIELDS, orjson.loads(fields), strict=True)),
            changes=orjson.loads(changes or "[]"),
        )
        for number, valid_from, valid_to, fields, changes in database.rows(composed)
    ]
