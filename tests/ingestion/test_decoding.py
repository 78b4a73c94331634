import codecs

import pytest

from incidents.ingestion import decoding
from incidents.ingestion.unparseable import Unparseable

GERMAN = "Die Behörde prüft, ob 12.000 Kunden in Zürich betroffen sind – „für alle“."
RUSSIAN = "Данные двенадцати тысяч клиентов были доступны посторонним, сообщил регулятор в понедельник утром."
POLISH = "Urząd sprawdza, czy dane dwunastu tysięcy klientów były dostępne. Źródło: spółka, która żałuje."
JAPANESE = "同社は月曜日、最大一万二千人の顧客データが第三者に閲覧されたと発表しました。"
CHINESE = "该公司周一表示，多达一万两千名客户的数据被他人读取，监管机构已展开调查。"
KOREAN = "회사는 월요일 최대 만이천 명의 고객 정보가 열람되었다고 밝혔습니다."


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (GERMAN, "utf-8", "UTF-8"),
        (GERMAN, "cp1252", "windows-1252"),
        (GERMAN, "cp1252", "ISO-8859-1"),
        (GERMAN, "cp1252", "us-ascii"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (RUSSIAN, "iso8859-5", "iso-8859-5"),
        (POLISH, "iso8859-2", "ISO-8859-2"),
        (POLISH, "cp1250", "windows-1250"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (CHINESE, "gb18030", "GB2312"),
        (CHINESE, "gb18030", "gbk"),
        (KOREAN, "cp949", "EUC-KR"),
    ],
)
def test_the_header_and_the_declaration_are_believed(text: str, codec: str, label: str) -> None:
    data = text.encode(codec)
    assert decoding.decode(data, f"text/html; charset={label}").text == text
    declared = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head>'
    decoded = decoding.decode(declared.encode() + data, "text/html")
    assert decoded.text == declared + text
    assert decoded.decoded_as.endswith("by declaration")


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_goes_before_the_header(mark: bytes, codec: str) -> None:
    decoded = decoding.decode(mark + GERMAN.encode(codec), "text/html; charset=windows-1251")
    assert decoded.text == GERMAN
    assert decoded.decoded_as.endswith("by byte-order mark")


def test_the_header_goes_before_the_declaration() -> None:
    data = b'<meta charset="windows-1251">' + "Zürich".encode("cp1252")
    assert decoding.decode(data, "text/html; charset=windows-1252").text.endswith("Zürich")


def test_utf8_is_seen_where_another_encoding_is_declared() -> None:
    decoded = decoding.decode(GERMAN.encode(), "text/html; charset=ISO-8859-1")
    assert decoded.text == GERMAN
    assert decoded.decoded_as == "utf-8 by content, against cp1252 by header"


def test_utf8_needs_no_declaration() -> None:
    assert decoding.decode(GERMAN.encode(), None) == decoding.Decoded(text=GERMAN, decoded_as="utf-8 by content")


def test_an_undeclared_encoding_is_detected() -> None:
    decoded = decoding.decode((RUSSIAN * 5).encode("cp1251"), "text/html")
    assert decoded.text == RUSSIAN * 5
    assert decoded.decoded_as == "cp1251 by detection"


def test_a_broken_character_does_not_turn_a_utf8_page_into_another_encoding() -> None:
    data = (GERMAN * 10).encode() + b" \xff end"
    decoded = decoding.decode(data, "text/html; charset=utf-8")
    assert decoded.text == GERMAN * 10 + " \ufffd end"
    assert decoded.decoded_as == "utf-8 by header"


@pytest.mark.parametrize(
    "label", ["utf-7", "rot13", "unicode_escape", "idna", "base64", "zlib", "cp037", "no-such", "x" * 40]
)
def test_labels_that_are_no_encoding_of_the_web_are_passed_over(label: str) -> None:
    assert (
        decoding.decode(b"+ADw-script+AD4- 12 people", f"text/html; charset={label}").decoded_as == "utf-8 by content"
    )


def test_a_text_that_fits_no_encoding_is_refused() -> None:
    with pytest.raises(Unparseable, match="characters do not fit utf-8-sig by byte-order mark") as refused:
        decoding.decode(codecs.BOM_UTF8 + b"people \xff\xfe" * 20, None)
    assert refused.value.reason == "undecodable"
