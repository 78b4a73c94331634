"""Codes, dates and addresses as people read them."""

from typing import Any

import pytest

from api.templatetags import in_words
from incidents.published import headline


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2018-04-04", "4 April 2018"),
        ("2018-04", "April 2018"),
        ("2018", "2018"),
        (None, ""),
    ],
)
def test_date_is_as_precise_as_it_is_known(value: str | None, words: str) -> None:
    assert in_words.partial_date(value) == words


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        ("exact", "September 2019"),
        ("about", "about September 2019"),
        ("before", "before September 2019"),
        ("after", "after September 2019"),
        ("unknown", "September 2019 (not stated how exact)"),
    ],
)
def test_qualifier_is_told(qualifier: str, words: str) -> None:
    assert in_words.qualified_date({"value": "2019-09", "precision": "month", "qualifier": qualifier}) == words


@pytest.mark.parametrize(
    ("code", "vocabulary", "words"),
    [
        ("claimed_by_self", "role_status", "Claimed by self"),
        ("confirmed", "veracity", "Confirmed"),
        ("IncidentMitigated", "incident_status", "Mitigated"),
        ("of_the_future", "role_status", "of the future"),
        (None, "role_status", ""),
    ],
)
def test_code_is_told_by_its_label(code: str | None, vocabulary: str, words: str) -> None:
    assert in_words.label(code, vocabulary) == words


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://news.example/a", True),
        ("HTTP://news.example/a", True),
        ("javascript:alert(1)", False),
        (" \tjava\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, is_link: bool) -> None:
    assert in_words.is_web(url) is is_link


@pytest.mark.parametrize(("value", "words"), [(5e9, "5 billion"), (1234.5, "1,234.50"), (600000.0, "600,000")])
def test_sum_of_money(value: float, words: str) -> None:
    assert in_words.amount(value) == words


def a_claim(**given: Any) -> dict[str, Any]:
    return {
        "id": "est_a", "text": "5 people", "claimant": None, "claimed_on": "2018", "measure": "people", "low": None,
        "best": 5, "high": None, "bound": "exact", "scope": None, "status": "asserted", "rank": "normal",
        "rank_reason": None, "superseded_by": None, "exposure": "acquired", "claimant_kind": "controller",
        "evidence": [],
    } | given  # fmt: skip


@pytest.mark.parametrize(
    ("loser", "words"),
    [
        ({"status": "retracted"}, "taken back by its claimant"),
        ({"superseded_by": "est_a"}, "replaced by a later claim"),
        ({"rank": "deprecated"}, "set aside by the curators"),
        ({"bound": "placeholder", "best": None}, "names no number"),
        ({"measure": "money"}, "counts something other than people, accounts, records and the like"),
        ({"exposure": "none"}, "says that no data was reached"),
        ({"measure": "records"}, "counts something that says less about people"),
        ({"scope": "Canada"}, "counts a part only"),
        ({"exposure": "notified"}, "counts something beside the data that was reached"),
        ({"claimant_kind": "journalist"}, "another claimant stands closer to the incident"),
        ({"claimed_on": "2017"}, "an earlier claim"),
        ({"best": 4}, "a smaller number of the same day"),
        ({}, "says the same"),
    ],
)
def test_every_reason_of_the_headline_has_words(loser: dict[str, Any], words: str) -> None:
    chosen = headline.choose([a_claim(), a_claim(id="est_b", **loser)])
    assert chosen is not None
    assert [in_words.left_out_reason(left["reason"]) for left in chosen["left_out"]] == [words]
