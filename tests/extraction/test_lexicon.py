"""The pattern tables speak the vocabularies and are well formed."""

import re

import pytest

from incidents import vocabularies
from incidents.extraction import lexicon
from incidents.extraction.patterns import table
from incidents.extraction.starts import beginnings

TABLES = {
    "remediation": "remediation_action",
    "actions": "official_action",
    "causes": "cause",
    "categories": "data_category",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_uses_only_codes_of_its_vocabulary(name: str) -> None:
    codes = vocabularies.load(TABLES[name]).codes
    assert {row.code for row in table(name)} <= codes


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_verbs_or_phrases(name: str) -> None:
    assert all(row.verbs or row.phrases for row in table(name))


@pytest.mark.parametrize("name", TABLES)
def test_verbs_and_objects_are_lower_case(name: str) -> None:
    assert all(word == word.lower() for row in table(name) for word in row.verbs | row.objects | row.without)


def test_every_status_of_an_action_is_in_the_vocabulary() -> None:
    assert {row.more["status"] for row in table("actions")} <= vocabularies.load("action_status").codes


def test_every_role_of_a_descriptor_is_in_the_vocabulary() -> None:
    roles = {role for row in lexicon.load("descriptors") for role in row["roles"]}
    assert roles <= vocabularies.load("party_role").codes
    assert {row["kind"] for row in lexicon.load("descriptors")} <= vocabularies.load("party_kind").codes


def test_every_bound_is_in_the_vocabulary() -> None:
    bounds = {row[0] for side in ("left", "right", "sentence") for row in lexicon.load("bounds")[side]}
    assert bounds <= vocabularies.load("bound").codes


@pytest.mark.parametrize("name", ["furniture", "relevance"])
def test_every_cue_is_a_regular_expression(name: str) -> None:
    lists = [[cues] if isinstance(cues, str) else cues for cues in lexicon.load(name).values()]
    assert all(re.compile(cue) for cues in lists for cue in cues)


def test_cues_of_furniture_within_a_sentence_are_lower_case() -> None:
    """They are searched for in words that have been made lower case."""
    cues = [cue for held in lexicon.load("furniture").values() for cue in held if not cue.startswith("^")]
    assert [cue for cue in cues if re.search("[A-Z]", re.sub(r"\\.", "", cue))] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_phrase_begins_with_a_letter_or_digit(name: str) -> None:
    """Phrases are tried where a word starts; one that begins with a space or a sign would never be found."""
    phrases = [phrase for row in lexicon.load(name) for phrase in row.get("phrases", ())]
    assert [phrase for phrase in phrases if any(not first[0].isalnum() for first in beginnings(phrase) if first)] == []


def test_frames_of_causes_name_classes_and_codes_that_there_are() -> None:
    held = lexicon.load("cause_frames")
    assert {row["code"] for row in held["rows"]} <= vocabularies.load("cause").codes
    assert {one for row in held["rows"] for one in row["near"]} == set(held["classes"])
    assert all(words == words.lower() for words in held["classes"].values())
