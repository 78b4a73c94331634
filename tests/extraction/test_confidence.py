"""Weights are fitted numbers, and confidence is the rate that they were fitted to."""

import json
from importlib import resources

import pytest

from incidents.extraction import confidence
from incidents.proposed import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_fitted_weights_with_their_origin(kind: str) -> None:
    fitted = json.loads(resources.files("incidents.extraction.weights").joinpath(f"{kind}.json").read_text())
    assert len(fitted["texts"]) >= 30
    assert fitted["fitted_on"] >= "2026"


@pytest.mark.parametrize("kind", KINDS)
def test_confidence_rises_with_the_score_and_is_never_certain(kind: str) -> None:
    rates = [confidence.calibrated(kind, step / 20) for step in range(21)]
    assert rates == sorted(rates)
    assert 0 < rates[0] <= rates[-1] < 1


def test_unknown_features_weigh_nothing() -> None:
    assert confidence.score("cause", ["no:such"]) == confidence.score("cause", [])
