"""When a proposed fact is a labelled one: spans, words, names, and which fields are wrong."""

from typing import Any

import pytest

from incidents.extraction.document import Document
from incidents.extraction.label_names import fold, same_name
from incidents.extraction.labels import Label, Labelled
from incidents.extraction.matching import Pair, match, right_labels, touched_labels
from incidents.proposed import ProposedCause, ProposedEstimate, ProposedFact, ProposedParty, ProposedStatement

TEXT = (
    "Orlam Ltd said about 4,000 patients of the clinic were affected. “We are sorry,” said Dr Ines Vogt of Orlam. "
    "Thieves took an unlocked laptop."
)


def at(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "quote": words}


def labelled(*facts: Label) -> Labelled:
    return Labelled(Document(id="z01-test", text=TEXT), True, facts)


def an_estimate(words: str = "about 4,000 patients", **fields: Any) -> ProposedEstimate:
    given = {"bound": "about", "best": 4000, "measure": "people", "claimant": "Orlam"} | fields
    return ProposedEstimate(confidence=0.5, **at(words), **given)


ESTIMATE: Label = {"kind": "estimate", "incident": "1", "low": None, "best": 4000, "high": None} | at(
    "about 4,000 patients"
)
ORLAM: Label = {"kind": "party", "incident": "1", "name": "Orlam", "party_kind": "organisation"} | at("Orlam Ltd")
VOGT: Label = {"kind": "party", "incident": "1", "name": "Ines Vogt", "party_kind": "person"} | at("Ines Vogt")


def test_half_of_the_shorter_span_is_enough() -> None:
    assert touched_labels(an_estimate("000 patients of the clinic"), labelled(ESTIMATE)) == [0]
    assert touched_labels(an_estimate("patients of the clinic were affected"), labelled(ESTIMATE)) == []


def test_a_quotation_that_runs_on_is_no_match() -> None:
    short = {"kind": "estimate"} | at("4,000")
    fifty_five = TEXT[: TEXT.index("4,000") + 39]  # 3 × 5 + 40 characters are allowed
    assert len(fifty_five) > 55
    assert touched_labels(an_estimate(fifty_five), labelled(short)) == []
    assert touched_labels(an_estimate(fifty_five[-55:]), labelled(short)) == [0]


def test_another_mention_is_as_good() -> None:
    label = {"kind": "estimate", "other_mentions": [at("patients of the clinic")]} | at("Orlam Ltd")
    assert touched_labels(an_estimate("patients of the clinic"), labelled(label)) == [0]


@pytest.mark.parametrize(
    ("label", "fields", "wrong"),
    [
        ({}, {}, ()),
        ({"bound": "about", "measure": "people"}, {}, ()),
        ({"bound": "at_most"}, {}, ("bound",)),
        ({"measure": "accounts", "alternatives_measure": ["people"]}, {}, ()),
        ({"claimant": "Orlam Ltd"}, {}, ()),
        ({"claimant": None}, {}, ("claimant",)),
        ({"claimant": "the clinic", "alternatives": ["Orlam"]}, {}, ()),
        ({"claimant": "Orlam"}, {"claimant": None}, ("claimant",)),
        ({"best": 5000}, {}, ("best",)),
    ],
)
def test_a_field_counts_only_where_the_label_gives_it(
    label: Label, fields: dict[str, Any], wrong: tuple[str, ...]
) -> None:
    assert match([an_estimate(**fields)], labelled(ESTIMATE | label)) == [Pair(0, 0, wrong)]


def test_a_name_stands_for_its_party_by_any_alias() -> None:
    clinic = ORLAM | {"alternatives": ["the clinic"]}
    estimate = ESTIMATE | {"claimant": "Orlam"}
    assert right_labels(an_estimate(claimant="The Clinic"), labelled(estimate, clinic)) == [0]
    assert right_labels(an_estimate(claimant="Vogt"), labelled(estimate, clinic)) == []


def test_a_party_matches_by_name_wherever_it_is_quoted() -> None:
    fact = ProposedParty(
        confidence=0.5, **at("Orlam. Thieves"), name="ORLAM", party_kind="organisation", roles=("victim_organisation",)
    )
    assert match([fact], labelled(ORLAM | {"roles": ["DataController", "victim_organisation"]})) == [Pair(0, 0, ())]
    assert match([fact], labelled(ORLAM | {"roles": ["regulator"]})) == [Pair(0, 0, ("roles",))]


def test_an_agreeing_quotation_does_not_outweigh_another_name() -> None:
    fact = ProposedParty(confidence=0.5, **at("Ines Vogt"), name="Balm Group", party_kind="person", roles=("other",))
    assert touched_labels(fact, labelled(VOGT)) == []


def test_an_unnamed_party_matches_by_span() -> None:
    thieves = {"kind": "party", "name": None, "party_kind": "group"} | at("Thieves")
    fact = ProposedParty(confidence=0.5, **at("Thieves took"), name=None, party_kind="group", roles=("actor_external",))
    assert touched_labels(fact, labelled(thieves)) == [0]


def test_a_statement_matches_by_its_words() -> None:
    label = {"kind": "statement", "speaker": "Ines Vogt"} | at("We are sorry")
    exact = ProposedStatement(confidence=0.5, **at("We are sorry,"), speaker="Dr Vogt")
    longer = ProposedStatement(confidence=0.5, **at("“We are sorry,” said"), speaker="Dr Vogt")
    assert match([exact], labelled(label, VOGT)) == [Pair(0, 0, ())]
    assert touched_labels(longer, labelled(label, VOGT)) == []


def test_each_labelled_fact_is_matched_once_fewest_wrong_fields_first() -> None:
    cause = {"kind": "cause", "cause": "Theft"} | at("took an unlocked laptop")
    facts: list[ProposedFact] = [
        ProposedCause(confidence=0.5, **at("took an unlocked laptop"), cause="Loss"),
        ProposedCause(confidence=0.5, **at("unlocked laptop"), cause="Theft"),
    ]
    assert match(facts, labelled(cause)) == [Pair(1, 0, ())]


@pytest.mark.parametrize(
    ("one", "other", "person", "same"),
    [
        ("The Orlam Co.", "orlam", None, True),
        ("Société Orlàm", "Societe Orlam", None, True),
        ("Orlam’s", "Orlam", None, True),
        ("Ines Vogt", "Vogt", True, True),
        ("Ines Vogt", "Vogt", False, False),
        ("Dr Vogt", "Ines Vogt", None, True),
        ("I. Vogt", "Ines Vogt", True, True),
        ("Jan Vogt", "Ines Vogt", True, False),
        ("Ines Vogt Jr", "Ines Vogt", True, True),
        ("Orlam Clinics", "Orlam", None, False),
        ("", "", None, False),
    ],
)
def test_names_agree_when_folded_and_persons_by_surname(one: str, other: str, person: bool | None, same: bool) -> None:
    assert same_name(one, other, person) is same


def test_suffixes_that_rules_know_beyond_the_contract_stay_part_of_the_name() -> None:
    assert fold("Orlam Pty Ltd") == ("orlam", "pty")
