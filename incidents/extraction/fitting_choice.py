"""Fits the choice between rival readings of the same words (`choice.py`) to the labelled articles.

A conditional regression: within each group of rivals that holds a right one, the right ones should be likely. Where
the labels accept several, their shares are their own to divide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from incidents.extraction.candidates import Candidate
from incidents.extraction.choice import best_of
from incidents.extraction.labels import Labelled
from incidents.extraction.matching import likenesses

RIDGE = 8.0
RAREST = 5  # a feature must occur in so many rivals
STEPS = 30
DECIMALS = 4
RIVAL_FIELDS = frozenset(("claimant", "speaker"))  # what rivals differ in
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """Rivals for the same words, and which of them the labels accept."""

    rivals: list[Candidate]
    right: list[bool]

    @property
    def tells(self) -> bool:
        """Whether something is to be learnt from it."""
        return any(self.right) and not all(self.right)


def choose_by_others(
    candidates: Sequence[Sequence[Candidate]], labelled: Sequence[Labelled], folds: Sequence[int]
) -> tuple[list[list[Candidate]], dict[str, float]]:
    """Each article's candidates after the choice, made by weights that never saw its fold; and the weights from all."""
    grouped = [_groups(held, one) for held, one in zip(candidates, labelled, strict=True)]
    if not any(grouped):
        return [list(held) for held in candidates], {}
    learnt = {
        fold: learn(group for number, groups in zip(folds, grouped, strict=True) if number != fold for group in groups)
        for fold in sorted(set(folds))
    }
    chosen = [
        [one for one in held if not one.rivalry] + [best_of(group.rivals, learnt[fold]) for group in groups]
        for held, groups, fold in zip(candidates, grouped, folds, strict=True)
    ]
    return chosen, learn(group for groups in grouped for group in groups)


def _groups(candidates: Iterable[Candidate], labelled: Labelled) -> list[Group]:
    rivals: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.rivalry:
            rivals[candidate.fact.start, candidate.fact.end].append(candidate)
    return [Group(group, [_is_right(one, labelled) for one in group]) for group in rivals.values()]


def _is_right(candidate: Candidate, labelled: Labelled) -> bool:
    """Whether a label that the words match agrees in what the rivals differ in, whatever else is wrong."""
    return any(RIVAL_FIELDS.isdisjoint(like.wrong) for like in likenesses(candidate.fact, labelled))


def learn(groups: Iterable[Group]) -> dict[str, float]:
    """The weights of the features that tell rivals apart."""
    telling = [group for group in groups if group.tells]
    counted = Counter(feature for group in telling for one in group.rivals for feature in one.rivalry)
    columns = {name: at for at, name in enumerate(sorted(name for name, count in counted.items() if count >= RAREST))}
    if not columns:
        return {}
    prepared = [(_matrix(group, columns), np.array(group.right)) for group in telling]
    solution = np.zeros(len(columns))
    for _ in range(STEPS):
        step = _step(prepared, solution)
        solution += step
        if float(np.abs(step).max()) < 1e-5:
            break
    return {name: round(float(solution[at]), DECIMALS) for name, at in columns.items() if abs(solution[at]) > 0.01}


def _matrix(group: Group, columns: dict[str, int]) -> Numbers:
    matrix = np.zeros((len(group.rivals), len(columns)))
    for row, one in enumerate(group.rivals):
        for feature in one.rivalry:
            if feature in columns:
                matrix[row, columns[feature]] = 1.0
    return matrix


def _step(prepared: list[tuple[Numbers, NDArray[np.bool_]]], solution: Numbers) -> Numbers:
    """One step of Newton's method."""
    gradient = -RIDGE * solution
    hessian = np.diag(np.full(len(solution), RIDGE))
    for matrix, right in prepared:
        sums = matrix @ solution
        likely = np.exp(sums - sums.max())
        likely /= likely.sum()
        wanted = np.where(right, likely, 0.0)
        wanted /= wanted.sum()
        gradient += matrix.T @ (wanted - likely)
        mean = matrix.T @ likely
        hessian += (matrix.T * likely) @ matrix - np.outer(mean, mean)
    return np.linalg.solve(hessian, gradient)
