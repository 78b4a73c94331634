"""Rows of a pattern table that fit the same words: what their number tells, and one candidate of each reading."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from incidents.extraction.candidates import Candidate
from incidents.extraction.patterns import Match
from incidents.proposed import ProposedAction, ProposedRemediation

MOST = 2  # rows or codes that are told apart

Deed = TypeVar("Deed", ProposedAction, ProposedRemediation)


def company(match: Match, matches: Iterable[Match]) -> set[str]:
    """How many rows of the same code, and how many other codes, fit words that overlap with these."""
    codes = [one.row.code for one in matches if one is not match and one.start < match.end and match.start < one.end]
    agreeing = min(MOST, codes.count(match.row.code))
    rivals = min(MOST, len({*codes} - {match.row.code}))
    return {
        f"agreeing:{agreeing}",
        f"rivals:{rivals}",
        f"agreeing_rivals:{agreeing}:{rivals}",
        f"agreeing_sure:{agreeing}:{match.row.sure}",
    }


def pooled(found: Sequence[tuple[Deed, frozenset[str]]], claim: Callable[[Deed], Hashable]) -> Iterator[Candidate]:
    """One candidate where several rows read overlapping words alike: all speak for it, the shortest is quoted."""
    groups: dict[Hashable, list[list[tuple[Deed, frozenset[str]]]]] = {}
    for one in sorted(found, key=lambda each: (each[0].start, each[0].end)):
        held = groups.setdefault(claim(one[0]), [])
        if held and one[0].start < max(fact.end for fact, _ in held[-1]):
            held[-1].append(one)
        else:
            held.append([one])
    for group in (group for held in groups.values() for group in held):
        fact, _ = min(group, key=lambda one: ("by:verb_only" in one[1], one[0].end - one[0].start))
        yield Candidate(fact, frozenset().union(*(features for _, features in group)))
