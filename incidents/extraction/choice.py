"""Chooses between rival readings of the same words, such as a number that several may have said.

The weights of a kind may hold "choice": a conditional regression over the features that tell rivals apart. The best
rival goes on alone, with a feature that tells how far ahead it is.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from incidents.extraction.candidates import Candidate
from incidents.extraction.confidence import WeightsOf, weights

TELLING = ("claimant:", "first:", "way:", "speaker:", "ahead:", "verb:")  # what the chosen rival tells of the fact
STEPS = 8  # of the feature that tells how sure the choice is


def choose(candidates: Iterable[Candidate], weights_of: WeightsOf = weights) -> list[Candidate]:
    """One candidate for each run of words with rivals; all others as they are."""
    chosen: list[Candidate] = []
    rivals: dict[tuple[str, int, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.rivalry:
            rivals[candidate.fact.kind, candidate.fact.start, candidate.fact.end].append(candidate)
        else:
            chosen.append(candidate)
    for (kind, _, _), group in rivals.items():
        chosen.append(best_of(group, weights_of(kind).get("choice", {})))
    return chosen


def best_of(group: Sequence[Candidate], learnt: Mapping[str, float]) -> Candidate:
    """The most likely of the rivals; the first, whom the rules trust most, where nothing has been learnt."""
    likely = shares([candidate.rivalry for candidate in group], learnt)
    index = max(range(len(group)), key=lambda at: (likely[at], -at))
    best = group[index]
    told = {feature for feature in best.rivalry if feature.startswith(TELLING)}
    return dataclasses.replace(best, features=best.features | told | {f"sure:{int(likely[index] * STEPS)}"})


def shares(rivals: Sequence[Iterable[str]], learnt: Mapping[str, float]) -> list[float]:
    """How likely each of the rivals is; they sum to 1."""
    sums = [math.fsum(learnt.get(feature, 0.0) for feature in sorted(features)) for features in rivals]
    top = max(sums)
    raised = [math.exp(value - top) for value in sums]
    return [value / math.fsum(raised) for value in raised]
