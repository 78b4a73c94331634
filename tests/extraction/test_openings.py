"""No expression is left untried on a sentence that it matches."""

from collections.abc import Callable

import pytest

from incidents.extraction.openings import beginnings, openings_of
from incidents.extraction.patterns import find_phrases, table
from incidents.extraction.reading import Reading
from tests.extraction.articles import LEFT, PORTAL, STOLEN

TABLES = ("remediation", "actions", "causes", "categories")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("phishing", {"phis"}),
        ("(?:spear-)?phishing", {"spea", "phis"}),
        ("(?:free |paid )?(?:credit|fraud) watch", {"free", "paid", "cred", "frau"}),
        ("x-?rays?", {"x", "xray"}),
        ("an? tool", {"an", "a"}),
        ("[ae]bc", {"abc", "ebc"}),
        ("(?:ab)+c", {"ab"}),
        ("I(?:CO|RS)", {"ico", "irs"}),
        ("it(?!s)", {"it"}),
        (r"h\.?i\.?v", {"h", "hi", "hiv"}),
    ],
)
def test_an_expression_tells_its_first_letters(expression: str, expected: set[str]) -> None:
    assert openings_of(expression) == expected


@pytest.mark.parametrize(
    "expression", [r"\w+ training", r"(?:\d+ )?files", "[^,]{3}", "(?:a )?", "", "é", r"[\w-]+", "-"]
)
def test_what_may_begin_with_anything_is_always_tried(expression: str) -> None:
    assert openings_of(expression) is None


def test_the_words_of_a_sentence_tell_theirs() -> None:
    assert list(beginnings("No. An X-ray, THEFT", 4, 19)) == [(4, "an"), (7, "x"), (9, "ray"), (14, "thef")]


@pytest.mark.parametrize("name", TABLES)
def test_most_rows_of_a_table_tell_their_openings(name: str) -> None:
    rows = [row for row in table(name) if row.phrases is not None]
    told = [row for row in rows if openings_of(row.phrases.pattern) is not None]
    assert len(told) >= 0.5 * len(rows)


def test_a_phrase_is_found_wherever_a_plain_search_finds_it(parsed: Callable[[str], Reading]) -> None:
    reading = parsed(PORTAL + STOLEN + LEFT + "\n\nA THEFT of X-rays; spear-phishing and the Phishing of W-2s.")
    for name in TABLES:
        for sentence in reading.sentences:
            found = [(row.index, match.span()) for row, match in find_phrases(name, reading, sentence)]
            assert found == [
                (row.index, match.span())
                for row in table(name)
                if row.phrases is not None
                for match in row.phrases.finditer(reading.text, sentence.start, sentence.end)
            ]
