import pytest

from incidents.languages import detect_language
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

POLISH = (
    "Szpital poinformował w poniedziałek, że dane pacjentów zostały skopiowane z serwera, a sprawą zajmuje się urząd. "
    "Nie wiadomo jeszcze, ile osób jest wśród nich i jak długo trwał atak na systemy."
)
RUSSIAN = (
    "Клиника сообщила в понедельник, что данные пациентов были скопированы с её сервера, и обратилась в полицию. "
    "Пока не известно, сколько людей это коснулось и как долго чужие люди были в сети."
)
ARABIC = "أعلنت العيادة يوم الاثنين أن بيانات أربعة آلاف مريض سرقت من خوادمها"
JAPANESE = "診療所は月曜日、四千人の患者の個人情報がサーバーから盗まれたと発表した。"
HINDI = "अस्पताल ने सोमवार को कहा कि चार हज़ार मरीज़ों का डेटा चोरी हो गया"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (POLISH, None, "pl"),
        (RUSSIAN, None, "ru"),
        (ARABIC, None, "ar"),
        (ARABIC, "fa", "fa"),
        (ARABIC, "en", "ar"),
        (JAPANESE, None, "ja"),
        (HINDI, None, "hi"),
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
