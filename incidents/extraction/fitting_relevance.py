"""Fits what relevance weighs an article by: the labels say of each whether it reports an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from incidents.extraction import confidence, logistic, pipeline, relevance
from incidents.extraction.confidence import Weights

if TYPE_CHECKING:
    from incidents.extraction.fitting import Prepared

SCALE = 3.0  # of the signs while fitting: what all articles have needs a ninth of the usual shrinking
IRRELEVANT = 1.0  # an article refused loses all its facts, one taken in vain costs a glance: no more than the others
DECIMALS = 4


def fit(prepared: Sequence[Prepared], kinds: dict[str, Weights]) -> Weights:
    """The weights of relevance, from the facts that the weights of the kinds would accept; shipped ones where none."""

    def weights_of(kind: str) -> Weights:
        return kinds.get(kind) or confidence.weights(kind)

    rows = [relevance.signs(one.reading, pipeline.accept(one.candidates, weights_of)) for one in prepared]
    names = sorted(rows[0])
    matrix = np.array([[*(SCALE * row[name] for name in names), 1.0] for row in rows])
    target = np.array([one.labelled.relevant for one in prepared], dtype=float)
    solution = logistic.regression(matrix, target, np.where(target > 0, 1.0, IRRELEVANT))
    features = {name: round(SCALE * float(value), DECIMALS) for name, value in zip(names, solution, strict=False)}
    return {"bias": round(float(solution[-1]), DECIMALS), "features": features}
