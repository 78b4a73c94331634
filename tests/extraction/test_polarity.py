"""Data said not to have been involved, by the words around it."""

import pytest

from incidents.extraction.polarity import is_denied


def denied(sentence: str) -> bool:
    start, end = sentence.index("["), sentence.index("]") - 1
    words = sentence.replace("[", "").replace("]", "")
    return is_denied(words, 0, len(words), start, end)


@pytest.mark.parametrize(
    "sentence",
    [
        "No [card numbers] were taken.",
        "No names, addresses or [passwords] were among the files.",
        "[Passwords] were not affected, the bank said.",
        "[Bank details] were never held on the server.",
        "The file did not include [dates of birth].",
        "The tool doesn't record [voiceprints].",
        "[Card data] is stored separately and was out of reach.",
        "[Card payments] are handled elsewhere.",
        "The thief saw bookings rather than [passport numbers].",
        "What they didn't get: names, [e-mail addresses], cards.",
        "The firm denies that [Aadhaar numbers] were among what could be seen.",
        "Bank or [card information] was on none of them.",
        "Everything was copied except [passwords].",
        "A script took out [surnames] and telephone numbers.",
        "Neither names nor [telephone numbers] were sold.",
        "[PINs] were not.",
        "[Voicemails] sit on a separate network that was not reached.",
        "We never sold [patient information].",
        "[Passwords] remained safe.",
    ],
)
def test_data_that_was_not_involved(sentence: str) -> None:
    assert denied(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The thieves took [names] and dates of birth.",
        "The list carried [application numbers], which did not match the board's own.",
        "[Advertising identifiers], but neither names nor numbers, were sold.",
        "No data other than [names] was seen.",
        "No data except [names] was seen.",
        "Not only [names] but whole files were copied.",
        "Only [names] were seen, never the files themselves.",
        "No card numbers were taken, but [names] were.",
    ],
)
def test_data_that_was_involved(sentence: str) -> None:
    assert not denied(sentence)
