"""Kinds of data by the words for them, and what is said not to have been involved."""

import pytest

from incidents.extraction import categories, model
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Scene
from incidents.extraction.cast import Cast
from incidents.extraction.document import Document
from incidents.extraction.reading import read
from incidents.proposed import ProposedDataCategory


def told(sentence: str) -> set[tuple[str, str, str]]:
    with model.reading_zone():
        reading = read(Document(id="a", text=sentence))
        cast = Cast(reading)
        facts = [one.fact for one in categories.candidates(Scene(reading, cast, Attribution(reading, cast)))]
        return {(fact.quote, fact.category, fact.asserted) for fact in facts if isinstance(fact, ProposedDataCategory)}


@pytest.mark.parametrize(
    ("sentence", "quote", "category"),
    [
        ("The file held dental records of 900 patients.", "dental records", "special_health"),
        ("Copied were hashed passwords and IP addresses.", "hashed passwords", "credentials"),
        ("Copied were hashed passwords and IP addresses.", "IP addresses", "device_network"),
        ("The rows list tax file numbers and next-of-kin details.", "tax file numbers", "government_id"),
        ("The rows list tax file numbers and next-of-kin details.", "next-of-kin details", "contact"),
        ("It took browsing histories and deleted drafts.", "browsing histories", "behaviour_tracking"),
        ("It took browsing histories and deleted drafts.", "deleted drafts", "communications"),
        ("The list gave religious affiliation and trade-union membership.", "religious affiliation", "special_belief"),
        ("The list gave religious affiliation and trade-union membership.", "trade-union membership", "special_union"),
        ("Frames of nursery footage were sold with number plates.", "nursery footage", "lifestyle"),
        ("Frames of nursery footage were sold with number plates.", "number plates", "vehicle"),
        ("It held bank details and the names of children.", "bank details", "payment_bank"),
        ("It held bank details and the names of children.", "names of children", "demographic"),
        ("Copied were pictures of passports and swim logs.", "pictures of passports", "government_id"),
        ("Copied were pictures of passports and swim logs.", "swim logs", "lifestyle"),
        ("The rows show place of birth and payroll records.", "place of birth", "birth_age"),
        ("The rows show place of birth and payroll records.", "payroll records", "financial"),
        ("Genetic test results and gate codes were in the file.", "Genetic test results", "special_genetic"),
        ("Genetic test results and gate codes were in the file.", "gate codes", "credentials"),
    ],
)
def test_a_kind_of_data_is_known_by_its_words(sentence: str, quote: str, category: str) -> None:
    assert {code for words, code, _ in told(sentence) if words == quote} == {category}


@pytest.mark.parametrize(
    ("sentence", "quote", "asserted"),
    [
        ("No card numbers were taken.", "card numbers", "not_involved"),
        ("Halmo denies that passport numbers were among the files.", "passport numbers", "not_involved"),
        ("The files listed e-mail addresses rather than home addresses.", "home addresses", "not_involved"),
        ("Everything was copied except for passwords.", "passwords", "not_involved"),
        ("The passwords were on a separate server.", "passwords", "not_involved"),
        ("Only photographs are stored, according to the club, never bank details.", "photographs", "involved"),
        ("Diagnoses were stolen, and those cannot be replaced.", "Diagnoses", "involved"),
        ("It was limited to surnames and did not hold photographs.", "surnames", "involved"),
        ("It was limited to surnames and did not hold photographs.", "photographs", "not_involved"),
        ("Surnames and diagnoses were not taken.", "Surnames", "not_involved"),
        ("Only photographs are stored, according to the club, never bank details.", "bank details", "not_involved"),
    ],
)
def test_what_was_not_involved_is_said_so(sentence: str, quote: str, asserted: str) -> None:
    assert {how for words, _, how in told(sentence) if words == quote} == {asserted}
