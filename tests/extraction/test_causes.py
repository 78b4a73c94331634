"""Causes by classes of words that stand close together, in whatever construction, and what tells that nobody did it."""

import pytest

from incidents.extraction import causes, model
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Candidate, Scene
from incidents.extraction.cast import Cast
from incidents.extraction.document import Document
from incidents.extraction.reading import read
from incidents.proposed import ProposedCause


def candidates_of(sentence: str) -> list[Candidate]:
    with model.reading_zone():
        reading = read(Document(id="a", text=f"Brelling Housing and its data\n\n{sentence}\n"))
        cast = Cast(reading)
        return list(causes.candidates(Scene(reading, cast, Attribution(reading, cast))))


def told(sentence: str) -> set[str]:
    return {one.fact.cause for one in candidates_of(sentence) if isinstance(one.fact, ProposedCause)}


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("The landlord had been supplying brokers with the tenants' answers.", "undisclosed_sharing"),
        ("Marketers bought the tenants' answers from Brelling Housing.", "undisclosed_sharing"),
        ("Without telling anyone, the landlord monitored the corridors.", "covert_collection"),
        ("A camera was concealed behind the mirror.", "covert_collection"),
        ("Files of former tenants were still being kept in 2020.", "retention_beyond_purpose"),
        ("Nobody had remembered to delete them.", "retention_beyond_purpose"),
        ("The consent given was bundled with the lease.", "consent_defect"),
        ("The database had been readable on an open port.", "Misconfiguration"),
        ("The permissions had been set improperly.", "Misconfiguration"),
        ("A statement reached a stranger because the wrong letter was enclosed.", "Misdelivery"),
        ("The gazette published the addresses without masking them.", "Publishing error"),
        ("Old tapes were tossed into a skip.", "Disposal error"),
        ("A ledger was forgotten on the platform of the metro.", "Loss"),
        ("Burglars prised open the office and its safe.", "Theft"),
        ("A receptionist browsed the records of her ex-husband out of spite.", "Privilege abuse"),
        ("He incremented the invoice number in the link.", "Forced browsing"),
        ("The attackers leveraged a weakness in the appliance.", "Exploit vuln"),
        ("All desktops had been scrambled and the servers encrypted.", "Ransomware"),
        ("She surrendered the token to a spoofed portal.", "Phishing"),
        ("An intruder masqueraded as an auditor.", "Pretexting"),
        ("An app grabbed the phonebooks of all who opened it.", "third_party_app_overcollection"),
        ("They appended a SQL command to the search field.", "SQLi"),
    ],
)
def test_a_cause_is_told_in_any_construction(sentence: str, cause: str) -> None:
    assert cause in told(sentence)


def test_words_too_far_apart_tell_nothing() -> None:
    apart = (
        "Brokers met in the hall of the town that lies behind the hills of the county, where tenants were sold bread."
    )
    assert "undisclosed_sharing" not in told(apart)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nor was any ransomware at work.",
        "All staff will be trained to spot phishing messages.",
        "Tenants should be wary of phishing messages.",
    ],
)
def test_what_nobody_did_is_marked(sentence: str) -> None:
    found = candidates_of(sentence)
    assert found
    assert all("unreal" in one.features for one in found)


def test_what_was_done_is_not_marked() -> None:
    found = candidates_of("The servers were hit by ransomware on Monday.")
    assert found
    assert not any("unreal" in one.features for one in found)
