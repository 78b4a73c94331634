"""Publish and withdraw: each one transaction under the incident's row lock, with its decision."""

import datetime

from django.db import transaction
from django.utils import timezone

from incidents.models import Decision, Incident, IncidentSerial, User
from incidents.partial_dates import PartialDate
from incidents.publication import changes, documents, ledger
from incidents.publication.refusals import (
    NotAPerson,
    NothingToPublish,
    NotPublishable,
    NotPublished,
    PreviewOutdated,
    ReasonMissing,
    UnknownSuccessor,
)
from incidents.publication.selection import Selection, select
from incidents.published.bodies import dump, parse
from incidents.published.models import Change, IncidentRevision
from incidents.published.reading import revision_of

PUBLISHABLE_STATES = ("candidate", "in_review", "published")


def publish(
    *, incident: Incident, curator: User, now: datetime.datetime | None = None, seen: str | None = None
) -> IncidentRevision:
    """Bring what the public sees of the incident up to its accepted facts; returns the current revision.

    With nothing changed, that is the revision which is there already. The first publication gives the public id.
    `seen` is the fingerprint of the preview that the curator agreed to. Raises NotAPerson, NotPublishable,
    NothingToPublish, PreviewOutdated.
    """
    _check_person(curator)
    with transaction.atomic():
        # A second publisher of the same incident waits here, and then sees what the first one published.
        incident = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
        selection = check_publishable(incident)
        if seen is not None and seen != fingerprint(incident, selection):
            raise PreviewOutdated("facts changed after this preview was shown; look at it again before publishing")
        previous = revision_of(incident.public_id) if incident.public_id else None
        if previous and documents.content(parse(previous.body)) == _content(incident, selection):
            return previous
        counter = ledger.lock_counter()
        now = _later(now or timezone.now(), previous)
        _take_public_id(incident, now)
        first_published_at = previous.first_published_at if previous else now
        body = documents.assemble(
            incident,
            selection,
            number=previous.number + 1 if previous else 1,
            now=now,
            first_published_at=first_published_at,
        )
        revision = ledger.open_revision(body, now=now, first_published_at=first_published_at, previous=previous)
        party_rows = ledger.replace_records(revision.incident_id, body, now)
        ledger.index_words(revision, body, party_rows)
        told = changes.between(parse(previous.body) if previous else None, parse(dump(body)))
        ledger.record_changes(counter, told, revision=revision, title=body["title"])
        Decision.objects.create(
            kind="publish",
            incident=incident,
            before={"revision": previous.number if previous else None},
            after={"revision": revision.number, "incident": revision.incident_id},
            decided_by=curator,
            decided_at=now,
        )
        return revision


def withdraw(
    *,
    incident: Incident,
    curator: User,
    reason: str,
    successor: Incident | None = None,
    now: datetime.datetime | None = None,
) -> IncidentRevision:
    """Take the incident out of what the public sees; its id answers with the reason, and its successor, from then on.

    Raises NotAPerson, ReasonMissing, NotPublished, UnknownSuccessor.
    """
    _check_person(curator)
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("a withdrawal needs a reason; readers of the old address will see it")
    with transaction.atomic():
        incident = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
        previous = revision_of(incident.public_id) if incident.public_id else None
        if incident.state != "published" or previous is None or previous.state != "published":
            raise NotPublished(f"{incident} is {incident.state}; only a published incident can be withdrawn")
        successor_id = _successor_id(incident, successor)
        counter = ledger.lock_counter()
        now = _later(now or timezone.now(), previous)
        revision = ledger.open_withdrawal(previous, now=now, reason=reason, successor=successor_id)
        ledger.replace_records(revision.incident_id, None, now)
        told = [changes.withdrawn(previous.incident_id, reason)]
        ledger.record_changes(counter, told, revision=revision, title=previous.incident_id)
        incident.state, incident.state_reason = "withdrawn", reason
        incident.save(update_fields=["state", "state_reason", "modified_at"])
        Decision.objects.create(
            kind="withdraw",
            incident=incident,
            before={"revision": previous.number, "state": "published"},
            after={"revision": revision.number, "state": "withdrawn", "successor": successor_id},
            note=reason,
            decided_by=curator,
            decided_at=now,
        )
        return revision


def check_publishable(incident: Incident) -> Selection:
    """The facts that would be published; raises NotPublishable or NothingToPublish."""
    if incident.state not in PUBLISHABLE_STATES:
        raise NotPublishable(f"{incident} is {incident.state}; allowed: {', '.join(PUBLISHABLE_STATES)}")
    selection = select(incident)
    if not selection.ids:
        reasons = sorted({reason for _, reason in selection.left_out}) or ["it has no facts yet"]
        raise NothingToPublish(f"{incident} has no fact that may be published: {'; '.join(reasons)}")
    return selection


def fingerprint(incident: Incident, selection: Selection) -> str:
    """What a preview says, in short: the same as long as publishing would give the same content."""
    return documents.fingerprint(documents.assemble(incident, selection, number=0, now=_ANY_INSTANT))


def _check_person(curator: User) -> None:
    if curator.is_service or not curator.is_active:
        raise NotAPerson(f"{curator.get_username()} is not an active person's account and may not publish or withdraw")


_ANY_INSTANT = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # fingerprints leave the stamps out


def _content(incident: Incident, selection: Selection) -> dict[str, object]:
    return documents.content(parse(dump(documents.assemble(incident, selection, number=0, now=_ANY_INSTANT))))


def _take_public_id(incident: Incident, now: datetime.datetime) -> None:
    """Publish the row itself; the year of the id is when the incident came out, else happened, else now."""
    if incident.public_id is None:
        known = incident.first_public or incident.occurred_from
        year = PartialDate(known).earliest.year if known else now.year
        IncidentSerial.objects.get_or_create(year=year)
        serial = IncidentSerial.objects.select_for_update().get(year=year)
        serial.last += 1
        serial.save(update_fields=["last"])
        incident.public_id = str(serial)
    incident.state = "published"
    incident.save(update_fields=["public_id", "state", "modified_at"])


def _later(now: datetime.datetime, previous: IncidentRevision | None) -> datetime.datetime:
    """`now`, or the next microsecond where clocks differ: validity only ever goes forward.

    Of all incidents, not of this one alone: they share the records of parties and articles.
    """
    last = Change.objects.order_by("-sequence").values_list("at", flat=True).first()
    now = max(now, last) if last else now
    if previous is None or now > previous.valid_from:
        return now
    return previous.valid_from + datetime.timedelta(microseconds=1)


def _successor_id(incident: Incident, successor: Incident | None) -> str | None:
    if successor is None:
        return None
    successor = Incident.objects.get(pk=successor.pk)
    if successor.state != "published" or successor.public_id is None or successor.pk == incident.pk:
        raise UnknownSuccessor(f"{successor} cannot take the place of {incident}; name another published incident")
    return successor.public_id
