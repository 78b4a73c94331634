import pytest

from incidents import vocabularies
from incidents.proposed import BOUND_VALUES
from incidents.published.wording import estimate_in_words, number_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1,000"),
        (380_000, "380,000"),
        (1_000_000, "1 million"),
        (87_000_000, "87 million"),
        (70_600_000, "70.6 million"),
        (1_250_000, "1.25 million"),
        (10_000_000, "10 million"),
        (100_000_000, "100 million"),
        (1_234_567, "1,234,567"),
        (509_458_528, "509,458,528"),
        (1_340_000_000, "1.34 billion"),
        (5_000_000_000, "5 billion"),
        (1_001_000_000, "1,001 million"),
    ],
)
def test_numbers_in_words(value, words):
    assert number_in_words(value) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"bound": "at_most", "high": 87_000_000}, "at most 87 million people"),
        ({"bound": "fewer_than", "high": 1_000, "measure": "records"}, "fewer than 1,000 records"),
        ({"bound": "at_least", "low": 1}, "at least 1 person"),
        ({"bound": "more_than", "low": 533_000_000, "measure": "accounts"}, "more than 533 million accounts"),
        ({"bound": "about", "best": 380_000, "measure": "records"}, "about 380,000 records"),
        ({"bound": "exact", "best": 147}, "exactly 147 people"),
        ({"bound": "none_stated", "best": 50_000_000}, "50 million people"),
        ({"bound": "none_stated", "best": 0}, "0 people"),
        ({"bound": "between", "low": 250_000, "high": 270_000}, "between 250,000 and 270,000 people"),
        ({"bound": "order_of_magnitude", "low": 1_000_000}, "millions of people"),
        ({"bound": "order_of_magnitude", "low": 100, "measure": "unknown"}, "hundreds"),
        ({"bound": "order_of_magnitude", "low": 3_000}, "in the order of 3,000 people"),
        ({"bound": "placeholder"}, "a placeholder instead of the number of people"),
        ({"bound": "unknown_stated", "measure": "devices"}, "an unknown number of devices"),
        ({"bound": "unknown_stated", "measure": "unknown"}, "an unknown number"),
        ({"bound": "about", "best": 2_600_000_000_000, "measure": "data_volume_bytes"}, "about 2.6 terabytes"),
        ({"bound": "between", "low": 10**9, "high": 2 * 10**9, "measure": "data_volume_bytes"},
         "between 1 gigabyte and 2 gigabytes"),
        ({"bound": "at_most", "high": 20_000_000, "measure": "money", "currency": "EUR"}, "at most EUR 20 million"),
        ({"bound": "none_stated", "best": 12, "measure": "unknown"}, "12"),
        ({"bound": "none_stated", "best": 1, "measure": "households"}, "1 household"),
    ],
)  # fmt: skip
def test_claims_in_words(given, words):
    defaults = {"measure": "people", "low": None, "best": None, "high": None, "currency": None}
    assert estimate_in_words(defaults | given) == words


@pytest.mark.parametrize("bound", sorted(BOUND_VALUES))
@pytest.mark.parametrize("measure", sorted(vocabularies.load("measure").codes))
def test_every_bound_of_every_measure_has_words(bound, measure):
    values = {name: 7 if name in BOUND_VALUES[bound] else None for name in ("low", "best", "high")}
    words = estimate_in_words({"bound": bound, "measure": measure, "currency": "EUR"} | values)
    assert words
    assert ("7" in words) is bool(BOUND_VALUES[bound])
