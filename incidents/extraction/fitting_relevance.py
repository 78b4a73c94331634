"""Fits what relevance weighs an article by: the labels say of each whether it reports an incident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from incidents.extraction import confidence, merge, relevance
from incidents.extraction.confidence import Weights

if TYPE_CHECKING:
    from incidents.extraction.fitting import Prepared

RIDGE = 0.1  # three features that all articles have need little shrinking
IRRELEVANT = 2.0  # how much more an article without an incident counts; there are few of them
DECIMALS = 4
Numbers = NDArray[np.float64]
Regression = Callable[[Numbers, Numbers, Numbers, float], Numbers]


def fit(prepared: Sequence[Prepared], kinds: dict[str, Weights], regression: Regression) -> Weights:
    """The weights of relevance, from the facts that the weights of the kinds would accept; shipped ones where none."""

    def weights_of(kind: str) -> Weights:
        return kinds.get(kind) or confidence.weights(kind)

    rows = [_signs(one, weights_of) for one in prepared]
    names = sorted(rows[0])
    matrix = np.array([[*(row[name] for name in names), 1.0] for row in rows])
    target = np.array([one.labelled.relevant for one in prepared], dtype=float)
    weight = np.where(target > 0, 1.0, IRRELEVANT)
    solution = regression(matrix, target, weight, RIDGE)
    features = {name: round(float(value), DECIMALS) for name, value in zip(names, solution, strict=False)}
    return {"bias": round(float(solution[-1]), DECIMALS), "features": features}


def _signs(prepared: Prepared, weights_of: confidence.WeightsOf) -> dict[str, float]:
    merged = merge.merge(prepared.candidates, lambda candidate: confidence.score_of(candidate, weights_of))
    return relevance.signs(prepared.reading, confidence.accept(merged, weights_of))
