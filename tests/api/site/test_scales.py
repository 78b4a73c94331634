"""Axes: round numbers, and powers of ten where the figures are far apart."""

import pytest

from api.site.scales import scale_for


@pytest.mark.parametrize(
    ("figures", "ticks"),
    [
        ([30, 50, 87], (0, 50, 100)),
        ([1], (0, 1)),
        ([0], (0, 1)),
        ([9_483, 10_000], (0, 5_000, 10_000)),
        ([50_000_000], (0, 20_000_000, 40_000_000, 60_000_000)),
        ([1, 20], (0, 10, 20)),
    ],
)
def test_near_figures_share_a_linear_axis_from_zero(figures: list[int], ticks: tuple[int, ...]) -> None:
    scale = scale_for(figures)
    assert (scale.is_logarithmic, scale.ticks) == (False, ticks)


@pytest.mark.parametrize(
    ("figures", "ticks"),
    [
        ([1, 21], (1, 10, 100)),
        ([250_000, 87_000_000], (100_000, 1_000_000, 10_000_000, 100_000_000)),
        ([1_000, 1_000_000], (1_000, 10_000, 100_000, 1_000_000)),
        ([0, 5, 3_000_000_000], (1, 10_000, 100_000_000)),
    ],
)
def test_figures_more_than_twenty_times_apart_get_powers_of_ten(figures: list[int], ticks: tuple[int, ...]) -> None:
    scale = scale_for(figures)
    assert (scale.is_logarithmic, scale.ticks) == (True, ticks)


def test_places_are_per_cent_of_the_width() -> None:
    linear = scale_for([30, 87])
    assert [linear.place(value) for value in (0, 50, 100)] == [2.0, 46.0, 90.0]
    logarithmic = scale_for([1, 100])
    assert [logarithmic.place(value) for value in (0, 1, 10, 100)] == [2.0, 2.0, 46.0, 90.0]


def test_largest_count_a_body_can_hold_has_a_place() -> None:
    assert 2.0 < scale_for([1, 2**63 - 1]).place(2**63 - 1) <= 90.0
