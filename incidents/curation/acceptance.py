"""How fact rows are written: as a proposal, then into the incident. Shared by proposals, decisions and undo.

The database refuses changes to accepted rows, so a fact's own fields are written while it still is a proposal and the
base row turns accepted last.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from incidents.curation import journal, parties, rules
from incidents.curation.refusals import BrokenEvidence, IncidentClosed, NoIncidentLinked
from incidents.curation.spans import Span, is_intact
from incidents.models import MODEL_OF_KIND, Article, Evidence, Fact, Incident, IncidentArticle, User

OPEN_INCIDENTS = ("candidate", "in_review", "published")
# The kind of party that a claimant of this kind is; others are organisations or persons and told by the articles.
_PARTY_OF_CLAIMANT = {"regulator": "authority", "court": "authority", "legislator": "authority", "actor": "group"}


def create_proposal(
    *,
    kind: str,
    article: Article,
    number: str,
    values: Mapping[str, Any],
    spans: list[Span],
    origin: Mapping[str, Any],
) -> Fact:
    """Store a proposal with its words; `values` are validated fields, `origin` the columns that say whose it is."""
    base, own = rules.to_columns(kind, values)
    fact = MODEL_OF_KIND[kind].objects.create(
        kind=kind, article=article, incident_number=number, **base, **own, **origin
    )
    for span in spans:
        add_words(fact, span)
    return fact


def add_words(fact: Fact, span: Span) -> tuple[Evidence, bool]:
    """Let a fact rest on these words too; the second value says whether they are new to it."""
    return Evidence.objects.get_or_create(
        fact_id=fact.pk, article_version=span.version, start=span.start, end=span.end, defaults={"quote": span.quote}
    )


def check_words(fact: Fact) -> Evidence:
    """The first evidence of a fact, all of it intact; raises BrokenEvidence."""
    found = list(fact.evidence.select_related("article_version"))
    if not found:
        raise BrokenEvidence("No words are stored for this fact; it cannot be accepted.")
    for evidence in found:
        if not is_intact(evidence):
            raise BrokenEvidence(
                f"The text at {evidence.start} to {evidence.end} is not “{evidence.quote[:80]}” any more; "
                "reject the fact, or give its words anew."
            )
    return found[0]


def linked_incident(article: Article, number: str) -> Incident:
    """The incident that the article's number was linked to, locked; raises NoIncidentLinked or IncidentClosed."""
    link = (
        IncidentArticle.objects.filter(article=article, incident_number=number, state="accepted")
        .select_related("incident")
        .first()
    )
    if link is None:
        raise NoIncidentLinked(f"Incident {number} of this article is not linked yet: link it or open a new one first.")
    incident = journal.lock_incident(link.incident)
    check_open(incident)  # under its lock: it may have been closed while we waited
    return incident


def check_open(incident: Incident) -> None:
    """Raise IncidentClosed unless the incident still takes facts in."""
    if incident.state not in OPEN_INCIDENTS:
        raise IncidentClosed(f"{incident} is {incident.get_state_display().lower()} and takes no facts in.")


def take_in(
    fact: Fact, *, incident: Incident, values: Mapping[str, Any], curator: User, now: datetime, state: str
) -> None:
    """Turn a proposal into an accepted fact of the incident, its names resolved to parties."""
    base, own = rules.to_columns(fact.kind, values)
    on_base = rules.base_columns()
    named = [(name, field.party) for name, field in rules.fields_of(fact.kind).items() if field.party is not None]
    # By name: two curators who each accept the same two names would else wait for each other.
    for name, column in sorted(named, key=lambda pair: parties.fold(values[pair[0]] or "")):
        party = parties.resolve(values[name], _party_kind(fact.kind, name, values), incident)
        (base if column in on_base else own)[column] = party
    if own:
        MODEL_OF_KIND[fact.kind].objects.filter(pk=fact.pk).update(**own)
    Fact.objects.filter(pk=fact.pk).update(
        **base, incident=incident, review_state=state, reviewed_by=curator, reviewed_at=now, version=F("version") + 1
    )
    fact.refresh_from_db()


def set_aside(fact: Fact, *, state: str, curator: User, now: datetime) -> None:
    """Turn a proposal into a rejected one."""
    Fact.objects.filter(pk=fact.pk).update(
        review_state=state, reviewed_by=curator, reviewed_at=now, version=F("version") + 1
    )
    fact.refresh_from_db()


def retire(fact: Fact) -> list[str]:
    """Retract an accepted fact; what it had superseded stands again, or is superseded by what superseded the fact.

    Returns the public ids of those.
    """
    released = list(fact.supersedes.values_list("public_id", flat=True))
    Fact.objects.filter(superseded_by=fact).update(superseded_by=fact.superseded_by_id, version=F("version") + 1)
    Fact.objects.filter(pk=fact.pk).update(review_state="retracted", version=F("version") + 1)
    fact.refresh_from_db()
    return released


def _party_kind(kind: str, field: str, values: Mapping[str, Any]) -> str | None:
    """What the fact itself says about who a name is; None where it does not."""
    if kind == "party" and field == "name":
        return str(values["party_kind"])
    if kind == "action" and field == "body":
        return "authority"
    if field == "claimant":
        return _PARTY_OF_CLAIMANT.get(values.get("claimant_kind") or "")
    return None
