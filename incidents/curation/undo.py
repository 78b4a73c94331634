"""Undo is another decision: the row of the first stays, and what it changed is changed back as far as history allows.

Accepted facts are append-only, so undoing an acceptance retracts the fact and puts the machine's proposal back into the
queue as a new row; undoing a retraction accepts a copy. Words once given as evidence stay, so a corroboration is not
undone; retract the fact instead.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from incidents.curation import acceptance, contradictions, journal, link
from incidents.curation.refusals import CannotUndo
from incidents.curation.spans import Span
from incidents.models import Article, ArticleVersion, Decision, Fact, Incident, IncidentArticle, User


@transaction.atomic
def undo(*, decision: Decision, curator: User, now: datetime | None = None, note: str | None = None) -> Decision:
    """Undo a decision; raises CannotUndo when later decisions rest on it or its kind does not allow it."""
    now = now or timezone.now()
    journal.check_person(curator)
    if decision.article is not None:
        journal.lock_article(decision.article)
    if Decision.objects.filter(undoes=decision).exists():
        raise CannotUndo("The decision was undone before.")
    take_back = _TAKE_BACK.get(decision.kind)
    if take_back is None:
        raise CannotUndo(f"“{decision.get_kind_display()}” is not undone here.")
    after = take_back(decision, curator, now)
    undone = journal.record(
        "undo",
        curator=curator,
        now=now,
        fact=decision.fact,
        article=decision.article,
        incident=decision.incident,
        before=decision.after,
        after=after,
        note=note,
        undoes=decision,
    )
    if decision.article is not None:
        journal.settle(decision.article)
    if decision.fact is not None and decision.incident is not None:
        contradictions.find(decision.incident)
    return undone


def _undo_acceptance(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    fact = _locked_fact(decision, "curator_accepted", "curator_edited")
    released = acceptance.retire(fact)
    if decision.kind == "add":
        return {"retracted": fact.public_id, "released": released}
    proposal = _copy(fact, decision.before)
    return {"retracted": fact.public_id, "proposed_again": proposal.public_id, "released": released}


def _undo_rejection(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    fact = _locked_fact(decision, "curator_rejected")
    _reopen(Fact.objects.filter(pk=fact.pk).values_list("public_id", flat=True))
    return {"reopened": [fact.public_id]}


def _undo_retraction(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    fact = _locked_fact(decision, "retracted")
    incident = acceptance.linked_incident(fact.article, fact.incident_number)
    if incident.pk != fact.incident_id:
        raise CannotUndo(f"Incident {fact.incident_number} of this article is linked to another incident by now.")
    copy = _copy(fact, decision.before)
    values = _values(decision.before)
    acceptance.take_in(
        copy, incident=incident, values=values, curator=curator, now=now, state=decision.before["review_state"]
    )
    _restore_succession(fact, copy, decision.after["released"])
    return {"accepted_again": copy.public_id}


def _restore_succession(fact: Fact, copy: Fact, released: list[str]) -> None:
    """Put the copy where the fact stood in the order of what replaced what, as far as it is still as it was left."""
    before = Fact.objects.accepted().filter(public_id__in=released, superseded_by=fact.superseded_by_id)
    before.update(superseded_by=copy, version=F("version") + 1)
    if fact.superseded_by_id is not None:
        Fact.objects.filter(pk=copy.pk).update(superseded_by=fact.superseded_by_id)


def _undo_supersession(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    assert decision.fact is not None
    fact = journal.lock_fact(decision.fact)
    if fact.superseded_by is None or fact.superseded_by.public_id != decision.after["superseded_by"]:
        raise CannotUndo("The fact is not superseded by that fact any more.")
    Fact.objects.filter(pk=fact.pk).update(superseded_by=None, version=F("version") + 1)
    return {"superseded_by": None}


def _undo_link(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    article, incident = _article(decision), _incident(decision)
    number = decision.after["number"]
    _check_link_since(decision, number)
    link.check_unused(article, number, incident)
    IncidentArticle.objects.filter(article=article, incident=incident, incident_number=number).update(state="rejected")
    journal.touch_article(article)
    return {"number": number, "state": "rejected"}


def _undo_unlink(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    article = _article(decision)
    number, state = decision.before["number"], decision.before["state"]
    _check_link_since(decision, number)
    rows = IncidentArticle.objects.filter(article=article, incident=decision.incident, incident_number=number)
    try:
        with transaction.atomic():
            rows.update(state=state)
    except IntegrityError as error:
        raise CannotUndo(f"Incident {number} of this article is linked to another incident by now.") from error
    journal.touch_article(article)
    return {"number": number, "state": state}


def _undo_opening(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    incident = journal.lock_incident(_incident(decision))
    if incident.public_id is not None or incident.facts.exists():
        raise CannotUndo("The incident has facts or was published; withdraw or merge it instead.")
    accepted = incident.article_links.filter(state="accepted")
    if accepted.exclude(article=decision.article, incident_number=decision.after["number"]).exists():
        raise CannotUndo("Other articles, or this one by another number, are linked to the incident.")
    after = _undo_link(decision, curator, now)
    Incident.objects.filter(pk=incident.pk).update(
        state="rejected", state_reason="Its opening was undone.", version=F("version") + 1
    )
    return after | {"incident_state": "rejected"}


def _undo_incident_edit(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    incident = journal.lock_incident(_incident(decision))
    if any(getattr(incident, name) != value for name, value in decision.after.items()):
        raise CannotUndo("The incident was changed again since.")
    Incident.objects.filter(pk=incident.pk).update(**decision.before, version=F("version") + 1, modified_at=now)
    return dict(decision.before)


def _undo_not_relevant(decision: Decision, curator: User, now: datetime) -> dict[str, Any]:
    article = _article(decision)
    if article.review_state != "not_relevant":
        raise CannotUndo("The article is not marked as not relevant any more.")
    Article.objects.filter(pk=article.pk).update(review_state=decision.before["review_state"])
    journal.touch_article(article)
    return {"reopened": _reopen(decision.before["facts"])}


_TAKE_BACK: Mapping[str, Callable[[Decision, User, datetime], dict[str, Any]]] = {
    "accept": _undo_acceptance,
    "edit_and_accept": _undo_acceptance,
    "add": _undo_acceptance,
    "reject": _undo_rejection,
    "retract": _undo_retraction,
    "supersede": _undo_supersession,
    "link": _undo_link,
    "unlink": _undo_unlink,
    "open_incident": _undo_opening,
    "edit_incident": _undo_incident_edit,
    "not_relevant": _undo_not_relevant,
}


def _check_link_since(decision: Decision, number: str) -> None:
    """Refuse when the same link was decided again: what holds now rests on the later decision."""
    later = Decision.objects.filter(
        kind__in=("link", "unlink", "open_incident"),
        article=decision.article,
        incident=decision.incident,
        pk__gt=decision.pk,
        undone_by=None,
    )
    if any((row.before | row.after)["number"] == number for row in later):
        raise CannotUndo("The link was decided again since.")


def _locked_fact(decision: Decision, *states: str) -> Fact:
    assert decision.fact is not None
    fact = journal.lock_fact(decision.fact)
    if fact.review_state not in states:
        raise CannotUndo(f"The fact was decided again since: it is {fact.get_review_state_display().lower()}.")
    return fact


def _reopen(public_ids: Any) -> list[str]:
    """Put rejected proposals back into the queue; returns those that were still rejected."""
    facts = Fact.objects.filter(public_id__in=list(public_ids), review_state="curator_rejected")
    reopened = list(facts.order_by("pk").values_list("public_id", flat=True))
    facts.update(review_state="machine_proposed", reviewed_by=None, reviewed_at=None, version=F("version") + 1)
    return reopened


def _copy(fact: Fact, before: Mapping[str, Any]) -> Fact:
    """A new proposal with the fields and words that a decision's snapshot kept, of the same origin."""
    spans = [
        Span(
            version=ArticleVersion.objects.get(article_id=words["article"], number=words["version"]),
            start=words["start"],
            end=words["end"],
        )
        for words in before["evidence"]
    ]
    created = acceptance.create_proposal(
        kind=fact.kind,
        article=fact.article,
        number=before["incident_number"],
        values=_values(before),
        spans=spans,
        origin={
            name: getattr(fact, name)
            for name in ("origin_kind", "origin_name", "origin_version", "confidence", "why", "agreed_by")
        },
    )
    return Fact.objects.get(pk=created.pk)


def _values(before: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in before["fields"].items()}


def _article(decision: Decision) -> Article:
    assert decision.article is not None
    decision.article.refresh_from_db()
    return decision.article


def _incident(decision: Decision) -> Incident:
    assert decision.incident is not None
    return decision.incident
