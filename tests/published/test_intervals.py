import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import vocabularies
from incidents.proposed import BOUND_VALUES, LARGEST_COUNT
from incidents.published.intervals import UnknownBound, interval

counts = st.integers(0, LARGEST_COUNT)


@pytest.mark.parametrize(
    ("low", "best", "high", "bound", "allowed"),
    [
        (None, None, 87_000_000, "at_most", (0, 87_000_000)),
        (None, None, 1_000, "fewer_than", (0, 999)),
        (None, None, 0, "fewer_than", (0, 0)),
        (5, None, None, "at_least", (5, None)),
        (533_000_000, None, None, "more_than", (533_000_001, None)),
        (None, 50_000_000, None, "about", (50_000_000, 50_000_000)),
        (None, 147, None, "exact", (147, 147)),
        (None, 380_000, None, "none_stated", (380_000, 380_000)),
        (250_000, None, 270_000, "between", (250_000, 270_000)),
        (1_000_000, None, None, "order_of_magnitude", (1_000_000, None)),
        (None, None, None, "placeholder", None),
        (None, None, None, "unknown_stated", None),
    ],
)
def test_what_a_claim_allows(low, best, high, bound, allowed):
    assert interval(low, best, high, bound) == allowed


def test_an_unknown_bound_is_refused_by_name():
    with pytest.raises(UnknownBound, match="'roughly' is not in the list `bound`"):
        interval(None, 5, None, "roughly")


def test_a_bound_without_its_value_is_refused():
    with pytest.raises(UnknownBound, match="bound more_than came without its value"):
        interval(None, None, None, "more_than")


@pytest.mark.parametrize("bound", sorted(vocabularies.load("bound").codes))
@given(one=counts, other=counts)
def test_the_interval_is_in_order_and_holds_what_was_stated(bound, one, other):
    least, most = sorted((one, other))
    stated = {"low": least, "best": least, "high": most}
    values = {name: stated[name] if name in BOUND_VALUES[bound] else None for name in ("low", "best", "high")}
    allowed = interval(values["low"], values["best"], values["high"], bound)
    if not BOUND_VALUES[bound]:
        assert allowed is None
        return
    low, high = allowed
    assert low >= 0
    assert high is None or low <= high
    for value in values.values():
        inside = value is None or (low <= value and (high is None or value <= high))
        assert inside is (value is None or bound not in ("fewer_than", "more_than") or value == 0 == high)
