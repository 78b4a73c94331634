"""What is promised of a whole article: its facts, and that nothing breaks on any text."""

import dataclasses
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.extraction import Document, Extraction, extract
from incidents.extraction.relevance import CONDITIONAL
from incidents.proposed import (
    ProposedAction,
    ProposedCause,
    ProposedDataCategory,
    ProposedEstimate,
    ProposedFact,
    ProposedParty,
    ProposedRemediation,
    ProposedStatement,
)
from tests.extraction.articles import ADVICE, BILL, FOOTBALL, FRENCH, LEFT, PORTAL, ROBBERY, STOLEN, portal

T = TypeVar("T", bound=ProposedFact)


def of(extraction: Extraction, kind: type[T]) -> list[T]:
    return [fact for fact in extraction.facts if isinstance(fact, kind)]


def test_conflicting_counts_keep_bound_and_claimant(extraction: Extraction) -> None:
    found = {(fact.bound, fact.low, fact.best, fact.high, fact.claimant) for fact in of(extraction, ProposedEstimate)}
    assert ("at_most", None, None, 3_400_000, "Veltrano") in found
    assert ("none_stated", None, 900_000, None, None) in found
    assert ("at_least", 5_000_000, None, None, "Grey Lantern") in found


def test_an_earlier_count_is_superseded(extraction: Extraction) -> None:
    assert [fact.status for fact in of(extraction, ProposedEstimate) if fact.best == 900_000] == ["superseded"]


def test_the_parties_have_their_roles(extraction: Extraction) -> None:
    roles = {fact.name: fact.roles for fact in of(extraction, ProposedParty) if fact.name}
    assert roles["Veltrano"][0] == "DataController"
    assert "DataProtectionAuthority" in roles["Information Commissioner's Office"]
    assert "spokesperson" in roles["Tamsin Oduya"]


def test_a_deed_is_completed_and_a_promise_planned(extraction: Extraction) -> None:
    found = {(fact.action, fact.status) for fact in of(extraction, ProposedRemediation)}
    assert ("disable_feature", "ActivityCompleted") in found
    assert ("credit_monitoring", "ActivityPlanned") in found


def test_a_denied_category_is_a_fact(extraction: Extraction) -> None:
    found = {(fact.category, fact.asserted) for fact in of(extraction, ProposedDataCategory)}
    assert {("identity_name", "involved"), ("birth_age", "involved"), ("payment_bank", "not_involved")} <= found


def test_the_investigation_has_its_body(extraction: Extraction) -> None:
    assert [(fact.action, fact.status, fact.body) for fact in of(extraction, ProposedAction)] == [
        ("investigation", "open", "Information Commissioner's Office")
    ]


def test_the_cause_is_found(extraction: Extraction) -> None:
    assert "Phishing" in {fact.cause for fact in of(extraction, ProposedCause)}


def test_quotations_have_their_speaker(extraction: Extraction) -> None:
    found = {fact.quote: fact.speaker for fact in of(extraction, ProposedStatement)}
    assert found["We should have closed this gap much sooner,"] == "Tamsin Oduya"
    assert found["That was our mistake."] == "Tamsin Oduya"


def test_nothing_comes_from_the_appeal_or_the_foot(extraction: Extraction) -> None:
    appeal = range(PORTAL.index("Keep independent"), PORTAL.index("Veltrano, which"))
    assert not [
        fact for fact in extraction.facts if fact.start in appeal or fact.start > PORTAL.index("Additional reporting")
    ]


def test_every_fact_stands_in_the_text_in_order(extraction: Extraction) -> None:
    assert extraction.facts
    assert all(fact.stands_in(PORTAL) for fact in extraction.facts)
    assert [fact.start for fact in extraction.facts] == sorted(fact.start for fact in extraction.facts)


def test_the_same_text_gives_the_same_facts(extraction: Extraction) -> None:
    assert extract(portal()) == extraction


def test_a_number_whose_rule_decided_says_why(extraction: Extraction) -> None:
    fact = next(fact for fact in of(extraction, ProposedEstimate) if fact.high == 3_400_000)
    assert [reason.rule for reason in fact.why if reason.field == "bound"] == ["left:up to"]


@pytest.mark.parametrize(
    "text", ["", " \n", FOOTBALL, FRENCH, ROBBERY, ADVICE, BILL, "data stolen", "سرقت البيانات " * 200]
)
def test_a_text_without_an_incident_in_english_has_no_facts(text: str) -> None:
    answer = extract(Document(id="n", text=text, published_on=date(2021, 1, 1)))
    assert (answer.relevant, answer.facts) == (False, ())


@pytest.mark.parametrize(
    "text",
    [
        "Hackers have stolen the names of 3,000 people from Adrow.",
        "Adrow said on Monday that hackers stole the names and addresses of 3,000 customers.",
        "A laptop with the records of 412 patients was stolen from a car in Leeds, Holm Clinic said.",
        "The council e-mailed the home addresses of 61 foster carers to a stranger by mistake.",
        "Hackers stole the medical records of 41,000 patients from the Quill Valley Clinic in early May.",
    ],
)
def test_one_sentence_may_be_a_whole_report(text: str) -> None:
    answer = extract(Document(id="s", text=text, published_on=date(2021, 9, 16)))
    assert answer.relevant
    assert any(fact.kind == "estimate" for fact in answer.facts)


@pytest.mark.parametrize(
    ("words", "conditional"),
    [("Files may have been copied.", True), ("Files were copied in early May.", False), ("If files leak", True)],
)
def test_a_month_is_no_condition(words: str, conditional: bool) -> None:
    assert bool(CONDITIONAL.search(words)) == conditional


@pytest.mark.parametrize("text", [PORTAL, STOLEN, LEFT], ids=["portal", "stolen", "left"])
def test_a_report_of_an_incident_is_relevant_however_short(text: str) -> None:
    answer = extract(Document(id="r", text=text, published_on=date(2021, 9, 16)))
    assert answer.relevant
    assert {"estimate", "data_category", "party"} <= {fact.kind for fact in answer.facts}


@pytest.mark.parametrize(
    "text",
    [
        PORTAL.replace("\n", " "),
        PORTAL.replace("patients", "pa\x00tients\x1b"),
        "\u202e" + PORTAL + "\u200f" * 50,
        "\ud800" + PORTAL,
        "The data of " + " and ".join(f"{number} customers" for number in range(400)) + " was stolen, the bank said.",
        "“" * 5000 + PORTAL,
    ],
    ids=["one line", "control characters", "right to left", "broken surrogate", "many numbers", "many marks"],
)
def test_hostile_text_is_read_without_an_exception(text: str) -> None:
    answer = extract(Document(id="h", text=text))
    assert all(fact.stands_in(text) for fact in answer.facts)


PIECES = [
    "The company said",
    "“We lost",
    "it,”",
    "5 million",
    "users’",
    "data",
    "was stolen",
    "by hackers.",
    "\n",
    "It will",
    "notify",
    "the ICO",
    "in March",
    "$3m",
    "Ms Lund",
    "\x07",
    "no",
    "passwords",
    "were",
    "and",
    ".",
    "’",
    '"',
    "é\u0301",
    "𝕏",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), min_size=5, max_size=60), st.text(max_size=30))
def test_offsets_are_exact_for_any_text(pieces: list[str], tail: str) -> None:
    text = " ".join([*pieces, tail])
    answer = extract(Document(id="p", text=text))
    assert all(text[fact.start : fact.end] == fact.quote for fact in answer.facts)
    assert all(0 < fact.confidence < 1 for fact in answer.facts)
    assert not answer.facts or answer.relevant


def test_a_document_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        portal().text = "other"  # type: ignore[misc]  # the assignment is what must fail
