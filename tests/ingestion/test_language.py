import pytest

from incidents.ingestion.language import detect_language
from tests.ingestion.pages import PARAGRAPHS

ENGLISH = " ".join(PARAGRAPHS)
GERMAN = (
    "Die Handelskette teilte am Montag mit, dass ein Unbekannter die Daten von bis zu 12.000 Kunden gelesen hat. "
    "Die Behörde hat im März eine Untersuchung eröffnet und nach den Namen der Betroffenen gefragt."
)
FINNISH = (
    "Kauppaketju kertoi maanantaina, että ulkopuolinen oli lukenut jopa 12 000 asiakkaan tiedot, ja viranomainen "
    "aloitti tutkinnan maaliskuussa sekä pyysi nimet niistä asiakkaista, joille asiasta oli jo ilmoitettu."
)


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (ENGLISH, "en-GB", "en"),
        (ENGLISH, None, "en"),
        (ENGLISH, "de", "en"),
        (GERMAN, "de-CH", "de"),
        (GERMAN, None, "de"),
        (GERMAN, "en", "de"),
        (FINNISH, "fi", "fi"),
        (FINNISH, None, "und"),
        (FINNISH, "en", "und"),
        ("Twelve people.", "en_US", "en"),
        ("Twelve people.", None, "und"),
        ("Twelve people.", "not a tag!", "und"),
        ("", None, "und"),
    ],
)
def test_words_decide_over_declarations(text: str, declared: str | None, language: str) -> None:
    assert detect_language(text, declared) == language
