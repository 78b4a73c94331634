"""Stored reasons as a curator reads them, whatever is stored."""

from typing import Any

import pytest

from incidents.curation.review.explanations import Explanation, Told, explain

TEXT = "The company said that up to 4,000 patients\nwere affected by the breach."


def because(kind: str, *why: dict[str, Any]) -> list[tuple[str, list[str], list[str], list[str]]]:
    def lines(all_told: list[Told]) -> list[str]:
        return [f"{told.text} [{told.quote}]" if told.quote else told.text for told in all_told]

    return [
        (one.label, lines(one.because), lines(one.speaks_for), lines(one.speaks_against))
        for one in explain(kind, why, TEXT)
    ]


def a_reason(field: str, rule: str, words: str = "") -> dict[str, Any]:
    start = TEXT.index(words) if words else None
    return {"field": field, "rule": rule, "start": start, "end": None if start is None else start + len(words)}


def test_each_field_says_what_decided_and_by_which_words() -> None:
    assert because(
        "estimate",
        a_reason("confidence", "for:near:breach", "breach"),
        a_reason("bound", "left:up to", "up to"),
        a_reason("claimant", "climb", "company said"),
        a_reason("claimant", "against:subject_as:NOUN"),
        a_reason("confidence", "against:odd_number"),
        a_reason("confidence", "for:digits:4", "4,000 patients\nwere"),
    ) == [
        ("bound", ["“up to” before the number"], [], []),
        (
            "claimant",
            ["the subject of the verb of saying above the words [company said]"],
            [],
            ["the subject is a noun"],
        ),
        (
            "the fact as a whole",
            [],
            ["a word of a breach in the same sentence [breach]", "the number has 4 digits [4,000 patients were]"],
            ["the number is not round"],
        ),
    ]


def test_what_is_said_twice_is_shown_once() -> None:
    again = [a_reason("event", "for:verb:0"), a_reason("event", "for:verb:0"), a_reason("event", "verb")]
    (told,) = because("event", *again)
    assert told == (
        "what happened", ["the verb that the date belongs to"], ["the verb that the date belongs to, right above"], [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "label", "told"),
    [
        ({"field": "bound", "rule": "up to"}, "bound", "up to"),
        ({"field": "nobody_knows", "rule": "magic#3"}, "nobody knows", "magic#3"),
        ({"field": "confidence", "rule": "for:unheard of"}, "the fact as a whole", "unheard of"),
        ({}, "", ""),
    ],
)
def test_what_another_extractor_says_is_shown_as_it_said_it(reason: dict[str, Any], label: str, told: str) -> None:
    (one,) = explain("estimate", [reason], TEXT)
    assert one.label == label
    assert [each.text for each in one.because + one.speaks_for] == [told]


@pytest.mark.parametrize(("start", "end"), [(-5, 3), (0, 10_000), (9, 9), ("0", 4), (None, 4)])
def test_places_that_are_none_are_not_quoted(start: Any, end: Any) -> None:
    (one,) = explain("estimate", [{"field": "bound", "rule": "bare", "start": start, "end": end}], TEXT)
    assert one == Explanation(label="bound", because=[Told(text="nothing beside the number bounds it")])


def test_a_long_quotation_is_cut() -> None:
    text = "word " * 100
    (one,) = explain("estimate", [{"field": "bound", "rule": "bare", "start": 0, "end": 400}], text)
    assert len(one.because[0].quote) == 90
    assert one.because[0].quote.endswith("…")
