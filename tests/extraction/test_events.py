"""What happened at a date: the events that stand for choice, and where a date stands."""

from datetime import date

import pytest

from incidents.extraction import model
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Scene
from incidents.extraction.cast import Cast
from incidents.extraction.document import Document
from incidents.extraction.events import candidates
from incidents.extraction.reading import read

PUBLISHED = date(2018, 4, 5)


def rivals_of(words: str) -> dict[str, list[str]]:
    """From a date as printed to the events that may belong to it, the nearest first."""
    document = Document(id="a", text=f"Brelling Housing loses files\n\n{words}\n", published_on=PUBLISHED)
    with model.reading_zone():
        reading = read(document)
        cast = Cast(reading)
        found: dict[str, list[str]] = {}
        for candidate in candidates(Scene(reading, cast, Attribution(reading, cast))):
            found.setdefault(candidate.fact.quote, []).append(candidate.fact.event)
        return found


@pytest.mark.parametrize(
    ("words", "quote", "event"),
    [
        ("Hackers stole the files of 300 tenants on 3 March 2018.", "3 March 2018", "occurred_from"),
        ("The burglary of 3 March 2018 went unnoticed.", "3 March 2018", "occurred_from"),
        ("A caretaker spotted the open server on 5 March 2018.", "5 March 2018", "discovered"),
        ("Brelling Housing took the server offline on 6 March 2018.", "6 March 2018", "contained"),
        ("The landlord was warned by a tenant on 4 March 2018.", "4 March 2018", "controller_aware"),
        ("The landlord was informed by the police on 4 March 2018.", "4 March 2018", "controller_aware"),
        ("The watchdog was told on 8 March 2018.", "8 March 2018", "authority_notified"),
        ("Brelling Housing told the regulator on 8 March 2018.", "8 March 2018", "authority_notified"),
        ("Letters were sent to the tenants on 12 March 2018.", "12 March 2018", "subjects_notified"),
        ("Brelling Housing disclosed the loss on 14 March 2018.", "14 March 2018", "first_public"),
        ("The regulator imposed a fine of £20,000 on 20 March 2018.", "20 March 2018", "decision"),
        ("The cameras recorded visitors from 2 May 2017.", "2 May 2017", "data_collected_from"),
        ("Discovered: 4 March 2018", "4 March 2018", "discovered"),
        ("6 March 2018 – server disconnected", "6 March 2018", "contained"),
    ],
)
def test_the_event_of_a_date_stands_for_choice(words: str, quote: str, event: str) -> None:
    assert event in rivals_of(words)[quote]


def test_a_span_of_time_has_two_ends() -> None:
    found = rivals_of("Strangers opened the files between 3 March 2018 and 9 March 2018.")
    assert "occurred_from" in found["3 March 2018"]
    assert "occurred_to" in found["9 March 2018"]


def test_that_it_came_about_then_always_stands_for_choice() -> None:
    assert "occurred_from" in rivals_of("The landlord moved to Calder on 3 March 2018.")["3 March 2018"]


@pytest.mark.parametrize(
    ("words", "event"),
    [
        ("The pixel was switched on on 3 March 2018.", "contained"),
        ("The records were pulled by two clerks on 3 March 2018.", "contained"),
        ("Two men downloaded the records on 3 March 2018.", "discovered"),
        ("The watchdog was told on 8 March 2018.", "decision"),
        ("The landlord was informed by the police on 4 March 2018.", "authority_notified"),
    ],
)
def test_a_common_verb_alone_does_not_tell_it(words: str, event: str) -> None:
    assert all(event not in events for events in rivals_of(words).values())
