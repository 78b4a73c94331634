"""Which incident a fact belongs to: an article with one incident stays one, turns to others and back are followed."""

import pytest

from incidents.extraction import Document, extract, lexicon
from incidents.extraction.round_up import matches

FIRST = """Brelling Housing loses tenancy files

Brelling Housing left a box of tenancy files on a bus in March, the landlord said. The names and bank details of 2,300 \
tenants were in it.

The landlord has written to every tenant. "We are sorry," said its director, Ada Thorne.

"""
SECOND = "{turn} a database with the medical records of 41,000 patients was stolen by hackers.\n\n"
BACK = "Brelling Housing has banned paper files. Ms Thorne said 12 tenants had asked for compensation.\n"
SAME = [
    "The landlord's regulator was told in April. A further 40 tenants were found in May.",
    "Meanwhile, the landlord has hired Copperfen Forensics to look for the box.",
    "Separately, the landlord will hire a records manager.",
    "It was not the first to answer our questions.",
    "In the County Court, meanwhile, three tenants are suing.",
    "The landlord said this was the worst week in its history.",
]
TURNS = [
    "Separately, the Quill Valley Clinic said that",
    "In an unrelated case, the Quill Valley Clinic said that",
    "It is not the first body in the county to be caught out. At the Quill Valley Clinic last year",
    "Brelling is hardly the first to stumble. At the Quill Valley Clinic",
    "The loss is the second such incident in the county. At the Quill Valley Clinic",
    "At Quill Valley, meanwhile, the clinic's director has apologised after",
    "A second breach came to light the same day. At the Quill Valley Clinic",
]


def incidents_of(text: str) -> dict[str, str]:
    """From quote to incident."""
    return {fact.quote: fact.incident for fact in extract(Document(id="a", text=text)).facts}


@pytest.mark.parametrize("more", SAME)
def test_one_incident_stays_one(more: str) -> None:
    assert set(incidents_of(f"{FIRST}{more}\n\n{BACK}").values()) == {"1"}


@pytest.mark.parametrize("turn", TURNS)
def test_a_turn_to_another_incident_and_back_is_followed(turn: str) -> None:
    found = incidents_of(FIRST + SECOND.format(turn=turn) + BACK)
    numbers = {number: [quote for quote, of in found.items() if of == number] for number in ("1", "2")}
    assert any("2,300" in quote for quote in numbers["1"])
    assert any("41,000" in quote for quote in numbers["2"])
    assert not any("41,000" in quote for quote in numbers["1"])
    assert set(found.values()) == {"1", "2"}


def test_the_items_of_a_round_up_are_incidents() -> None:
    items = [
        ("Landlord", "Brelling Housing left the tenancy files of 2,300 tenants on a bus, it said on Monday in a note."),
        ("Clinic", "Hackers stole the medical records of 41,000 patients from the Quill Valley Clinic in early May."),
        ("Bank", "Osterley Savings e-mailed the bank details of 78 customers to a stranger, the lender admitted."),
    ]
    found = incidents_of("The week in brief\n\n" + "\n\n".join("\n".join(item) for item in items))
    assert {found[quote] for quote in found if "2,300" in quote} == {"1"}
    assert {found[quote] for quote in found if "41,000" in quote} == {"2"}
    assert {found[quote] for quote in found if "78" in quote} == {"3"}


@pytest.mark.parametrize("key", ["past", "separate", "roundup"])
def test_every_cue_compiles(key: str) -> None:
    assert lexicon.load("incidents")[key]
    assert not matches(key, "")


@pytest.mark.parametrize("key", ["past", "separate", "roundup"])
@pytest.mark.parametrize("word", ["a ", "not ", "the second ", "first time, ", "in 2019, ", "A", "breach of "])
def test_cues_are_linear_on_hostile_text(key: str, word: str) -> None:
    matches(key, word * 20_000)
