"""What every decision has in common: who may decide, the lock, the snapshot before and after, the row that is kept."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from incidents.curation import rules
from incidents.curation.refusals import EditConflict, NotAPerson
from incidents.models import Article, Decision, Evidence, Fact, Incident, User

# Locks are `no_key`: they keep out whoever changes the row, and let through whoever only refers to it.
# States that follow from the facts; "not_relevant" is a curator's word and "awaiting_text" the pipeline's.
_FOLLOWING_FACTS = ("to_review", "reviewed", "no_facts", "other_language")


def check_person(curator: User) -> None:
    """Raise NotAPerson for an account that may not decide; the database refuses it too."""
    if curator.is_service or not curator.is_active:
        raise NotAPerson(f"{curator.get_username()} is not an active person's account and may not decide")


def lock_article(article: Article, version: int | None = None) -> Article:
    """The article's row, locked: decisions about one article and its facts happen one after another.

    Raises EditConflict when `version` (the one that a form was rendered with) is not the row's any more.
    """
    locked = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    if version is not None and locked.version != version:
        theirs = Decision.objects.filter(article=article, fact=None).first()
        raise EditConflict("Somebody else has changed this article meanwhile.", theirs=theirs)
    return locked


def lock_fact(fact: Fact, version: int | None = None) -> Fact:
    """The fact's base row, locked after its article's and, once it belongs to one, its incident's.

    Raises EditConflict like `lock_article`. Everybody locks in this order, so that nobody waits in a circle.
    """
    lock_article(fact.article)
    locked = lock_recorded(fact)
    if version is not None and locked.version != version:
        theirs = Decision.objects.filter(fact=fact).select_related("decided_by").first()
        raise EditConflict("Somebody else has decided this fact meanwhile.", theirs=theirs)
    return locked


def lock_recorded(fact: Fact) -> Fact:
    """The base row of a fact that may stand in another article than the one decided about, after its incident's."""
    incident = Incident.objects.filter(facts=fact).first()
    if incident is not None:
        lock_incident(incident)
    return Fact.objects.select_for_update(no_key=True).get(pk=fact.pk)


def lock_incident(incident: Incident, version: int | None = None) -> Incident:
    """The incident's row, locked: its facts, its contradictions and its publication see one another."""
    locked = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if version is not None and locked.version != version:
        theirs = Decision.objects.filter(incident=incident, kind="edit_incident").select_related("decided_by").first()
        raise EditConflict("Somebody else has changed this incident meanwhile.", theirs=theirs)
    return locked


def snapshot(fact: Fact) -> dict[str, Any]:
    """The fact as a decision keeps it, JSON-ready."""
    return {
        "review_state": fact.review_state,
        "incident": fact.incident_id,
        "incident_number": fact.incident_number,
        "fields": rules.json_ready(rules.read(fact)),
        "evidence": [describe_evidence(evidence) for evidence in fact.evidence.select_related("article_version")],
    }


def describe_evidence(evidence: Evidence) -> dict[str, Any]:
    """Where the words stand and what they are, JSON-ready."""
    return {
        "article": evidence.article_version.article_id,
        "version": evidence.article_version.number,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
    }


def record(kind: str, *, curator: User, now: datetime | None = None, **columns: Any) -> Decision:
    """Keep a decision. `columns` are those of Decision; the article of a fact need not be named."""
    fact = columns.get("fact")
    if fact is not None:
        columns.setdefault("article", fact.article)
        columns.setdefault("incident", fact.incident)
    return Decision.objects.create(kind=kind, decided_by=curator, decided_at=now or timezone.now(), **columns)


def settle(article: Article) -> str:
    """Bring the article's review state in line with its facts; returns the state."""
    states = set(article.facts.values_list("review_state", flat=True))
    current = Article.objects.values_list("review_state", flat=True).get(pk=article.pk)
    if "machine_proposed" in states:
        wanted = "to_review"
    elif current not in _FOLLOWING_FACTS:
        return current
    else:
        wanted = "reviewed" if states - {"outdated"} else _without_facts(article)
    if wanted != current:
        Article.objects.filter(pk=article.pk).update(review_state=wanted)
    article.review_state = wanted
    return wanted


def _without_facts(article: Article) -> str:
    """A text that no extractor could read waits for people; of any other, finding nothing is an answer."""
    read = article.versions.filter(relevant__isnull=False).order_by("-number")
    return "other_language" if read.values_list("unsupported_language", flat=True).first() else "no_facts"


def touch_article(article: Article) -> None:
    """Count an article-level change, so that forms rendered before it are told."""
    Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
    article.refresh_from_db(fields=["version"])
