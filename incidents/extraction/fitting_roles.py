"""Fits the roles of parties: a ridge regression per role on the evidence of all labelled parties, solved at once.

Least squares rather than a logistic curve per role: one solution serves all roles, so that scores for every author can
be had from the others in well under a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incidents.extraction import role_scores
from incidents.extraction.candidates import Candidate
from incidents.extraction.labels import Labelled, as_list
from incidents.extraction.matching import touched_labels

RIDGE = 6.0
RAREST = 4  # parties in which a piece of evidence must occur
LEAST_WEIGHT = 0.01
DECIMALS = 3
Pair = tuple[Candidate, Labelled]
Numbers = NDArray[np.float64]


def fit(pairs: Sequence[Pair], folds: Sequence[int]) -> tuple[list[Candidate], dict[str, Any]]:
    """The candidates with the roles that weights from the other folds give them, and the weights from all."""
    assigned: list[Candidate] = [candidate for candidate, _ in pairs]
    for fold in sorted(set(folds)):
        fitted = _weights([pair for pair, one in zip(pairs, folds, strict=True) if one != fold])
        for index, one in enumerate(folds):
            if one == fold:
                assigned[index] = role_scores.assign(assigned[index], fitted)
    return assigned, _weights(pairs)


def _weights(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The weights of every role from the candidates that are labelled parties; none where there are no such."""
    known = [(candidate, roles) for candidate, labelled in pairs if (roles := _labelled_roles(candidate, labelled))]
    if not known:
        return {}
    counted = Counter(feature for candidate, _ in known for feature in candidate.evidence)
    features = sorted(feature for feature, count in counted.items() if count >= RAREST)
    names = sorted({role for _, roles in known for role in roles})
    matrix = np.array([[feature in candidate.evidence for feature in features] for candidate, _ in known], dtype=float)
    target = np.array([[role in roles for role in names] for _, roles in known], dtype=float)
    started = np.array([[role_scores.started(one).get(role, 0.0) for role in names] for one, _ in known])
    solution, bias = _solve(matrix, target - started)
    return {
        "bias": {role: round(float(bias[column]), DECIMALS) for column, role in enumerate(names)},
        "features": {
            feature: {
                role: round(float(solution[row, column]), DECIMALS)
                for column, role in enumerate(names)
                if abs(solution[row, column]) >= LEAST_WEIGHT
            }
            for row, feature in enumerate(features)
        },
    }


def _solve(matrix: Numbers, target: Numbers) -> tuple[Numbers, Numbers]:
    """Ridge regression with an unshrunk bias, by centring."""
    centre, level = matrix.mean(axis=0), target.mean(axis=0)
    centred = matrix - centre
    gram = centred.T @ centred + RIDGE * np.eye(matrix.shape[1])
    solution = np.linalg.solve(gram, centred.T @ (target - level))
    return solution, level - centre @ solution


def _labelled_roles(candidate: Candidate, labelled: Labelled) -> set[str]:
    """The roles that the labels give this party; empty where it is none."""
    found = touched_labels(candidate.fact, labelled)
    if not found:
        return set()
    label = labelled.facts[found[0]]
    given = [*as_list(label["roles"]), *as_list(label.get("alternatives_roles"))]
    return {role for entry in given for role in as_list(entry)}
