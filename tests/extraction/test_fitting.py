"""The fitting of weights: isotonic steps and the regression."""

import json
from pathlib import Path

import numpy as np
import pytest

from incidents.extraction import fitting, labels, logistic


def test_isotonic_steps_rise() -> None:
    points = [(index / 40, index % 3 == 0 or index > 25) for index in range(40)]
    rates = [rate for _, rate in fitting.isotonic(points)]
    assert rates == sorted(rates)
    assert len(rates) >= 2


def test_isotonic_of_nothing_is_one_half() -> None:
    assert fitting.isotonic([]) == [[0.0, 0.5]]


def test_the_regression_finds_the_telling_feature() -> None:
    matrix = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    solution = logistic.regression(matrix, np.array([1.0, 1, 1, 0, 0, 0]), np.ones(6))
    assert solution[0] > 0.2


def test_only_the_kinds_asked_for_are_fitted_and_without_these_authors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "WEIGHTS", tmp_path)
    given = [str(next(labels.GOLD.glob(f"{name}-*{labels.SUFFIX}"))) for name in ("c01", "e01", "f02", "g01")]
    assert fitting.main([*given, "--kinds", "cause", "--without", "c,f"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["cause.json"]
    once = json.loads((tmp_path / "cause.json").read_text())
    assert once["texts"] == fitting.digests(labels.read_labelled(Path(given[index])) for index in (1, 3))
    assert fitting.main([*given, "--kinds", "cause", "--without", "c,f"]) == 0
    assert json.loads((tmp_path / "cause.json").read_text()) == once


def test_an_unknown_kind_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fitting.main(["--kinds", "rumour"])
    assert "unknown kinds rumour; there are estimate, party" in capsys.readouterr().err


def test_rows_are_scored_by_a_regression_that_never_saw_their_fold() -> None:
    draw = np.random.default_rng(7)
    matrix = (draw.random((300, 40)) < 0.1).astype(float)
    matrix[:, -1] = 1.0
    target = (matrix[:, 0] + matrix[:, 1] - matrix[:, 2] + draw.normal(size=300) > 0.3).astype(float)
    weight = np.where(draw.random(300) < 0.1, 0.0, 1.0)
    folds = draw.integers(0, 4, size=300)
    solution, scores = logistic.cross_fitted(matrix, target, weight, folds)
    np.testing.assert_allclose(solution, logistic.regression(matrix, target, weight), atol=1e-6)
    for fold in range(4):
        seen = folds != fold
        without = logistic.regression(matrix[seen], target[seen], weight[seen])
        np.testing.assert_allclose(scores[~seen], logistic.rates(matrix[~seen], without), atol=1e-6)


def test_a_regression_ends_where_the_gradient_vanishes() -> None:
    matrix = np.array([[1.0, 0, 1], [1, 1, 1], [0, 1, 1], [0, 0, 1]])
    target = np.array([1.0, 1, 0, 0])
    solution = logistic.regression(matrix, target, np.ones(4))
    pull = matrix.T @ (target - logistic.rates(matrix, solution))
    np.testing.assert_allclose(pull, [logistic.RIDGE, logistic.RIDGE, logistic.BIAS_RIDGE] * solution, atol=1e-6)
