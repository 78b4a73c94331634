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
STEPS = 60
CLOSE = 1e-5  # the largest step that ends the search
SLOW = 0.3  # a step that is not so much shorter than the last asks for a new Hessian
DECIMALS = 4
RIVAL_FIELDS = frozenset(("claimant", "event", "speaker"))  # what rivals differ in
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
    names, rows = _rows([group for groups in grouped for group in groups])
    of_fold = np.array([fold for fold, groups in zip(folds, grouped, strict=True) for one in groups if one.tells])
    start = rows.search(np.zeros(len(names)))
    learnt = {fold: _named(names, rows.only(of_fold != fold).search(start)) for fold in sorted(set(folds))}
    chosen = [
        [one for one in held if not one.rivalry] + [best_of(group.rivals, learnt[fold]) for group in groups]
        for held, groups, fold in zip(candidates, grouped, folds, strict=True)
    ]
    return chosen, _named(names, start)


def _groups(candidates: Iterable[Candidate], labelled: Labelled) -> list[Group]:
    rivals: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.rivalry:
            rivals[candidate.fact.start, candidate.fact.end].append(candidate)
    return [Group(group, [_is_right(one, labelled) for one in group]) for group in rivals.values()]


def _is_right(candidate: Candidate, labelled: Labelled) -> bool:
    """Whether a label that the words match agrees in what the rivals differ in, whatever else is wrong."""
    return any(RIVAL_FIELDS.isdisjoint(like.wrong) for like in likenesses(candidate.fact, labelled))


def _rows(groups: Sequence[Group]) -> tuple[list[str], Rows]:
    """The features that tell rivals apart, and the rivals of all groups that teach something."""
    telling = [group for group in groups if group.tells]
    counted = Counter(feature for group in telling for one in group.rivals for feature in one.rivalry)
    names = sorted(name for name, count in counted.items() if count >= RAREST)
    columns = {name: at for at, name in enumerate(names)}
    rivals = [one for group in telling for one in group.rivals]
    matrix = np.zeros((len(rivals), len(names)))
    for row, one in enumerate(rivals):
        matrix[row, [columns[feature] for feature in one.rivalry if feature in columns]] = 1.0
    right = np.array([good for group in telling for good in group.right], dtype=float)
    return names, Rows(matrix, right, np.array([len(group.rivals) for group in telling], dtype=int))


def _named(names: Sequence[str], solution: Numbers) -> dict[str, float]:
    return {
        name: round(float(value), DECIMALS) for name, value in zip(names, solution, strict=True) if abs(value) > 0.01
    }


@dataclass(frozen=True)
class Rows:
    """The rivals of several groups, one below the other; `sizes` tells how many each group has."""

    matrix: Numbers
    right: Numbers
    sizes: NDArray[np.int_]

    def only(self, groups: NDArray[np.bool_]) -> Rows:
        """The rows of some of the groups."""
        rows = np.repeat(groups, self.sizes)
        return Rows(self.matrix[rows], self.right[rows], self.sizes[groups])

    def search(self, start: Numbers) -> Numbers:
        """The weights under which the right rivals are likely: Newton's method, a Hessian as long as it serves."""
        solution, last = start.copy(), 0.0
        inverse: Numbers = np.eye(len(solution))
        if not len(self.sizes) or not len(solution):
            return np.zeros(len(solution))
        for _ in range(STEPS):
            sums = self.matrix @ solution
            likely, wanted = self._shares(sums, np.ones(len(self.right))), self._shares(sums, self.right)
            gradient = self.matrix.T @ (wanted - likely) - RIDGE * solution
            step = inverse @ gradient
            if _longest(step) > SLOW * last:
                inverse = np.asarray(np.linalg.inv(self._hessian(likely)), dtype=np.float64)
                step = inverse @ gradient
            solution += step
            last = _longest(step)
            if last < CLOSE:
                break
        return solution

    def _shares(self, sums: Numbers, among: Numbers) -> Numbers:
        """How likely each rival is among some of its group."""
        starts = np.cumsum(self.sizes) - self.sizes
        top = np.repeat(np.maximum.reduceat(sums, starts), self.sizes)
        raised = np.exp(np.maximum(sums - top, -60.0)) * among
        return np.asarray(raised / np.repeat(np.add.reduceat(raised, starts), self.sizes), dtype=np.float64)

    def _hessian(self, likely: Numbers) -> Numbers:
        starts = np.cumsum(self.sizes) - self.sizes
        weighted = likely[:, None] * self.matrix
        means = np.add.reduceat(weighted, starts)
        hessian: Numbers = self.matrix.T @ weighted - means.T @ means + RIDGE * np.eye(self.matrix.shape[1])
        return hessian


def _longest(step: Numbers) -> float:
    return float(np.abs(step).max())
