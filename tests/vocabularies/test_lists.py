"""What holds for every code list, and the lists that must be complete."""

import csv
import re
from collections import Counter
from importlib import resources

import pytest

from incidents import vocabularies

ALL = [vocabularies.load(name) for name in vocabularies.names()]
each_list = pytest.mark.parametrize("vocabulary", ALL, ids=vocabularies.names())

DATA_CATEGORIES = {
    "identity_name", "contact", "birth_age", "government_id", "demographic", "special_ethnicity", "special_politics",
    "special_belief", "special_union", "special_genetic", "special_biometric", "special_health", "special_sexual",
    "criminal", "credentials", "account", "payment_bank", "financial", "crypto", "purchase", "location_travel",
    "device_network", "behaviour_tracking", "communications", "social_graph", "inferred_profile", "lifestyle",
    "employment_education", "vehicle", "corporate_other", "other_unknown",
}  # fmt: skip


@each_list
def test_no_code_stands_twice(vocabulary: vocabularies.Vocabulary) -> None:
    assert [code for code, count in Counter(term.code for term in vocabulary.terms).items() if count > 1] == []


@each_list
def test_no_label_stands_twice(vocabulary: vocabularies.Vocabulary) -> None:
    assert [label for label, count in Counter(term.label for term in vocabulary.terms).items() if count > 1] == []


@each_list
def test_unknown_is_a_code_of_the_list(vocabulary: vocabularies.Vocabulary) -> None:
    assert vocabulary.unknown in vocabulary.codes


@each_list
def test_every_term_has_a_label_and_one_sentence_of_definition(vocabulary: vocabularies.Vocabulary) -> None:
    for term in vocabulary.terms:
        assert term.label.strip() == term.label != "", term.code
        assert re.fullmatch(r"[A-Z0-9].{6,160}\.", term.definition), (term.code, term.definition)


@each_list
def test_deprecated_code_names_a_current_code(vocabulary: vocabularies.Vocabulary) -> None:
    current = {term.code for term in vocabulary.terms if not term.deprecated_by}
    assert {term.deprecated_by for term in vocabulary.terms} - {""} <= current


@each_list
def test_parent_exists(vocabulary: vocabularies.Vocabulary) -> None:
    parents = vocabularies.load("data_category") if vocabulary.name == "hibp_data_class" else vocabulary
    assert {term.parent for term in vocabulary.terms} - {""} <= parents.codes


@each_list
def test_aliases_mean_one_term_and_ambiguous_words_none(vocabulary: vocabularies.Vocabulary) -> None:
    for term in vocabulary.terms:
        for alias in term.aliases:
            assert vocabulary.find(alias) == term
    assert [word for word in vocabulary.ambiguous if vocabulary.find(word)] == []


@each_list
def test_codes_and_cells_hold_no_separator_or_stray_blank(vocabulary: vocabularies.Vocabulary) -> None:
    for term in vocabulary.terms:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _()/.-]*", term.code), term.code
        assert term.code == term.code.strip()
        assert len(term.code) <= 60


def test_every_file_is_named_in_the_index_and_the_other_way_round() -> None:
    files = {path.name for path in (resources.files("incidents.vocabularies") / "lists").iterdir()}
    assert files == {f"{name}.csv" for name in vocabularies.names()} | {"lists.toml", "README.md"}


def test_rows_have_no_cell_beyond_the_header() -> None:
    for name in vocabularies.names():
        path = resources.files("incidents.vocabularies") / "lists" / f"{name}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}, name


def test_the_31_data_categories() -> None:
    assert vocabularies.load("data_category").codes == DATA_CATEGORIES
    assert len(DATA_CATEGORIES) == 31


def test_168_hibp_classes_and_two_for_other_and_none_are_each_assigned_once() -> None:
    classes = vocabularies.load("hibp_data_class")
    assert len(classes.terms) == 170
    assert all(term.parent for term in classes.terms)
    assert sum(len(classes.children(category)) for category in DATA_CATEGORIES) == 170
    assert {term.code for term in classes.children("other_unknown")} == {"other-data-class", "none-data-class"}


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("email-addresses", "contact"),
        ("passwords", "credentials"),
        ("photos", "lifestyle"),
        ("profile-photos", "account"),
        ("appointments", "employment_education"),
        ("health-insurance-information", "special_health"),
    ],
)
def test_hibp_class_belongs_to_its_data_category(code: str, category: str) -> None:
    term = vocabularies.load("hibp_data_class").get(code)
    assert term is not None
    assert term.parent == category


def test_the_special_categories_of_article_9_are_each_flagged_once() -> None:
    flagged = [word for term in vocabularies.load("data_category").terms for word in term.words("article_9")]
    assert sorted(flagged) == [
        "biometric-data",
        "genetic-data",
        "health",
        "political-opinions",
        "racial-or-ethnic-origin",
        "religious-or-philosophical-beliefs",
        "sex-life-or-sexual-orientation",
        "trade-union-membership",
    ]


@pytest.mark.parametrize(
    ("category", "varieties"),
    [
        ("error", 16),
        ("misuse", 15),
        ("hacking", 56),
        ("malware", 38),
        ("social", 15),
        ("physical", 14),
        ("environmental", 0),
        ("lawful_but_wrong", 9),
    ],
)
def test_cause_category_has_all_its_varieties(category: str, varieties: int) -> None:
    assert len(vocabularies.load("cause").children(category)) == varieties


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("Misdelivery", "error"),
        ("Brute force", "hacking"),
        ("Brute force (malware)", "malware"),
        ("Spam", "social"),
        ("Spam (malware)", "malware"),
        ("Evade Defenses (misuse)", "misuse"),
        ("Unknown (hacking)", "hacking"),
        ("Unknown", ""),
        ("scraping", "lawful_but_wrong"),
    ],
)
def test_word_that_several_categories_share_is_told_apart(code: str, category: str) -> None:
    term = vocabularies.load("cause").get(code)
    assert term is not None
    assert term.parent == category


@pytest.mark.parametrize(("kind", "ways"), [("external", 16), ("internal", 16), ("partner", 6)])
def test_discovery_has_all_ways_of_veris_and_three_of_our_own(kind: str, ways: int) -> None:
    assert len(vocabularies.load("discovery").children(kind)) == ways


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        ("bound", "unknown_stated"),
        ("cause", "Unknown"),
        ("incident_status", "IncidentStatusUnknown"),
        ("exposure", "unknown"),
        ("verification", "unverified"),
        ("data_category", "other_unknown"),
    ],
)
def test_each_list_says_which_code_is_unknown(name: str, unknown: str) -> None:
    assert vocabularies.load(name).unknown == unknown
