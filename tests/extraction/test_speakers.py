"""Whose a quotation is, by the wording alone: the ways in which English-language news attributes speech."""

from collections.abc import Callable

import pytest

from incidents.extraction.attribution import Attribution
from incidents.extraction.cast import Cast
from incidents.extraction.reading import Reading

OPENING = "Veltrano Health, which runs a booking app for clinics, lost the records of 40,000 patients in March.\n\n"

SAID_AFTER = [
    ("“We lost it,” Tamsin Oduya said.", "Tamsin Oduya"),
    ("“We lost it,” said Tamsin Oduya.", "Tamsin Oduya"),
    ("“We lost it,” said Tamsin Oduya, chief executive of Veltrano Health.", "Tamsin Oduya"),
    ("“We lost it,” said its chief executive, Tamsin Oduya.", "Tamsin Oduya"),
    ("“We lost it,” said Veltrano’s head of security, Martin Lowe, on Monday.", "Martin Lowe"),
    ("“We lost it,” Veltrano Health said in a statement.", "Veltrano Health"),
    ("“We lost it,” the company said.", "Veltrano Health"),
    ("“We lost it,” a spokesman for Veltrano Health said.", "Veltrano Health"),
    ("“We lost it,” a spokeswoman for Veltrano Health, Carla Stone, told reporters.", "Carla Stone"),
    ("“We lost it,” its founder, Martin Lowe, said by telephone.", "Martin Lowe"),
    ("“We lost it,” wrote Martin Lowe, who led the inquiry for the hospital.", "Martin Lowe"),
    ("“Why was nobody told?” Senator Ruth Calder asked.", "Ruth Calder"),
    ("“Never again!” shouted Martin Lowe from the gallery.", "Martin Lowe"),
    ("“We lost it”, said Martin Lowe, a lawyer for the patients.", "Martin Lowe"),
    ("“This is attendance, not spying,” Mr Lowe submits.", "Lowe"),
    ("“We lost it,” Tamsin Oduya told Martin Lowe, a reporter.", "Tamsin Oduya"),
    ("“We lost it,” according to Martin Lowe, the auditor.", "Martin Lowe"),
    ("“We lost it,” one nurse said.", "nurse"),
    ("“They read my file,” a former patient told the inquiry.", "former patient"),
    ("“We lost it,” reads the notice from Veltrano Health.", "Veltrano Health"),
]

SAID_BEFORE = [
    ("Tamsin Oduya said: “We lost it.”", "Tamsin Oduya"),
    ("Tamsin Oduya, the chief executive, said: “We lost it.”", "Tamsin Oduya"),
    ("Its Controller of Examinations, Martin Lowe, said: “We lost it.”", "Martin Lowe"),
    ("Martin Lowe, a partner at a firm that acts for the clinic, wrote that “we lost it”.", "Martin Lowe"),
    ("Ruth Calder, at a televised briefing, spoke of “dozens, not thousands”.", "Ruth Calder"),
    ("Veltrano Health said in a statement that it was “deeply sorry for the worry”.", "Veltrano Health"),
    ("Martin Lowe called it “a regrettable one-off”.", "Martin Lowe"),
    ("Martin Lowe described the leak as “a betrayal of every family”.", "Martin Lowe"),
    ("In the words of Martin Lowe, it was “an open door in a busy street”.", "Martin Lowe"),
    ("According to Martin Lowe, the server was “open to the whole world”.", "Martin Lowe"),
    ("The company’s notice said that “no card numbers were involved”.", "Veltrano Health"),
    ("The complaint alleges that the firm “knew for months and said nothing”.", "complaint"),
    ("Asked about the printout, a spokeswoman for Veltrano Health, Carla Stone, called it “a mistake”.", "Carla Stone"),
    ("The Information Commissioner’s Office said it was “making enquiries”.", "Information Commissioner’s Office"),
    ("Martin Lowe was quoted as saying that the files were “in the wild”.", "Martin Lowe"),
    ("Martin Lowe wrote on Monday: “We lost it.”", "Martin Lowe"),
    ("Martin Lowe tweeted, “We lost it.”", "Martin Lowe"),
    ("Martin Lowe apologised for what he called “a very bad week”.", "Martin Lowe"),
]

LABELS = [
    ("For the company, Nadine Kolhat: “My client has moved the files.”", "Nadine Kolhat"),
    ("The head of claims, Ada Lund, said:\n\n“We are sorry for what happened.”", "Ada Lund"),
    ("Martin Lowe: “We lost it.”", "Martin Lowe"),
    ("16:31 For the clinic, Martin Lowe: “We lost it.”", "Martin Lowe"),
    ("“We lost it.” — Martin Lowe, teacher", "Martin Lowe"),
    ("“We lost it.”\n\n– Martin Lowe, father of two", "Martin Lowe"),
    ("Head of Enforcement, Martin Lowe, said:\n\n“We lost it.”", "Martin Lowe"),
    ("Martin Lowe, chief executive of the clinic, said:\n\n“We lost it.”", "Martin Lowe"),
]

PRONOUNS = [
    ("Ada Lund met Pieter Aldo on Monday. “It was a mistake,” she said.", "Ada Lund"),
    ("A woman from the town opened the letter. “It was not mine,” she said.", "woman"),
    ("Ada Lund opened the app. “It said good morning Denise,” she said.", "Ada Lund"),
    ("Martin Lowe rejected that. “We lost nothing,” he said.", "Martin Lowe"),
    ("Ruth Calder met Martin Lowe on Monday. “We lost it,” she said.", "Ruth Calder"),
    ("Martin Lowe met Ruth Calder on Monday. “We lost it,” he said.", "Martin Lowe"),
    ("Mr Lowe met Ms Calder on Monday. “We lost it,” she said.", "Calder"),
    ("A nurse found the list in a bin. “It was all there,” she said.", "nurse"),
    ("Martin Lowe spoke to a widow in the village. “It was all there,” she said.", "widow"),
    ("The Calder Council apologised on Friday. “We lost it,” it said.", "Calder Council"),
    ("Ruth Calder chairs the council. She said the list was “the work of one clerk”.", "Ruth Calder"),
]

CARRIED = [
    ("“It was bad,” said Ruth Calder. “We lost it.”", "Ruth Calder"),
    ("“It was bad,” Ruth Calder said, adding: “We lost it.”", "Ruth Calder"),
    ("“It was bad,” said Ruth Calder, “and we lost it.”", "Ruth Calder"),
    ("“It was bad,” said Ruth Calder.\n\n“We lost it.”", "Ruth Calder"),
    ("Ruth Calder said: “It was bad.\n\n“We lost it.”", "Ruth Calder"),
    ("Ruth Calder called the leak “bad” and “a gift to thieves”.", "Ruth Calder"),
    ("Ruth Calder rejected that. “We lost nothing.”", "Ruth Calder"),
    ("“It was bad,” Ruth Calder said, and Martin Lowe replied: “We lost it.”", "Martin Lowe"),
    ("“It was bad,” said Ruth Calder. “We lost it,” said Martin Lowe.", "Martin Lowe"),
    ("Ruth Calder asked: “Who did it?” Martin Lowe replied: “We lost it.”", "Martin Lowe"),
]


def last_speaker(reading: Reading) -> str | None:
    """The speaker of the last quotation."""
    return Attribution(reading, Cast(reading)).speeches[-1].source.name


def fold(name: str | None) -> str | None:
    return name.replace("’", "'") if name else name


@pytest.mark.parametrize(("words", "speaker"), SAID_AFTER)
def test_the_saying_stands_after_the_words(parsed: Callable[[str], Reading], words: str, speaker: str) -> None:
    assert fold(last_speaker(parsed(OPENING + words))) == fold(speaker)


@pytest.mark.parametrize(("words", "speaker"), SAID_BEFORE)
def test_the_saying_stands_before_the_words(parsed: Callable[[str], Reading], words: str, speaker: str) -> None:
    assert fold(last_speaker(parsed(OPENING + words))) == fold(speaker)


@pytest.mark.parametrize(("words", "speaker"), LABELS)
def test_a_label_names_the_speaker(parsed: Callable[[str], Reading], words: str, speaker: str) -> None:
    assert last_speaker(parsed(OPENING + words)) == speaker


@pytest.mark.parametrize(("words", "speaker"), PRONOUNS)
def test_a_pronoun_stands_for_whom_it_fits(parsed: Callable[[str], Reading], words: str, speaker: str) -> None:
    assert last_speaker(parsed(OPENING + words)) == speaker


@pytest.mark.parametrize(("words", "speaker"), CARRIED)
def test_who_spoke_last_goes_on(parsed: Callable[[str], Reading], words: str, speaker: str) -> None:
    assert last_speaker(parsed(OPENING + words)) == speaker


@pytest.mark.parametrize(
    "words",
    ["The bucket, named “patient-scans”, was open.", "The tool, called “find a friend”, is gone.", "It is 12” wide."],
)
def test_a_name_between_marks_has_no_speaker(parsed: Callable[[str], Reading], words: str) -> None:
    attribution = Attribution(reading := parsed(words), Cast(reading))
    assert [speech.source.name for speech in attribution.speeches] in ([], [None])
