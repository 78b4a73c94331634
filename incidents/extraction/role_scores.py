"""The roles that the evidence on a party speaks for, by fitted weights: the best few of a linear score per role."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from incidents.extraction.candidates import Candidate
from incidents.proposed import ProposedParty, Reason

MOST_ROLES = 3
# What the roles that the rules give start with, by their order: the weights say only what the rules miss.
START = (0.3, 0.2, 0.1)
LEAST = 0.05  # the score under which a role is not worth naming beside a better one
Scores = dict[str, float]


def assign(candidate: Candidate, fitted: dict[str, Any]) -> Candidate:
    """The candidate with the roles that its evidence speaks for; as the rules had it where nothing is fitted."""
    if not fitted or not isinstance(candidate.fact, ProposedParty):
        return candidate
    return _with_scores(candidate, candidate.fact, scores(candidate, fitted))


def scores(candidate: Candidate, fitted: dict[str, Any]) -> Scores:
    """The score of every role."""
    start = started(candidate)
    told = sorted(candidate.evidence & fitted["features"].keys())
    # fsum: the order of features must not move the last digit.
    return {
        role: math.fsum((bias, start.get(role, 0.0), *(fitted["features"][feature].get(role, 0.0) for feature in told)))
        for role, bias in fitted["bias"].items()
    }


def started(candidate: Candidate) -> Scores:
    """The scores that the rules alone give."""
    roles = candidate.fact.roles if isinstance(candidate.fact, ProposedParty) else ()
    return dict(zip(roles, START, strict=False))


def _with_scores(candidate: Candidate, party: ProposedParty, scored: Scores) -> Candidate:
    """The candidate with its best roles, and features that tell how sure they are."""
    best = sorted(scored, key=lambda role: (-scored[role], role))[:MOST_ROLES]
    roles = tuple(role for role in best if role == best[0] or scored[role] >= LEAST)
    why = (*party.why, Reason(field="roles", rule=f"scored:{roles[0]}"))
    fact = dataclasses.replace(party, roles=roles, why=why)
    sure = sum(max(0.0, scored[role]) for role in roles)
    features = candidate.features | {
        f"best_role:{roles[0]}",
        f"best_score:{min(8, int(max(0.0, scored[best[0]]) * 10))}",
        f"sure:{min(12, int(sure * 10))}",
    }
    return dataclasses.replace(candidate, fact=fact, features=features)
