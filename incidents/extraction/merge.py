"""One claim told twice is one fact: candidates that say the same are put together before they are accepted."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable

from incidents.extraction import names
from incidents.extraction.candidates import Candidate
from incidents.proposed import (
    ProposedAction,
    ProposedCause,
    ProposedDataCategory,
    ProposedEstimate,
    ProposedEvent,
    ProposedFact,
    ProposedRemediation,
)

CLEARLY_BETTER = 1.25  # by how much a later mention must outscore the first one to be quoted instead
FIRST_PUBLIC_ONCE = "first_public"


def merge(candidates: Iterable[Candidate], score: Callable[[Candidate], float]) -> list[Candidate]:
    """Keeps one candidate of each claim: the first mention, unless a later one scores clearly better."""
    pooled = _settle_bounds(list(candidates))
    best: dict[Hashable, tuple[float, Candidate]] = {}
    for candidate in sorted(pooled, key=lambda one: one.fact.start):
        key = _identity(candidate.fact)
        value = score(candidate)
        if key not in best or value > best[key][0] * CLEARLY_BETTER:
            best[key] = (value, candidate)
    return _without_overlaps(list(best.values()))


def _identity(fact: ProposedFact) -> Hashable:
    """What makes two candidates the same claim."""
    return (fact.kind, fact.incident, *_IDENTITIES.get(type(fact), _by_span)(fact))


def _by_span(fact: ProposedFact) -> tuple[Hashable, ...]:
    return fact.start, fact.end


def _estimate(fact: ProposedEstimate) -> tuple[Hashable, ...]:
    if fact.bound == "unknown_stated":
        return fact.bound, fact.claimant
    return fact.bound, fact.low, fact.best, fact.high, fact.measure


def _category(fact: ProposedDataCategory) -> tuple[Hashable, ...]:
    words = tuple(word.rstrip("s") for word in names.fold(fact.quote))
    return fact.category, fact.asserted, words[-2:]


_IDENTITIES: dict[type[ProposedFact], Callable[..., tuple[Hashable, ...]]] = {
    ProposedEstimate: _estimate,
    ProposedDataCategory: _category,
    ProposedRemediation: lambda fact: (fact.action, fact.status, fact.actor),
    ProposedAction: lambda fact: (fact.action, fact.status, fact.body, fact.amount),
    ProposedCause: lambda fact: (fact.cause,),
    ProposedEvent: lambda fact: (fact.event,) if fact.event == FIRST_PUBLIC_ONCE else (fact.event, fact.date),
}


def _settle_bounds(candidates: list[Candidate]) -> list[Candidate]:
    """A bare number that is bounded elsewhere in the article has that bound: "87 million … was the maximum number"."""
    bounded: dict[tuple[int, str], ProposedEstimate] = {}
    for candidate in candidates:
        fact = candidate.fact
        if isinstance(fact, ProposedEstimate) and fact.bound in (
            "at_most",
            "at_least",
            "more_than",
            "fewer_than",
            "about",
        ):
            value = fact.low if fact.low is not None else fact.best if fact.best is not None else fact.high
            if value:
                bounded.setdefault((value, fact.measure), fact)
    return [_settled(candidate, bounded) for candidate in candidates]


def _settled(candidate: Candidate, bounded: dict[tuple[int, str], ProposedEstimate]) -> Candidate:
    fact = candidate.fact
    if not isinstance(fact, ProposedEstimate) or fact.bound != "none_stated" or not fact.best:
        return candidate
    other = bounded.get((fact.best, fact.measure))
    if other is None or other.incident != fact.incident:
        return candidate
    settled = dataclasses.replace(
        fact,
        bound=other.bound,
        low=other.low,
        best=other.best,
        high=other.high,
        claimant=fact.claimant or other.claimant,
    )
    return dataclasses.replace(candidate, fact=settled)


def _without_overlaps(scored: list[tuple[float, Candidate]]) -> list[Candidate]:
    """Of two candidates of one kind whose words overlap, the better scored."""
    kept: list[Candidate] = []
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for _, candidate in sorted(scored, key=lambda one: (-one[0], one[1].fact.start, one[1].fact.end)):
        fact = candidate.fact
        taken = by_kind.setdefault(fact.kind, [])
        if fact.kind != "statement" and _overlaps(taken, fact.start, fact.end):
            continue
        insort(taken, (fact.start, fact.end))
        kept.append(candidate)
    return sorted(kept, key=lambda one: (one.fact.start, one.fact.end, one.fact.kind))


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span touches one of those taken, which are sorted and apart from each other."""
    index = bisect_left(taken, (start, end))
    before = index > 0 and taken[index - 1][1] > start
    return before or (index < len(taken) and taken[index][0] < end)
