"""Every mapping of a code leads to a term that its standard has, and every term is mapped or named as unmapped."""

import csv
from pathlib import Path

import pytest

from incidents import vocabularies

STANDARDS = Path(__file__).parent / "standards"
VERSIONS = {
    "VERIS": "1.4.1",
    "DPV": "2.3",
    "OSV": "1.7.5",
    "GDPR": "2016/679",
    "HIBP": "2026-11",
    "MISP": "2026-11",
    "NIST": "2026-11",
    "HHS": "2026-11",
    "ICO": "2026-11",
    "Wikidata": "2026-11",
}
# Columns with further terms: the file of terms, and what stands before the short word there.
FURTHER = {
    "dpv": ("DPV", ""),
    "misp": ("MISP", ""),
    "veris": ("VERIS", "attribute.confidentiality.data.variety."),
    "article_9": ("MISP", "gdpr.special-categories."),
    "solove": ("Solove", ""),
}
TERMS = [(name, term) for name in vocabularies.names() for term in vocabularies.load(name).terms]


def terms_of(standard: str) -> set[str]:
    """The terms that a standard has."""
    return set((STANDARDS / f"{standard}.txt").read_text(encoding="utf-8").splitlines())


def mapped_terms() -> set[tuple[str, str]]:
    """Every (standard, term) that some code leads to."""
    mapped = {(term.standard, term.source_term) for _, term in TERMS if term.match != "local"}
    for _, term in TERMS:
        for column, (standard, before) in FURTHER.items():
            mapped |= {(standard, before + word) for word in term.words(column)}
    return mapped


def unmapped_terms() -> set[tuple[str, str]]:
    with (STANDARDS / "unmapped.csv").open(encoding="utf-8", newline="") as file:
        return {(row["standard"], row["source_term"]) for row in csv.DictReader(file)}


def test_match_is_one_of_four_words() -> None:
    assert {term.match for _, term in TERMS} == {"exact", "close", "broad", "local"}


def test_mapped_code_names_standard_version_and_term_and_local_code_names_none() -> None:
    for name, term in TERMS:
        source = (term.standard, term.version, term.source_term)
        assert all(source) if term.match != "local" else not any(source), (name, term.code, source)


def test_each_standard_is_named_in_one_version() -> None:
    assert {(term.standard, term.version) for _, term in TERMS if term.standard} == set(VERSIONS.items())


def test_every_mapped_term_exists_in_its_standard() -> None:
    known = {standard: terms_of(standard) for standard in [*VERSIONS, "Solove"]}
    assert {(standard, term) for standard, term in mapped_terms() if term not in known[standard]} == set()


def test_every_extra_column_is_checked_against_a_standard() -> None:
    assert {column for _, term in TERMS for column, _ in term.extra} == set(FURTHER)


@pytest.mark.parametrize("standard", [*VERSIONS, "Solove"])
def test_every_term_of_a_standard_is_mapped_or_named_as_unmapped(standard: str) -> None:
    mapped = {term for name, term in mapped_terms() if name == standard}
    unmapped = {term for name, term in unmapped_terms() if name == standard}
    assert mapped & unmapped == set()
    assert mapped | unmapped == terms_of(standard)


def test_every_unmapped_term_has_a_reason() -> None:
    with (STANDARDS / "unmapped.csv").open(encoding="utf-8", newline="") as file:
        assert all(len(row["reason"]) > 10 for row in csv.DictReader(file))


def test_no_term_is_the_exact_source_of_two_codes_of_one_list() -> None:
    exact = [(name, term.standard, term.source_term) for name, term in TERMS if term.match == "exact"]
    assert len(exact) == len(set(exact))
