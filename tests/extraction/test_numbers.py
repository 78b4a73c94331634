"""Numbers as the news prints them."""

import pytest

from incidents.extraction.numbers import find_numbers


@pytest.mark.parametrize(
    ("words", "quote", "value", "upper"),
    [
        ("1,204,518 patients", "1,204,518", 1_204_518, None),
        ("87 million users", "87 million", 87_000_000, None),
        ("1.2m accounts", "1.2m", 1_200_000, None),
        ("1.5bn records", "1.5bn", 1_500_000_000, None),
        ("200k people", "200k", 200_000, None),
        ("half a million people", "half a million", 500_000, None),
        ("thirty thousand owners", "thirty thousand", 30_000, None),
        ("Eight hundred million", "Eight hundred million", 800_000_000, None),
        ("twenty-seven retailers", "twenty-seven", 27, None),
        ("a dozen students", "a dozen", 12, None),
        ("5,00,000 students", "5,00,000", 500_000, None),
        ("62.000 Kunden", "62.000", 62_000, None),
        ("3 lakh pupils", "3 lakh", 300_000, None),
        ("between 600 and 650 million", "600 and 650 million", 600_000_000, 650_000_000),
        ("8-10 million users", "8-10 million", 8_000_000, 10_000_000),
        ("6,000 to 7,500 alumni", "6,000 to 7,500", 6_000, 7_500),
        ("one and a half million persons", "one and a half million", 1_500_000, None),
    ],
)
def test_a_number_has_the_value_that_its_words_give(words: str, quote: str, value: int, upper: int | None) -> None:
    number = find_numbers(words)[0]
    assert (words[number.start : number.end], number.value, number.upper, number.vague) == (quote, value, upper, False)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("hundreds of thousands of users", 100_000),
        ("millions of users", 1_000_000),
        ("tens of thousands", 10_000),
        ("several hundred thousand", 100_000),
        ("several dozen", 12),
        ("dozens of people", 12),
    ],
)
def test_a_vague_number_has_only_its_order(words: str, value: int) -> None:
    number = find_numbers(words)[0]
    assert (number.value, number.vague, number.upper) == (value, True, None)


def test_two_years_are_no_range() -> None:
    assert [number.value for number in find_numbers("in 2019 and 2020")] == [2019, 2020]


def test_a_fraction_is_marked() -> None:
    assert find_numbers("0.6 of a point")[0].fraction


def test_a_long_row_of_digits_is_no_number() -> None:
    assert find_numbers("1" * 40) == []
