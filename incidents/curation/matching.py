"""Which known incident an article probably reports: by the organisations that both name and by their dates.

A suggestion with its reason in words; only a curator links.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from incidents.curation.acceptance import OPEN_INCIDENTS
from incidents.curation.parties import fold
from incidents.models import (
    ACCEPTED,
    AffectedEstimate,
    Article,
    Fact,
    Incident,
    OfficialAction,
    PartyAlias,
    PartyRole,
    RemediationStep,
    TimelineEvent,
)
from incidents.partial_dates import PartialDate

SHOWN = 5
LEAST_SCORE = 0.15
# What one shared name says, before it is divided among the incidents that have it: a regulator is in many of them.
_WEIGHT = {"organisation": 0.6, "authority": 0.1}
_TITLE_WEIGHT = 0.4
_DATE_WEIGHT = 0.2
_NEAR_DAYS = 366
# Names of these roles tell who reported or counselled, not what happened.
_BYSTANDERS = frozenset({"journalist", "reporter", "analyst", "counsel", "insurer"})
_NOT_LIVE = ("curator_rejected", "outdated", "retracted")
# Newest facts looked at per kind: a regulator that is in thousands of incidents tells nothing more by its older ones.
_MOST_FACTS = 2000


@dataclass(frozen=True, kw_only=True)
class Match:
    """An incident that the article's number may be, with a score from 0 to 1 and the reason in words."""

    number: str
    incident: Incident
    score: float
    reason: str


@dataclass(frozen=True)
class _Name:
    printed: str
    kind: str  # "organisation" or "authority"


def propose_incidents(article: Article) -> list[Match]:
    """The best matches per incident number of the article, at most SHOWN each, best first."""
    names_of = _names_of_numbers(article)
    incidents_of = _incidents_naming({folded for names in names_of.values() for folded in names})
    incidents = Incident.objects.in_bulk({pk for found in incidents_of.values() for pk in found})
    matches: list[Match] = []
    for number, names in sorted(names_of.items()):
        dates = _dates_of(article, number)
        candidates = {pk for folded in names for pk in incidents_of[folded]}
        scored = [_compare(number, incidents[pk], names, incidents_of, dates) for pk in candidates]
        good = [match for match in scored if match.score >= LEAST_SCORE]
        matches += sorted(good, key=lambda match: (-match.score, match.incident.pk))[:SHOWN]
    return matches


def _compare(
    number: str,
    incident: Incident,
    names: Mapping[str, _Name],
    incidents_of: Mapping[str, set[int]],
    dates: set[dt.date],
) -> Match:
    shared = sorted(folded for folded in names if incident.pk in incidents_of[folded])
    remaining = 1.0  # the chance that it is another incident, as each sign lowers it
    for folded in shared:
        remaining *= 1 - _WEIGHT[names[folded].kind] / len(incidents_of[folded])
    reasons = ["both name " + ", ".join(names[folded].printed for folded in shared[:4])]
    title = f" {fold(incident.title)} "
    if in_title := [folded for folded in shared if f" {folded} " in title]:
        remaining *= 1 - _TITLE_WEIGHT
        reasons.append(f"{names[in_title[0]].printed} stands in its title")
    # Near dates strengthen names that tell something; a shared regulator within the year is no sign.
    days = _days_between(dates, incident)
    if days is not None and days <= _NEAR_DAYS and 1 - remaining >= LEAST_SCORE:
        remaining *= 1 - _DATE_WEIGHT
        reasons.append("dates meet" if days == 0 else f"dates {days} day{'s' if days > 1 else ''} apart")
    return Match(number=number, incident=incident, score=round(1 - remaining, 3), reason="; ".join(reasons)[:300])


def _names_of_numbers(article: Article) -> dict[str, dict[str, _Name]]:
    """Per incident number of the article: folded name -> name as printed with its kind."""
    live = article.facts.exclude(review_state__in=_NOT_LIVE)
    numbers = live.order_by("incident_number").values_list("incident_number", flat=True).distinct()
    found: dict[str, dict[str, _Name]] = {number: {} for number in numbers}
    for number, name in _printed_names(article):
        found.setdefault(number, {}).setdefault(fold(name.printed), name)
    return found


def _printed_names(article: Article) -> Iterator[tuple[str, _Name]]:
    roles = PartyRole.objects.filter(article=article, party_kind__in=_WEIGHT, name__isnull=False)
    for role in roles.exclude(review_state__in=_NOT_LIVE):
        if role.name and not _BYSTANDERS & set(role.roles):
            yield role.incident_number, _Name(role.name, role.party_kind)
    steps = RemediationStep.objects.filter(article=article, actor_name__isnull=False)
    for step in steps.exclude(review_state__in=_NOT_LIVE):
        yield step.incident_number, _Name(step.actor_name or "", "organisation")
    estimates = AffectedEstimate.objects.filter(article=article, claimant_name__isnull=False)
    for estimate in estimates.exclude(review_state__in=_NOT_LIVE):
        kind = "authority" if estimate.claimant_kind in ("regulator", "court") else "organisation"
        yield estimate.incident_number, _Name(estimate.claimant_name or "", kind)


def _incidents_naming(folded_names: set[str]) -> dict[str, set[int]]:
    """Folded name -> the open incidents in whose accepted facts a party of that name stands."""
    names_of_party: dict[int, set[str]] = defaultdict(set)
    for party, folded in PartyAlias.objects.filter(folded__in=folded_names).values_list("party_id", "folded"):
        names_of_party[party].add(folded)
    found: dict[str, set[int]] = defaultdict(set)
    for model, column in (
        (PartyRole, "party_id"),
        (Fact, "claimant_id"),
        (RemediationStep, "actor_id"),
        (OfficialAction, "body_id"),
    ):
        rows = model._default_manager.filter(
            review_state__in=ACCEPTED, incident__state__in=OPEN_INCIDENTS, **{f"{column}__in": list(names_of_party)}
        )
        for party, incident in rows.order_by("-pk").values_list(column, "incident_id")[:_MOST_FACTS]:
            for folded in names_of_party[party]:
                found[folded].add(incident)
    return found


def _dates_of(article: Article, number: str) -> set[dt.date]:
    events = TimelineEvent.objects.filter(article=article, incident_number=number)
    texts = [
        *events.exclude(review_state__in=_NOT_LIVE).values_list("date", flat=True),
        *article.versions.values_list("published_on", flat=True),
    ]
    return {PartialDate(text).earliest for text in texts if text}


def _days_between(dates: set[dt.date], incident: Incident) -> int | None:
    """Days between the nearest dates of article and incident; None where one of them has none."""
    own = [PartialDate(text) for text in (incident.occurred_from, incident.occurred_to, incident.first_public) if text]
    gaps = [max((date.earliest - day).days, (day - date.latest).days, 0) for date in own for day in dates]
    return min(gaps, default=None)
