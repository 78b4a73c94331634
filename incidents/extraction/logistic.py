"""Ridge logistic regression, for all rows and for all rows but those of each fold.

Newton's method with a Hessian that is computed anew only where the steps do not shrink fast enough. Without a fold, the
search starts at the solution for all rows, with their Hessian less the fold's share: a fold then costs a few products
of the matrix with a vector instead of a dozen with itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RIDGE = 5.0
BIAS_RIDGE = 0.01
STEPS = 200
CLOSE = 1e-7  # the largest step that ends the search
SLOW = 0.3  # a step that is not so much shorter than the last asks for a new Hessian
Numbers = NDArray[np.float64]


def regression(matrix: Numbers, target: Numbers, weight: Numbers) -> Numbers:
    """The weights of the columns; the last column is the bias, which is hardly shrunk."""
    start = np.zeros(matrix.shape[1])
    return _search(matrix, target, weight, start, _hessian(matrix, weight, start))


def cross_fitted(matrix: Numbers, target: Numbers, weight: Numbers, folds: NDArray[np.int_]) -> tuple[Numbers, Numbers]:
    """The weights from all rows, and each row's score by weights that never saw its fold."""
    solution = regression(matrix, target, weight)
    hessian = _hessian(matrix, weight, solution)
    scores = np.zeros(len(target))
    for fold in np.unique(folds):
        inside = folds == fold
        share = _gram(matrix[inside], weight[inside], solution)
        without = _search(matrix[~inside], target[~inside], weight[~inside], solution, hessian - share)
        scores[inside] = rates(matrix[inside], without)
    return solution, scores


def rates(matrix: Numbers, solution: Numbers) -> Numbers:
    """The regression's answer for every row, between 0 and 1."""
    rate: Numbers = 1 / (1 + np.exp(-np.clip(matrix @ solution, -30, 30)))
    return rate


def _search(matrix: Numbers, target: Numbers, weight: Numbers, start: Numbers, hessian: Numbers) -> Numbers:
    solution, penalty, last = start.copy(), _penalty(matrix), np.inf
    inverse = np.linalg.inv(hessian)
    for _ in range(STEPS):
        gradient = matrix.T @ (weight * (target - rates(matrix, solution))) - penalty * solution
        step = inverse @ gradient
        length = float(np.abs(step).max())
        if length > SLOW * last:
            inverse = np.linalg.inv(_hessian(matrix, weight, solution))
            step = inverse @ gradient
            length = float(np.abs(step).max())
        solution += step
        last = length
        if length < CLOSE:
            break
    return solution


def _hessian(matrix: Numbers, weight: Numbers, solution: Numbers) -> Numbers:
    return _gram(matrix, weight, solution) + np.diag(_penalty(matrix))


def _gram(matrix: Numbers, weight: Numbers, solution: Numbers) -> Numbers:
    rate = rates(matrix, solution)
    root = np.sqrt(weight * rate * (1 - rate))[:, None] * matrix
    gram: Numbers = root.T @ root
    return gram


def _penalty(matrix: Numbers) -> Numbers:
    penalty = np.full(matrix.shape[1], RIDGE)
    penalty[-1] = BIAS_RIDGE
    return penalty
