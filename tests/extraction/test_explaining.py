"""What the weights made of a fact's features, and where the words of these stand."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents.extraction.candidates import Candidate
from incidents.extraction.explaining import explain, placed
from incidents.extraction.reading import Reading
from incidents.proposed import ProposedCause, ProposedEstimate, ProposedParty, Reason

SENTENCE = "Hackers stole the files of 40,000 customers, and the breach may be larger."


def an_estimate(*features: str, **more: Any) -> Candidate:
    start = SENTENCE.index("40,000")
    fact = ProposedEstimate(
        start=start, end=start + 6, quote="40,000", confidence=0.5, bound="none_stated", measure="people", best=40_000
    )
    return Candidate(fact, frozenset(features), **more)


def rules(candidate: Candidate, **fitted: Any) -> list[tuple[str, str]]:
    (fact,) = explain([candidate], lambda kind: {"features": {}} | fitted)
    return [(reason.field, reason.rule) for reason in fact.why]


def test_the_strongest_on_either_side_are_named_first() -> None:
    features = {"a": 0.2, "b": 0.9, "c": 0.5, "d": 0.3, "e": -0.2, "f": -0.8, "g": 0.09, "h": -0.09}
    assert rules(an_estimate(*features, "unweighed"), features=features) == [
        ("confidence", "for:b"), ("confidence", "for:c"), ("confidence", "for:d"),
        ("confidence", "against:f"), ("confidence", "against:e"),
    ]  # fmt: skip


def test_of_values_that_exclude_each_other_the_usual_is_no_argument() -> None:
    features = {"digits:4": -0.6, "digits:5": -0.6, "digits:6": 0.9, "near:data": -0.6}
    assert rules(an_estimate("digits:5"), features=features) == [("confidence", "against:digits:5")]
    assert rules(an_estimate("digits:6"), features=features) == [("confidence", "for:digits:6")]
    same = {"digits:4": -0.6, "digits:5": -0.6}
    assert rules(an_estimate("digits:5"), features=same) == []


def test_what_was_chosen_among_rivals_says_why() -> None:
    candidate = an_estimate(rivalry=frozenset({"by:climb", "place:1"}))
    assert rules(candidate, choice={"by:climb": 0.7, "place:1": -0.4, "place:0": 0.4}) == [
        ("claimant", "for:by:climb"), ("claimant", "against:place:1"),
    ]  # fmt: skip


def test_a_role_says_what_evidence_speaks_for_it() -> None:
    party = ProposedParty(
        start=0, end=7, quote="Hackers", confidence=0.5, name=None, party_kind="group", roles=("actor_external",)
    )
    roles = {"features": {"subj:steal": {"actor_external": 0.6, "court": -0.3}, "subj:say": {"court": 0.5}}}
    candidate = Candidate(party, evidence=frozenset({"subj:steal", "subj:say"}))
    assert rules(candidate, roles=roles) == [("roles", "for:subj:steal")]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("for:near:breach", "stole"),
        ("against:near:condition", "may"),
        ("for:verb:steal", "stole"),
        ("for:noun:customer", "customers"),
        ("for:near:law", None),
        ("for:near:unheard", None),
        ("for:odd_number", None),
        ("bare", None),
    ],
)
def test_the_nearest_words_of_a_feature_are_found(parsed: Callable[[str], Reading], rule: str, words: str) -> None:
    start = SENTENCE.index("files")
    fact = ProposedCause(
        start=start, end=start + 5, quote="files", confidence=0.5, cause="Theft", why=(Reason(field="x", rule=rule),)
    )
    ((reason,),) = [one.why for one in placed(parsed(SENTENCE), [fact])]
    assert (SENTENCE[reason.start : reason.end] if reason.start is not None else None) == words
