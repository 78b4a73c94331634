"""The model is the one that the rules were measured with."""

import hashlib
import warnings

import pytest

from incidents.extraction import model


@pytest.mark.parametrize("part", ["ner/model", "parser/model"])
def test_the_installed_weights_are_the_measured_ones(part: str) -> None:
    assert hashlib.sha256((model.directory() / part).read_bytes()).hexdigest() == model.MODEL_SHA256[part]


def test_loading_warns_of_nothing() -> None:
    model.load.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert model.load().meta["name"] == "core_web_md"


def test_there_is_one_model_per_process() -> None:
    assert model.load() is model.load()
