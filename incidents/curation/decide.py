"""What a curator decides about a fact. Each function is one transaction and keeps one decision, which it returns.

`version` is the fact's optimistic lock as the form was rendered: when it is not the row's any more, EditConflict
carries what the other person decided. The functions raise the refusals of incidents/curation/refusals.py.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from incidents.curation import acceptance, contradictions, journal, rules
from incidents.curation.refusals import AlreadyDecided, NoIncidentLinked, NotComparable, ReasonMissing
from incidents.curation.spans import Span
from incidents.curation.undo import undo
from incidents.models import (
    ACCEPTED,
    MODEL_OF_KIND,
    Article,
    ArticleVersion,
    Decision,
    Fact,
    Incident,
    IncidentArticle,
    User,
)
from incidents.models.curation import REJECTION_REASONS

__all__ = [
    "accept",
    "add",
    "add_evidence",
    "corroborate",
    "edit_and_accept",
    "reject",
    "retract",
    "supersede",
    "undo",
]


@transaction.atomic
def accept(
    *, fact: Fact, curator: User, version: int, now: datetime | None = None, note: str | None = None
) -> Decision:
    """Accept a proposal as it stands, into the incident that its number is linked to."""
    return _accept(fact, {}, None, None, curator=curator, version=version, now=now, note=note)


@transaction.atomic
def edit_and_accept(
    *,
    fact: Fact,
    curator: User,
    version: int,
    changes: Mapping[str, Any],
    evidence: Span | None = None,
    number: str | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """Accept a proposal with fields, words or incident put right; without a difference it is a plain acceptance.

    `changes` has the names of the contract; a field that is not named stays as proposed. `number` says which of the
    article's incidents the fact is about.
    """
    return _accept(fact, changes, evidence, number, curator=curator, version=version, now=now, note=note)


def _accept(
    fact: Fact,
    changes: Mapping[str, Any],
    span: Span | None,
    number: str | None,
    *,
    curator: User,
    version: int,
    now: datetime | None,
    note: str | None,
) -> Decision:
    now = now or timezone.now()
    locked = _lock_open(fact, curator, version)
    number = number or locked.incident_number
    incident = acceptance.linked_incident(locked.article, number)
    before = journal.snapshot(locked)
    if number != locked.incident_number:
        Fact.objects.filter(pk=locked.pk).update(incident_number=number)
        locked.incident_number = number
    if span is not None:
        _replace_words(locked, span)
    words = acceptance.check_words(locked)
    proposed = rules.read(locked)
    values = rules.validate(
        locked.kind,
        proposed | dict(changes),
        start=words.start,
        end=words.end,
        quote=words.quote,
        incident=number,
    )
    same_place = (number, journal.describe_evidence(words)) == (before["incident_number"], before["evidence"][0])
    changed = values != proposed or not same_place
    state = "curator_edited" if changed else "curator_accepted"
    acceptance.take_in(locked, incident=incident, values=values, curator=curator, now=now, state=state)
    return _conclude(
        "edit_and_accept" if changed else "accept", locked, curator=curator, now=now, before=before, note=note
    )


@transaction.atomic
def add(
    *,
    article_version: ArticleVersion,
    incident: Incident,
    kind: str,
    fields: Mapping[str, Any],
    start: int,
    end: int,
    curator: User,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """Add a fact by hand, resting on the words from `start` to `end`; the article must be linked to the incident."""
    now = now or timezone.now()
    journal.check_person(curator)
    span = Span(version=article_version, start=start, end=end)
    article = journal.lock_article(article_version.article)
    link = IncidentArticle.objects.filter(article=article, incident=incident, state="accepted").first()
    if link is None:
        raise NoIncidentLinked(f"This article is not linked to {incident}: link it first.")
    incident = journal.lock_incident(incident)
    acceptance.check_open(incident)
    values = rules.validate(kind, fields, start=start, end=end, quote=span.quote, incident=link.incident_number)
    _check_new(kind, span, incident, values)
    fact = acceptance.create_proposal(
        kind=kind,
        article=article,
        number=link.incident_number,
        values=values,
        spans=[span],
        origin={"origin_kind": "person", "origin_name": curator.get_username()[:60]},
    )
    base = Fact.objects.get(pk=fact.pk)
    acceptance.take_in(base, incident=incident, values=values, curator=curator, now=now, state="curator_accepted")
    return _conclude("add", base, curator=curator, now=now, before={}, note=note)


@transaction.atomic
def reject(
    *,
    fact: Fact,
    curator: User,
    version: int,
    reason: str,
    note: str | None = None,
    now: datetime | None = None,
) -> Decision:
    """Reject a proposal with a reason of REJECTION_REASONS."""
    if reason not in REJECTION_REASONS:
        raise ReasonMissing(f"Rejecting needs a reason: {', '.join(REJECTION_REASONS)}; not {reason!r}.")
    now = now or timezone.now()
    locked = _lock_open(fact, curator, version)
    before = journal.snapshot(locked)
    acceptance.set_aside(locked, state="curator_rejected", curator=curator, now=now)
    return _conclude("reject", locked, curator=curator, now=now, before=before, note=note, reason=reason)


@transaction.atomic
def corroborate(
    *,
    fact: Fact,
    recorded: Fact,
    curator: User,
    version: int | None = None,
    evidence: Span | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """The proposal is the same claim as an accepted fact: its words become evidence of that, it counts as duplicate.

    `evidence` gives better words of the same article than the proposal's own.
    """
    now = now or timezone.now()
    locked = _lock_open(fact, curator, version)
    _check_recorded(recorded, kind=locked.kind, article=locked.article)
    before = journal.snapshot(locked)
    words = acceptance.check_words(locked)
    span = evidence or Span(version=words.article_version, start=words.start, end=words.end)
    added, _ = acceptance.add_words(recorded, span)
    acceptance.set_aside(locked, state="curator_rejected", curator=curator, now=now)
    after = journal.snapshot(locked) | {"recorded": recorded.public_id, "added": journal.describe_evidence(added)}
    decision = journal.record(
        "corroborate",
        curator=curator,
        now=now,
        fact=locked,
        incident=recorded.incident,
        before=before,
        after=after,
        reason="duplicate",
        note=note,
    )
    journal.settle(locked.article)
    return decision


@transaction.atomic
def add_evidence(
    *, recorded: Fact, span: Span, curator: User, now: datetime | None = None, note: str | None = None
) -> Decision:
    """Let an accepted fact rest on further words of a linked article, where nothing had been proposed."""
    journal.check_person(curator)
    article = journal.lock_article(span.version.article)
    _check_recorded(recorded, kind=recorded.kind, article=article)
    added, _ = acceptance.add_words(recorded, span)
    after = {"recorded": recorded.public_id, "added": journal.describe_evidence(added)}
    return journal.record(
        "corroborate", curator=curator, now=now, fact=recorded, article=article, after=after, note=note
    )


@transaction.atomic
def supersede(
    *,
    old: Fact,
    new: Fact,
    curator: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """One accepted claim replaces another of the same kind and incident; both stay readable."""
    journal.check_person(curator)
    reason = _reason(reason)
    locked = journal.lock_fact(old, version)
    replacing = Fact.objects.get(pk=new.pk)
    if locked.pk == replacing.pk or locked.kind != replacing.kind or locked.incident_id != replacing.incident_id:
        raise NotComparable("A fact is superseded by another one of the same kind and the same incident.")
    if not (locked.is_accepted and replacing.is_accepted):
        raise NotComparable("Only an accepted fact supersedes an accepted fact.")
    if locked.superseded_by_id is not None or _leads_to(replacing, locked):
        raise NotComparable("The fact is superseded already, or the two would supersede each other.")
    before = journal.snapshot(locked)
    Fact.objects.filter(pk=locked.pk).update(superseded_by=replacing, version=F("version") + 1)
    locked.refresh_from_db()
    return _conclude(
        "supersede",
        locked,
        curator=curator,
        now=now or timezone.now(),
        before=before,
        note=note,
        reason=reason,
        also={"superseded_by": replacing.public_id},
    )


@transaction.atomic
def retract(
    *,
    fact: Fact,
    curator: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
    note: str | None = None,
) -> Decision:
    """Take an accepted fact back; its row stays, what it had superseded stands again or passes to its successor."""
    journal.check_person(curator)
    reason = _reason(reason)
    locked = journal.lock_fact(fact, version)
    if not locked.is_accepted:
        raise AlreadyDecided(f"The fact is {locked.get_review_state_display().lower()}; only accepted ones retract.")
    before = journal.snapshot(locked)
    released = acceptance.retire(locked)
    return _conclude(
        "retract",
        locked,
        curator=curator,
        now=now or timezone.now(),
        before=before,
        note=note,
        reason=reason,
        also={"released": released},
    )


def _lock_open(fact: Fact, curator: User, version: int | None) -> Fact:
    journal.check_person(curator)
    locked = journal.lock_fact(fact, version)
    if locked.review_state != "machine_proposed":
        raise AlreadyDecided(f"The fact is not open: {locked.get_review_state_display().lower()}.")
    return locked


def _replace_words(fact: Fact, span: Span) -> None:
    if span.version.article_id != fact.article_id:
        raise NotComparable("The words must stand in the fact's own article.")
    fact.evidence.exclude(article_version=span.version, start=span.start, end=span.end).delete()
    acceptance.add_words(fact, span)


def _check_new(kind: str, span: Span, incident: Incident, values: Mapping[str, Any]) -> None:
    """Refuse a fact by hand that is recorded already with the same fields and words: the form was sent twice."""
    same_words = MODEL_OF_KIND[kind]._default_manager.filter(
        review_state__in=ACCEPTED,
        incident=incident,
        evidence__article_version=span.version,
        evidence__start=span.start,
        evidence__end=span.end,
    )
    if any(rules.read(fact) == values for fact in same_words):
        raise AlreadyDecided("This fact is recorded already, with the same fields and words.")


def _check_recorded(recorded: Fact, *, kind: str, article: Article) -> None:
    """Refuse to add words of an article to a fact that is not accepted, of another kind, or of no incident of it."""
    current = journal.lock_recorded(recorded)
    if not current.is_accepted:
        raise NotComparable("Words are added to an accepted fact only.")
    links = IncidentArticle.objects.filter(article=article, incident=current.incident_id, state="accepted")
    if current.kind != kind or not links.exists():
        raise NotComparable(
            "The same claim has the same kind, and belongs to an incident that the article is linked to."
        )


def _leads_to(fact: Fact, wanted: Fact) -> bool:
    """Whether following `superseded_by` from a fact comes to another."""
    step: Fact | None = fact
    while step is not None:
        if step.pk == wanted.pk:
            return True
        step = step.superseded_by
    return False


def _reason(reason: str) -> str:
    if not reason.strip() or len(reason) > 40:
        raise ReasonMissing("A reason of 1 to 40 characters is needed; longer words go into the note.")
    return reason.strip()


def _conclude(
    kind: str,
    fact: Fact,
    *,
    curator: User,
    now: datetime,
    before: Mapping[str, Any],
    note: str | None,
    reason: str | None = None,
    also: Mapping[str, Any] | None = None,
) -> Decision:
    """Keep the decision and bring contradictions and the article's state in line with it."""
    after = journal.snapshot(fact) | dict(also or {})
    decision = journal.record(
        kind, curator=curator, now=now, fact=fact, before=before, after=after, reason=reason, note=note or None
    )
    journal.settle(fact.article)
    if fact.incident is not None and fact.kind in contradictions.KINDS:
        contradictions.find(fact.incident)
    return decision
