"""When two names are the same."""

import pytest

from incidents.extraction import names


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Halmo Company, Inc.", ("halmo",)),
        ("Arboleda S.A.", ("arboleda",)),
        ("Hämälä’s", ("hamala",)),
        ("Aldo & Ferry", ("aldo", "and", "ferry")),
        ("Inc", ("inc",)),
    ],
)
def test_folding_drops_case_accents_articles_and_suffixes(name: str, folded: tuple[str, ...]) -> None:
    assert names.fold(name) == folded


def test_a_title_is_split_from_a_name() -> None:
    assert names.strip_title("Chief Constable Moira Kent") == ("Chief Constable", "Moira Kent")


@pytest.mark.parametrize(
    ("short", "long"),
    [("ICO", "Information Commissioner's Office"), ("DHHS", "Department of Health and Human Services")],
)
def test_an_acronym_stands_for_its_words(short: str, long: str) -> None:
    assert names.is_acronym_of(short, long)


def test_another_acronym_does_not() -> None:
    assert not names.is_acronym_of("FTC", "Information Commissioner's Office")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kent", "Moira Kent", True),
        ("M. Kent", "Moira Kent", True),
        ("Ada Kent", "Moira Kent", False),
        ("Kent", "Moira Lund", False),
    ],
)
def test_a_surname_or_initial_names_the_person(one: str, other: str, same: bool) -> None:
    assert names.same_person(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Northmoor", "Northmoor Health Trust", True),
        ("ICO", "Information Commissioner’s Office", True),
        ("Northmoor Bank", "Northmoor Trust", False),
    ],
)
def test_the_first_words_or_initials_name_the_organisation(one: str, other: str, same: bool) -> None:
    assert names.same_organisation(one, other) is same
