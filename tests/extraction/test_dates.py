"""Dates with the precision that the words give, against an article of Thursday, 5 April 2018."""

from datetime import date

import pytest

from incidents.extraction.dates import find_dates

PUBLISHED = date(2018, 4, 5)


@pytest.mark.parametrize(
    ("words", "quote", "value", "qualifier"),
    [
        ("on 17 March 2018", "17 March 2018", "2018-03-17", "exact"),
        ("on March 17", "March 17", "2018-03-17", "exact"),
        ("in March", "March", "2018-03", "exact"),
        ("in 2014", "2014", "2014", "exact"),
        ("on Wednesday", "Wednesday", "2018-04-04", "exact"),
        ("last month", "last month", "2018-03", "exact"),
        ("yesterday", "yesterday", "2018-04-04", "exact"),
        ("three weeks ago", "three weeks ago", "2018-03-15", "exact"),
        ("the end of January 2012", "the end of January 2012", "2012-01", "about"),
        ("On the first of May they left", "first of May", "2017-05-01", "exact"),
        ("Aug. 22, 2018", "Aug. 22, 2018", "2018-08-22", "exact"),
        ("In November last year", "November last year", "2017-11", "exact"),
        ("last summer", "last summer", "2017", "about"),
        ("before March 2019", "March 2019", "2019-03", "before"),
        ("on or about June 27", "June 27", "2017-06-27", "about"),
        ("will reply by Friday", "Friday", "2018-04-06", "before"),
        ("24.11.2020", "24.11.2020", "2020-11-24", "exact"),
        ("on 4 May they broke in", "4 May", "2017-05-04", "exact"),
    ],
)
def test_a_date_keeps_its_precision(words: str, quote: str, value: str, qualifier: str) -> None:
    dated = find_dates(words, PUBLISHED)[0]
    assert (words[dated.start : dated.end], dated.value, dated.qualifier) == (quote, value, qualifier)


@pytest.mark.parametrize("words", ["on Wednesday", "last month", "in March", "June 27", "three weeks ago", "today"])
def test_a_relative_date_needs_the_day_of_publication(words: str) -> None:
    assert find_dates(words, None) == []


@pytest.mark.parametrize("words", ["31 February 2019", "2,014 people", "they may leave", "$2000", "the 1990s"])
def test_what_is_no_date_is_left_out(words: str) -> None:
    assert find_dates(words, PUBLISHED) == []


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (
            "In April 2016 he was moved. Between 2 May and 11 June of that year he logged in",
            ["2016-04", "2016-05-02", "2016-06-11"],
        ),
        ("She was fined on 3 March 2017. The file was closed that October", ["2017-03-03", "2017-10"]),
        ("It broke on 7 March 2018; the previous Thursday staff had seen it", ["2018-03-07", "2018-03-01"]),
        ("It broke on 7 March 2018; the following Thursday it was mended", ["2018-03-07", "2018-03-08"]),
        ("It was seen on 3 March 2018, and on the 17th it was closed", ["2018-03-03", "2018-03-17"]),
        ("It was seen on 23 December 2017, and on the 2nd it was closed", ["2017-12-23", "2018-01-02"]),
        ("the night before last", ["2018-04-03"]),
        ("the day before yesterday", ["2018-04-03"]),
        ("on the 17th", []),
        ("that October", []),
    ],
)
def test_a_date_that_takes_up_another_one(words: str, values: list[str]) -> None:
    assert [dated.value for dated in find_dates(words, PUBLISHED)] == values
