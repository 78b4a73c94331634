"""Facts in words, as curators read them."""

from typing import Any

import pytest

from incidents.curation import rules, words


@pytest.mark.parametrize(
    ("kind", "fields", "line"),
    [
        (
            "estimate",
            {"bound": "at_most", "high": 87_000_000, "measure": "people", "claimant": "Facebook",
             "claimed_on": "2018-04-04"},
            "at most 87,000,000 people – Facebook – 2018-04-04",
        ),
        (
            "estimate",
            {"bound": "between", "low": 2, "high": 3, "measure": "money", "currency": "USD", "scope": "Canada"},
            "2 to 3 USD (Canada) – claimant not stated",
        ),
        (
            "estimate",
            {"bound": "unknown_stated", "measure": "people"},
            "an unknown number of people – claimant not stated",
        ),
        (
            "party",
            {"name": None, "party_kind": "group", "roles": ("actor_external",), "status": "alleged"},
            "unnamed (group) – external actor – alleged",
        ),
        (
            "remediation",
            {"action": "disable_feature", "status": "ActivityCompleted", "actor": "Facebook", "done_on": "2018-04-04"},
            "disable feature – completed – Facebook – done 2018-04-04",
        ),
        (
            "action",
            {"action": "investigation", "status": "open", "body": "FTC", "target": "Facebook", "amount": 5,
             "currency": "USD"},
            "investigation – open – by FTC – against Facebook – 5 USD",
        ),
        ("event", {"event": "discovered", "date": "2018-03", "qualifier": "about"}, "discovered – about 2018-03"),
        ("statement", {"speaker": "A", "statement_kind": "denial"}, "denial by A"),
    ],
)  # fmt: skip
def test_a_fact_is_one_line(kind: str, fields: dict[str, Any], line: str) -> None:
    complete = rules.validate(kind, fields, start=0, end=1, quote="x")
    assert words.describe(kind, complete) == line


@pytest.mark.parametrize(
    ("value", "word"),
    [(1.0, "likely"), (0.8, "likely"), (0.79, "unsure"), (0.5, "unsure"), (0.49, "doubtful"), (None, None)],
)
def test_confidence_is_a_word(value: float | None, word: str | None) -> None:
    assert words.confidence(value) == word
