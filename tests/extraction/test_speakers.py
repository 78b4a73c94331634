"""Who says what stands between the marks."""

import pytest

from incidents.extraction import model, statements
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Scene
from incidents.extraction.cast import Cast
from incidents.extraction.document import Document
from incidents.extraction.reading import read
from incidents.proposed import ProposedStatement


def speakers(text: str) -> list[str | None]:
    with model.reading_zone():
        reading = read(Document(id="a", text=text))
        cast = Cast(reading)
        facts = [one.fact for one in statements.candidates(Scene(reading, cast, Attribution(reading, cast)))]
        return [fact.speaker for fact in facts if isinstance(fact, ProposedStatement)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The head of claims, Ada Lund, said:\n\n“We are sorry for what happened.”", "Ada Lund"),
        ("For the company, Nadine Kolhat: “My client has moved the files.”", "Nadine Kolhat"),
        ("Ada Lund met Pieter Aldo on Monday. “It was a mistake,” she said.", "Ada Lund"),
        ("A woman from the town opened the letter. “It was not mine,” she said.", "woman"),
        ("Ada Lund opened the app. “It said good morning Denise,” she said.", "Ada Lund"),
    ],
)
def test_a_quotation_has_its_speaker(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]
