"""Units of an article, without the outlet's own furniture."""

import pytest

from incidents.extraction.segment import LONGEST_UNIT, segment
from tests.extraction.articles import PORTAL


def words_of(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in segment(text)]


def test_the_first_line_is_the_headline() -> None:
    assert segment(PORTAL)[0].role == "headline"


def test_an_appeal_glued_to_a_sentence_is_cut_off() -> None:
    text = "Your support makes all the difference.The council lost the files of 40 tenants."
    assert words_of(text) == ["The council lost the files of 40 tenants."]


def test_what_stands_between_two_appeals_goes_with_them() -> None:
    kept = " ".join(words_of(PORTAL))
    assert "paywall" not in kept
    assert "that costs money" not in kept


def test_the_foot_of_the_page_is_cut() -> None:
    text = "The data of 40 people was stolen.\n\n" * 6 + "Comments\nAda: I was hit, with 300 others."
    assert not any("300 others" in unit for unit in words_of(text))


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter: 40,000 readers every weekday",
        "READ ALSO: Bank hit by leak of 2 million accounts",
        "MOST READ",
        "Comments (1,104)",
        "We use cookies. 312 partners may store data on your device. Accept all",
        "Follow us on social media",
        "By Ilda Farrow and Otto Bright",
        "Ilda Farrow is a reporter who covers security.",
        "© 2024 The Calder Gazette. All rights reserved.",
    ],
)
def test_furniture_is_left_out(line: str) -> None:
    text = f"Clinic loses files\n\n{line}\n\nThe clinic lost the files of 40 patients.\n\nIt apologised to them."
    assert words_of(text) == [
        "Clinic loses files",
        "The clinic lost the files of 40 patients.",
        "It apologised to them.",
    ]


def test_a_dateline_is_no_part_of_the_sentence() -> None:
    assert words_of("STONEBURY (XW) — The clinic lost files.") == ["The clinic lost files."]


def test_a_long_line_is_cut_into_bounded_units() -> None:
    units = segment("word " * 3000)
    assert max(unit.end - unit.start for unit in units) <= LONGEST_UNIT
    assert units[-1].end >= 14_990


def test_a_sentence_wrapped_at_a_column_stays_whole() -> None:
    text = "The email addresses of 40,000 customers were stolen\nby hackers, the bakery said.\nIt has told them."
    assert words_of(text) == [
        "The email addresses of 40,000 customers were stolen\nby hackers, the bakery said.",
        "It has told them.",
    ]
