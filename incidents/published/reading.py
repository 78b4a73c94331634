"""What the API asks the published tables: the state now, or as the base stood at an instant."""

import datetime
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, Model, Q, QuerySet, Value

from incidents.published.models import Change, IncidentRevision, Record

SEARCH_CONFIG = "english"

_Validity = TypeVar("_Validity", bound=Model)


def current() -> QuerySet[IncidentRevision]:
    """The current revision of every incident, merged and withdrawn ones too (their `state` says so)."""
    return IncidentRevision.objects.filter(valid_to__isnull=True)


def as_of(instant: datetime.datetime) -> QuerySet[IncidentRevision]:
    """The revision of every incident that was valid at the instant."""
    return valid_at(IncidentRevision.objects.all(), instant)


def revision_of(incident_id: str, instant: datetime.datetime | None = None) -> IncidentRevision | None:
    """One incident's revision now or at the instant; None when there was none."""
    revisions = current() if instant is None else as_of(instant)
    return revisions.filter(incident_id=incident_id).first()


def current_records(resource: str) -> QuerySet[Record]:
    """The flat records of a resource."""
    return Record.objects.filter(resource=resource, valid_to__isnull=True)


def records_as_of(resource: str, instant: datetime.datetime) -> QuerySet[Record]:
    """The flat records of a resource as they were at the instant."""
    return valid_at(Record.objects.filter(resource=resource), instant)


def changes_after(sequence: int) -> QuerySet[Change]:
    """Changes in the order of commit, from the one after `sequence`; 0 for all."""
    return Change.objects.filter(sequence__gt=sequence).order_by("sequence")


def valid_at(rows: "QuerySet[_Validity]", instant: datetime.datetime) -> "QuerySet[_Validity]":
    """Rows whose validity holds the instant: from `valid_from` on, until just before `valid_to`."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=instant), valid_from__lte=instant)


def search_query(words: str) -> SearchQuery:
    """The web-search grammar (words, "phrase", or, -not) against IncidentRevision.search, without accents."""
    return SearchQuery(Func(Value(words), function="unaccent"), config=SEARCH_CONFIG, search_type="websearch")
