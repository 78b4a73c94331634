"""Fits the weights of every kind to the labelled articles that may be read: `python -m incidents.extraction.fitting`.

Per kind: a ridge logistic regression on the candidates' features, scores cross-fitted by author (each article is
scored by weights that never saw its author), an isotonic map from these scores to rates, and the threshold of the best
strict F1. Then what relevance weighs an article by. Writes `weights/<kind>.json` and `weights/relevance.json` with the
date and the digests of the texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from incidents.extraction import fitting_choice, fitting_relevance, fitting_roles, labels, logistic, merge, model
from incidents.extraction.candidates import Candidate
from incidents.extraction.confidence import Weights
from incidents.extraction.labels import Labelled
from incidents.extraction.matching import right_labels, shared, touched_labels
from incidents.extraction.pipeline import propose
from incidents.extraction.reading import Reading, read
from incidents.proposed import KINDS

RELEVANCE = "relevance"
NAMES = (*KINDS, RELEVANCE)  # of the files of weights
WEIGHTS = Path(__file__).parent / "weights"
FOLDS = 8
RAREST = 6  # a feature must occur in so many candidates
FEWEST_PER_STEP = 12  # facts that one step of the calibration rests on
SMOOTHING = 12  # the window over the F1 curve is this part of the facts
FORBIDDEN = 3.0  # how much more a candidate from words that carry no fact counts than another wrong one
DECIMALS = 4
# Features that were measured to cost more by chance than they tell, with the few labels there are; by kind.
IGNORED: dict[str, tuple[str, ...]] = {
    "action": ("near:", "dep:", "tag:", "object:", "doer:", "subject_clause:", "code_sure:", "action_status:"),
    "event": ("near:",),
    "party": ("near:",),
    "statement": ("near:",),
    "remediation": ("dep:", "tag:", "rule:", "lemma:", "object:", "code_lemma:", "near:"),
}
Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A labelled article that has been read, with all its candidates."""

    labelled: Labelled
    reading: Reading
    candidates: list[Candidate]


@dataclass(frozen=True)
class Judged:
    """A fact after merging. `cost`: as how many facts it counts where the threshold is chosen."""

    score: float
    right: bool
    cost: float = 1.0


@dataclass(frozen=True)
class Example:
    """A candidate of a labelled article."""

    document: int
    candidate: Candidate
    right: bool
    optional: bool
    forbidden: bool = False  # taken from words that carry no fact


def prepare(labelled: Labelled) -> Prepared:
    """Reads a labelled article once. Call inside `model.reading_zone()` and stay there while the result is used."""
    reading = read(labelled.document)
    return Prepared(labelled, reading, propose(reading))


def fit(prepared: Sequence[Prepared], kinds: Collection[str] = NAMES) -> dict[str, Weights]:
    """The weights of these kinds, from labelled articles; the same articles give the same numbers."""
    labelled = [one.labelled for one in prepared]
    origin = {"fitted_on": f"{datetime.now(UTC):%Y-%m-%d}", "texts": digests(labelled)}
    folds = _folds(labelled)
    fitted = {}
    for kind in sorted(set(kinds) - {RELEVANCE}):
        candidates = [[one for one in each.candidates if one.fact.kind == kind] for each in prepared]
        chosen, learnt = fitting_choice.choose_by_others(candidates, labelled, folds)
        examples = [
            _example(index, labelled[index], candidate) for index, held in enumerate(chosen) for candidate in held
        ]
        if examples:
            counted = {"candidates": sum(len(held) for held in candidates)}
            choice = {"choice": learnt} if learnt else {}
            fitted[kind] = _fit_kind(examples, labelled, kind) | counted | choice | origin
    if RELEVANCE in kinds:
        fitted[RELEVANCE] = fitting_relevance.fit(prepared, fitted) | origin
    return fitted


def digests(labelled: Iterable[Labelled]) -> list[str]:
    """What names the texts that weights come from: the beginnings of their SHA-256, sorted."""
    return sorted(hashlib.sha256(one.document.text.encode()).hexdigest()[:16] for one in labelled)


def _example(index: int, labelled: Labelled, candidate: Candidate) -> Example:
    right = right_labels(candidate.fact, labelled)
    touched = right or touched_labels(candidate.fact, labelled)
    optional = bool(touched) and all(labelled.is_optional(label) for label in touched)
    forbidden = not right and any(shared(candidate.fact, span) for span in labelled.must_not)
    return Example(index, candidate, bool(right), optional and not forbidden, forbidden)


def _fit_kind(examples: list[Example], labelled: list[Labelled], kind: str) -> Weights:
    """The weights of one kind. Those of parties rest on roles that never saw the party's author, as all rates do."""
    if kind != "party":
        return _fit_scores(examples, labelled)
    pairs = [(example.candidate, labelled[example.document]) for example in examples]
    folds = _folds(labelled)
    assigned, roles = fitting_roles.fit(pairs, [folds[example.document] for example in examples])
    examples = [
        _example(example.document, labelled[example.document], candidate)
        for example, candidate in zip(examples, assigned, strict=True)
    ]
    return _fit_scores(examples, labelled) | {"roles": roles}


def _fit_scores(examples: list[Example], labelled: list[Labelled]) -> Weights:
    counted = Counter(feature for example in examples for feature in example.candidate.features)
    ignored = IGNORED.get(examples[0].candidate.fact.kind, ())
    features = sorted(name for name, count in counted.items() if count >= RAREST and not name.startswith(ignored))
    columns = {feature: index for index, feature in enumerate(features)}
    matrix = np.zeros((len(examples), len(features) + 1))
    matrix[:, -1] = 1.0
    for row, example in enumerate(examples):
        for feature in example.candidate.features:
            if feature in columns:
                matrix[row, columns[feature]] = 1.0
    target = np.array([example.right for example in examples], dtype=float)
    weight = np.array([_weight(example) for example in examples])
    folds = _folds(labelled)
    by_row = np.array([folds[example.document] for example in examples])
    solution, scores = logistic.cross_fitted(matrix, target, weight, by_row)
    judged, wanted = _merged_points(examples, scores, labelled)
    f1, threshold = _threshold(judged, wanted)
    points = [(one.score, one.right) for one in judged]
    return {
        "bias": round(float(solution[-1]), DECIMALS),
        "features": {
            name: round(float(solution[index]), DECIMALS)
            for name, index in columns.items()
            if abs(solution[index]) > 0.01
        },
        "threshold": round(threshold, DECIMALS),
        "calibration": isotonic(points),
        "strict_f1": round(f1, DECIMALS),
    }


def _weight(example: Example) -> float:
    """Nothing for what earns and costs nothing; more for what must not be proposed at all."""
    return 0.0 if example.optional else FORBIDDEN if example.forbidden else 1.0


def _folds(labelled: list[Labelled]) -> list[int]:
    """The fold of every article: its author, so that rates are those of an unseen hand; by turns with one author."""
    authors = [one.author for one in labelled]
    numbers = {author: number for number, author in enumerate(sorted(set(authors)))}
    if len(numbers) == 1:
        return [index % FOLDS for index in range(len(labelled))]
    return [numbers[author] for author in authors]


def _merged_points(examples: list[Example], scores: Numbers, labelled: list[Labelled]) -> tuple[list[Judged], int]:
    """All facts after merging, best first, and how many labelled facts there are to find."""
    kind = examples[0].candidate.fact.kind
    wanted = sum(fact["kind"] == kind and not fact.get("optional") for one in labelled for fact in one.facts)
    points: list[Judged] = []
    by_article: dict[int, list[tuple[Example, float]]] = defaultdict(list)
    for example, score in zip(examples, scores, strict=True):
        by_article[example.document].append((example, float(score)))
    for index, scored in by_article.items():
        points += _judged(labelled[index], scored)
    return sorted(points, key=lambda point: -point.score), wanted


def _threshold(points: list[Judged], wanted: int) -> tuple[float, float]:
    """The best strict F1, and the score at the top of the F1 curve after smoothing, so that no single fact decides.

    In the curve a fact from words that carry none counts as FORBIDDEN wrong ones, as it does when weights are fitted.
    """
    if not points:
        return 0.0, 1.0
    right = np.cumsum([one.right for one in points])
    best = float((2 * right / (wanted + np.arange(1, len(points) + 1))).max())
    curve = 2 * right / (wanted + np.cumsum([one.cost for one in points]))
    width = max(1, len(points) // SMOOTHING)
    padded = np.pad(curve, (width // 2, width - 1 - width // 2), mode="edge")
    smooth = np.convolve(padded, np.ones(width) / width, mode="valid")
    return best, points[int(np.argmax(smooth))].score


def _judged(labelled: Labelled, scored: list[tuple[Example, float]]) -> list[Judged]:
    """One article's candidates after merging; each labelled fact is found once."""
    value = {id(example.candidate.features): score for example, score in scored}
    taken: set[int] = set()
    points = []
    merged = merge.merge([example.candidate for example, _ in scored], lambda candidate: value[id(candidate.features)])
    for candidate in sorted(merged, key=lambda one: -value[id(one.features)]):
        right = [label for label in right_labels(candidate.fact, labelled) if label not in taken]
        touched = right or touched_labels(candidate.fact, labelled)
        if touched and all(labelled.is_optional(label) for label in touched):
            continue
        taken.update(right[:1])
        is_forbidden = not right and any(shared(candidate.fact, span) for span in labelled.must_not)
        points.append(Judged(value[id(candidate.features)], bool(right), FORBIDDEN if is_forbidden else 1.0))
    return points


def isotonic(points: list[tuple[float, bool]]) -> list[list[float]]:
    """Steps from score to rate, rising, each resting on several facts (pool adjacent violators)."""
    blocks: list[list[float]] = []  # [lowest score, right, count]
    for score, right in sorted(points):
        blocks.append([score, float(right), 1.0])
        while len(blocks) > 1 and (_rate(blocks[-2]) >= _rate(blocks[-1]) or blocks[-2][2] < FEWEST_PER_STEP):
            _pool(blocks)
    if len(blocks) > 1 and blocks[-1][2] < FEWEST_PER_STEP:
        _pool(blocks)
    rates: list[float] = np.maximum.accumulate([_rate(block) for block in blocks]).tolist() if blocks else []
    steps = [
        [round(block[0], DECIMALS), round(float(rate), DECIMALS)] for block, rate in zip(blocks, rates, strict=True)
    ]
    return steps or [[0.0, 0.5]]


def _rate(block: list[float]) -> float:
    """One right and one wrong fact are added to every step, so that no rate is ever 0 or 1."""
    return (block[1] + 1) / (block[2] + 2)


def _pool(blocks: list[list[float]]) -> None:
    _, right, count = blocks.pop()
    blocks[-1][1] += right
    blocks[-1][2] += count


def main(arguments: Sequence[str]) -> int:
    """Fits and writes the kinds asked for; prints a line for each."""
    parser = argparse.ArgumentParser(prog="python -m incidents.extraction.fitting", description=__doc__)
    parser.add_argument("labels", nargs="*", type=Path, help="label files (those of seeds/gold that may be read)")
    parser.add_argument("--kinds", default=",".join(NAMES), help="only these, separated by commas (all)")
    parser.add_argument("--without", default="", metavar="AUTHORS", help="leave out these authors, such as c,f")
    options = parser.parse_args(arguments)
    kinds = [kind for kind in options.kinds.split(",") if kind]
    if unknown := set(kinds) - set(NAMES):
        parser.error(f"unknown kinds {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    left_out = options.without.split(",")
    given = [labels.read_labelled(path) for path in sorted(options.labels)] or labels.read_all(labels.GOLD)
    labelled = [one for one in given if one.author not in left_out]
    if not labelled:
        parser.error(f"no article is left without {options.without}")
    with model.reading_zone():
        fitted = fit([prepare(one) for one in labelled], kinds)
    for kind, weights in fitted.items():
        path = WEIGHTS / f"{kind}.json"
        path.write_text(json.dumps(weights, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        if kind in KINDS:
            told = f"{weights['candidates']} candidates, cross-fitted strict F1 {weights['strict_f1']}"
            sys.stdout.write(f"{kind}: {told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
