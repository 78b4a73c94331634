"""The loader: reading, looking up, and what it answers to a name that is no list."""

import dataclasses
import time

import pytest

from incidents import vocabularies
from incidents.vocabularies import UnknownVocabulary, loader


def test_list_has_its_title_purpose_date_and_terms_in_order() -> None:
    asserted = vocabularies.load("asserted")
    assert asserted.name == "asserted"
    assert asserted.title == "Assertion"
    assert asserted.purpose.endswith(".")
    assert asserted.updated.year >= 2026
    assert [term.code for term in asserted.terms] == ["involved", "not_involved", "unknown"]
    assert asserted.codes == frozenset({"involved", "not_involved", "unknown"})


def test_term_tells_its_standard_and_match() -> None:
    term = vocabularies.load("cause").get("Misdelivery")
    assert term is not None
    assert (term.standard, term.version, term.source_term, term.match, term.parent) == (
        "VERIS",
        "1.4.1",
        "action.error.variety.Misdelivery",
        "exact",
        "error",
    )


def test_code_that_the_list_does_not_have_gives_none() -> None:
    assert vocabularies.load("bound").get("at_most") is not None
    assert vocabularies.load("bound").get("At_Most") is None


def test_children_are_the_terms_one_level_below() -> None:
    assert [term.code for term in vocabularies.load("hibp_data_class").children("special_biometric")] == [
        "biometric-data"
    ]
    assert vocabularies.load("bound").children("at_most") == ()


def test_unknown_list_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownVocabulary, match="there is no list 'remediation_actions'; nearest: remediation_action,"):
        vocabularies.load("remediation_actions")


def test_list_is_read_once() -> None:
    assert vocabularies.load("bound") is vocabularies.load("bound")


def test_terms_and_lists_cannot_be_changed() -> None:
    bound = vocabularies.load("bound")
    with pytest.raises(dataclasses.FrozenInstanceError):
        bound.name = "other"  # type: ignore[misc]  # the point of the test
    with pytest.raises(dataclasses.FrozenInstanceError):
        bound.terms[0].code = "other"  # type: ignore[misc]  # the point of the test
    assert len({*bound.terms}) == 11


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("cause", "Improper Disposal", "Disposal error"),
        ("cause", " ransomware ", "Ransomware"),
        ("cause", "action.malware.variety.Brute force", "Brute force (malware)"),
        ("cause", "action.hacking.variety.Brute force", "Brute force"),
        ("hibp_data_class", "Email addresses", "email-addresses"),
        ("hibp_data_class", "Driver's licenses", "driver-s-licenses"),
        ("exposure", "Unknown", "unknown"),
        ("exposure", "directly_collected", "installed"),
    ],
)
def test_word_of_another_source_finds_its_term(name: str, word: str, code: str) -> None:
    term = vocabularies.load(name).find(word)
    assert term is not None
    assert term.code == code


@pytest.mark.parametrize(
    "word", ["Hacking/IT Incident", "Unauthorized Access/Disclosure", "action.misuse.variety.Nothing", ""]
)
def test_ambiguous_or_unheard_word_finds_nothing(word: str) -> None:
    assert vocabularies.load("cause").find(word) is None


def test_term_that_is_only_the_broader_one_is_not_found_by_it() -> None:
    term = vocabularies.load("cause").find("action.hacking.variety.Abuse of functionality")
    assert term is not None
    assert term.code == "Abuse of functionality"


def test_words_splits_a_cell_and_is_empty_where_the_list_has_no_such_column() -> None:
    contact = vocabularies.load("data_category").get("contact")
    assert contact is not None
    assert contact.words("dpv") == ("pd:EmailAddress", "pd:TelephoneNumber", "pd:PhysicalAddress")
    assert contact.words("article_9") == ()
    assert contact.words("colour") == ()


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("at_mots", ("at_most",)),
        ("MORE_THAN", ("more_than",)),
        ("magnitude", ("order_of_magnitude",)),
        ("zzz", ()),
        ("", ()),
    ],
)
def test_nearest_gives_what_was_probably_meant(word: str, near: tuple[str, ...]) -> None:
    found = vocabularies.nearest(word, vocabularies.load("bound").codes)
    assert found[: len(near)] == near
    assert bool(found) == bool(near)


def test_nearest_gives_no_more_than_the_limit() -> None:
    allowed = ["notify_a", "notify_b", "notify_c", "notify_d"]
    assert len(vocabularies.nearest("notify", allowed)) == 3
    assert vocabularies.nearest("notify_a", allowed, limit=1) == ("notify_a",)


def test_longest_list_is_read_in_less_than_20_milliseconds() -> None:
    loader.load.cache_clear()
    loader._index.cache_clear()
    vocabularies.names()
    best = min(_seconds_to_read("cause") for _ in range(5))
    assert best < 0.020


def _seconds_to_read(name: str) -> float:
    loader.load.cache_clear()
    started = time.perf_counter()
    vocabularies.load(name)
    return time.perf_counter() - started
