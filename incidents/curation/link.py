"""Which incident an article reports: links, new incidents, changes to them, and articles that report none."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from incidents import vocabularies
from incidents.curation import acceptance, journal
from incidents.curation.refusals import AlreadyDecided, InvalidField, LinkInUse, NumberTaken, ReasonMissing
from incidents.models import ACCEPTED, Article, Decision, Incident, IncidentArticle, User
from incidents.partial_dates import InvalidPartialDate, PartialDate

NOT_RELEVANT_REASONS = {
    "no_incident": "Reports no incident",
    "no_personal_data": "No data about people",
    "no_news": "Advice, advertising or opinion",
    "unreadable": "Not readable",
    "other": "Other",
}
DATES = ("occurred_from", "occurred_to", "first_public")
_VOCABULARY_OF = {"status": "incident_status", "veracity": "veracity"} | {
    f"{name}_qualifier": "date_qualifier" for name in DATES
}
INCIDENT_FIELDS = ("title", "summary", *_VOCABULARY_OF, *DATES)
LONGEST_TITLE = 300
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@transaction.atomic
def link(
    *,
    article: Article,
    number: str,
    incident: Incident,
    curator: User,
    version: int | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """The article's incident of this number is that incident; facts of the number may now be accepted into it."""
    locked = _lock(article, number, curator, version)
    acceptance.check_open(journal.lock_incident(incident))
    _check_free(locked, number, incident)
    _accept_link(locked, number, incident)
    journal.touch_article(article)
    return journal.record(
        "link", curator=curator, now=now, article=locked, incident=incident, after={"number": number}, note=note
    )


@transaction.atomic
def unlink(
    *,
    article: Article,
    number: str,
    incident: Incident,
    curator: User,
    version: int | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """Take a link back, or turn a proposed one down; refused while accepted facts of the article rest on it."""
    locked = _lock(article, number, curator, version)
    rows = IncidentArticle.objects.filter(article=locked, incident=incident, incident_number=number)
    state = rows.exclude(state="rejected").values_list("state", flat=True).first()
    if state is None:
        raise AlreadyDecided(f"Incident {number} of this article is not linked to {incident}.")
    check_unused(locked, number, incident)
    rows.update(state="rejected")
    journal.touch_article(article)
    return journal.record(
        "unlink",
        curator=curator,
        now=now,
        article=locked,
        incident=incident,
        before={"number": number, "state": state},
        note=note,
    )


@transaction.atomic
def open_incident(
    *,
    article: Article,
    number: str,
    title: str,
    curator: User,
    version: int | None = None,
    now: datetime | None = None,
    note: str | None = None,
    **fields: Any,
) -> Incident:
    """Open a candidate incident from an article and link the number to it. `fields` are those of INCIDENT_FIELDS."""
    locked = _lock(article, number, curator, version)
    _check_free(locked, number, None)
    columns = check_incident_fields({"title": title} | fields)
    incident = Incident.objects.create(**columns)
    _accept_link(locked, number, incident)
    journal.touch_article(article)
    journal.record(
        "open_incident",
        curator=curator,
        now=now,
        article=locked,
        incident=incident,
        after={"number": number, "fields": columns},
        note=note,
    )
    return incident


@transaction.atomic
def edit_incident(
    *,
    incident: Incident,
    version: int,
    changes: Mapping[str, Any],
    curator: User,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """Change an incident's own fields; readers see it with the next publication."""
    journal.check_person(curator)
    locked = journal.lock_incident(incident, version)
    acceptance.check_open(locked)
    before = {name: getattr(locked, name) for name in INCIDENT_FIELDS}
    after = check_incident_fields(before | dict(changes))
    changed = [name for name in INCIDENT_FIELDS if before[name] != after[name]]
    _write_incident(locked, {name: after[name] for name in changed})
    incident.refresh_from_db()
    return journal.record(
        "edit_incident",
        curator=curator,
        now=now,
        incident=locked,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        note=note,
    )


@transaction.atomic
def mark_not_relevant(
    *,
    article: Article,
    curator: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """The article reports no incident: its open facts are rejected with it. Refused once facts were accepted."""
    if reason not in NOT_RELEVANT_REASONS:
        raise ReasonMissing(f"A reason is needed: {', '.join(NOT_RELEVANT_REASONS)}; not {reason!r}.")
    journal.check_person(curator)
    now = now or timezone.now()
    locked = journal.lock_article(article, version)
    if locked.review_state == "not_relevant":
        raise AlreadyDecided("The article is marked as not relevant already.")
    if locked.facts.filter(review_state__in=ACCEPTED).exists():
        raise LinkInUse("Facts of this article were accepted: retract them first.")
    open_facts = locked.facts.filter(review_state="machine_proposed")
    rejected = list(open_facts.order_by("pk").values_list("public_id", flat=True))
    open_facts.update(review_state="curator_rejected", reviewed_by=curator, reviewed_at=now, version=F("version") + 1)
    before = {"review_state": locked.review_state, "facts": rejected}
    Article.objects.filter(pk=locked.pk).update(review_state="not_relevant")
    journal.touch_article(article)
    article.refresh_from_db()
    return journal.record(
        "not_relevant",
        curator=curator,
        now=now,
        article=locked,
        before=before,
        after={"review_state": "not_relevant"},
        reason=reason,
        note=note,
    )


def vocabulary_of(field: str) -> str | None:
    """The list that an incident's field takes its codes from; None where it takes words or dates."""
    return _VOCABULARY_OF.get(field)


def check_incident_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """An incident's fields, checked; raises InvalidField."""
    if unknown := sorted(set(values) - set(INCIDENT_FIELDS)):
        raise InvalidField(unknown[0], f"an incident has no field {unknown[0]!r}: {', '.join(INCIDENT_FIELDS)}")
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    title = cleaned["title"] or ""
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise InvalidField("title", f"Title has {len(title)} characters; 1 to {LONGEST_TITLE} are allowed")
    for name, vocabulary in _VOCABULARY_OF.items():
        if name in cleaned and cleaned[name] not in vocabularies.load(vocabulary).codes:
            raise InvalidField(name, f"{cleaned[name]!r} is not in the list {vocabulary}")
    for name in DATES:
        cleaned[name] = _checked_date(name, cleaned.get(name))
    begin, end = cleaned["occurred_from"], cleaned["occurred_to"]
    if begin and end and PartialDate(begin).earliest > PartialDate(end).latest:
        raise InvalidField("occurred_to", f"It cannot end in {end} when it began in {begin}")
    return cleaned


def check_unused(article: Article, number: str, incident: Incident) -> None:
    """Raise LinkInUse when accepted facts of the article's number rest on the link."""
    used = article.facts.filter(incident=incident, incident_number=number, review_state__in=ACCEPTED).count()
    if used:
        raise LinkInUse(f"{used} accepted facts of this article rest on the link: retract them first.")


def _checked_date(name: str, value: Any) -> str | None:
    if not value:
        return None
    try:
        return PartialDate(str(value)).value
    except InvalidPartialDate as error:
        raise InvalidField(name, str(error)) from error


def _lock(article: Article, number: str, curator: User, version: int | None) -> Article:
    journal.check_person(curator)
    if not _NUMBER.fullmatch(number):
        raise InvalidField("number", f'{number!r} is not an incident number of an article: "1", "2", …')
    return journal.lock_article(article, version)


def _check_free(article: Article, number: str, incident: Incident | None) -> None:
    taken = IncidentArticle.objects.filter(article=article, incident_number=number, state="accepted").first()
    if taken is None:
        return
    if incident is not None and taken.incident_id == incident.pk:
        raise AlreadyDecided(f"Incident {number} of this article is linked to {incident} already.")
    raise NumberTaken(f"Incident {number} of this article is linked to {taken.incident}: take that link back first.")


def _accept_link(article: Article, number: str, incident: Incident) -> None:
    IncidentArticle.objects.update_or_create(
        article=article, incident=incident, incident_number=number, defaults={"state": "accepted"}
    )


def _write_incident(incident: Incident, columns: Mapping[str, Any]) -> None:
    Incident.objects.filter(pk=incident.pk).update(**columns, version=F("version") + 1, modified_at=timezone.now())
