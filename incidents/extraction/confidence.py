"""How likely a candidate is right in all key fields, from weights that were fitted to labelled articles.

`weights/<kind>.json` holds a logistic regression over the candidate's features, a map from its score to the rate of
right facts (isotonic, cross-fitted by document), and the threshold below which a candidate is dropped. The numbers
come from `python -m incidents.extraction.fitting`; none is set by hand.
"""

import dataclasses
import json
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from typing import Any

from incidents.extraction.candidates import Candidate

Weights = dict[str, Any]
WeightsOf = Callable[[str], Weights]  # from a kind to its fitted numbers

UNFITTED: Weights = {"bias": 0.0, "features": {}, "threshold": 0.0, "calibration": [[0.0, 0.5]]}


@cache
def weights(kind: str) -> Weights:
    """The fitted numbers of a kind; without a file every candidate passes at one half."""
    path = resources.files("incidents.extraction.weights").joinpath(f"{kind}.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else UNFITTED


def score(kind: str, features: Iterable[str], weights_of: WeightsOf = weights) -> float:
    """The regression's output between 0 and 1."""
    fitted = weights_of(kind)
    # fsum: the order of a set differs between processes, and the last digit of a plain sum with it.
    total = math.fsum((fitted["bias"], *(fitted["features"].get(feature, 0.0) for feature in features)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def score_of(candidate: Candidate, weights_of: WeightsOf = weights) -> float:
    """The score of a candidate by the weights of its kind."""
    return score(candidate.fact.kind, candidate.features, weights_of)


def calibrated(kind: str, value: float, weights_of: WeightsOf = weights) -> float:
    """The rate of right facts among those that scored like this one."""
    steps = weights_of(kind)["calibration"]
    index = bisect_right([step[0] for step in steps], value) - 1
    return float(steps[max(0, index)][1])


def accept(candidates: Iterable[Candidate], weights_of: WeightsOf = weights) -> list[Candidate]:
    """The candidates that pass their kind's threshold, with their confidence."""
    accepted = []
    for candidate in candidates:
        kind, value = candidate.fact.kind, score_of(candidate, weights_of)
        if value >= weights_of(kind)["threshold"]:
            fact = dataclasses.replace(candidate.fact, confidence=calibrated(kind, value, weights_of))
            accepted.append(dataclasses.replace(candidate, fact=fact))
    return accepted
