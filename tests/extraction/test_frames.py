"""What a sentence may be about rather than an incident."""

import pytest

from incidents.extraction.frames import frames_of


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Suppose a shop is hacked and your address is put up for sale.", "supposed"),
        ("Under the bill a firm would have to tell customers within a week.", "law"),
        ("The exercise, held every other year, was played by actors.", "drill"),
        ("Breach reports rose by a third in the three months to March.", "statistics"),
        ("In a survey of 900 adults, half had never changed a password.", "statistics"),
        ("Acme unveils an alarm for leaked passwords, available from today.", "product"),
        ("A power cut left passengers unable to book for nine hours.", "outage"),
        ("It was not a cyber-attack and no personal data was lost.", "unharmed"),
    ],
)
def test_a_sentence_is_in_the_frame_of_its_words(sentence: str, frame: str) -> None:
    assert frame in frames_of(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Hackers stole the names of 40,000 customers from the shop, it said.",
        "A nurse opened the files of 40 patients without a reason.",
        "The council posted letters to the wrong addresses.",
    ],
)
def test_what_happened_is_in_no_frame(sentence: str) -> None:
    assert frames_of(sentence) == frozenset()
