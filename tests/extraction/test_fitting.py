"""The fitting of weights: isotonic steps and the regression."""

import numpy as np

from incidents.extraction import fitting


def test_isotonic_steps_rise() -> None:
    points = [(index / 40, index % 3 == 0 or index > 25) for index in range(40)]
    rates = [rate for _, rate in fitting.isotonic(points)]
    assert rates == sorted(rates)
    assert len(rates) >= 2


def test_isotonic_of_nothing_is_one_half() -> None:
    assert fitting.isotonic([]) == [[0.0, 0.5]]


def test_the_regression_finds_the_telling_feature() -> None:
    matrix = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    solution = fitting.regression(matrix, np.array([1.0, 1, 1, 0, 0, 0]), np.ones(6))
    assert solution[0] > 0.2
