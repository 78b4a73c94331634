import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.ingestion import decoding, documents
from incidents.ingestion.documents import ParsedDocument
from incidents.ingestion.unparseable import Unparseable
from tests.ingestion.pages import PARAGRAPHS, a_page

URL = "https://news.example/2018/shops"


def parse_page(html: str, content_type: str = "text/html", url: str | None = URL) -> ParsedDocument:
    return documents.parse(html.encode(), content_type, url=url)


def reason_for(data: bytes, content_type: str | None = "text/html") -> str:
    with pytest.raises(Unparseable) as refused:
        documents.parse(data, content_type)
    return refused.value.reason


def test_a_page_becomes_its_article_with_what_it_says_about_itself() -> None:
    head = (
        '<meta charset="utf-8"><meta property="og:site_name" content="The Example">'
        '<meta name="author" content="Anna Lee"><link rel="canonical" href="/2018/shops?utm_source=feed">'
        '<meta property="article:published_time" content="2018-03-17T23:30:00-05:00">'
    )
    assert parse_page(a_page(head=head)) == ParsedDocument(
        title="Shops tell customers",
        text="\n".join(PARAGRAPHS),
        published_on="2018-03-17",
        author="Anna Lee",
        language="en",
        decoded_as="utf-8 by declaration",
        replaced_characters=0,
        site_name="The Example",
        canonical_url="https://news.example/2018/shops",
    )


def test_paragraphs_list_items_and_rows_are_one_line_each() -> None:
    html = a_page(
        paragraphs=(
            *PARAGRAPHS,
            "Read were:</p><ul><li>names and\n  addresses</li><li>e-mail addresses</li></ul><p>The counts:",
            "</p><table><tr><th>Adults</th><td>9,000</td></tr><tr><td>Children</td><td>3,000</td></tr></table><p>",
            "One line<br>and another with <b>bold</b>&nbsp;words.",
        )
    )
    assert parse_page(html).text.split("\n")[4:] == [
        "Read were:",
        "names and addresses",
        "e-mail addresses",
        "The counts:",
        "Adults | 9,000",
        "Children | 3,000",
        "One line",
        "and another with bold words.",
    ]


def test_the_headline_is_kept_apart_from_the_text() -> None:
    document = parse_page(a_page(title="Twelve thousand affected"))
    assert document.title == "Twelve thousand affected"
    assert document.text.startswith("A chain of shops said")


def test_nul_and_lone_surrogates_are_replaced_one_for_one() -> None:
    document = parse_page(a_page(paragraphs=("Up to 12\x00000 customers &#xD800;were told.", *PARAGRAPHS)))
    assert document.text.startswith("Up to 12\ufffd000 customers")
    assert document.replaced_characters == document.text.count("\ufffd") >= 1


def test_plain_text_stays_as_it_is() -> None:
    document = documents.parse(b"Title\r\n\r\n  Up to 12,000\tpeople. \n", "text/plain; charset=utf-8")
    assert document.text == "Title\n\n  Up to 12,000\tpeople. \n"
    assert document.title is None
    assert document.decoded_as == "utf-8 by header"


def test_markup_served_as_plain_text_stays_text() -> None:
    assert documents.parse(b"<p>12 people</p>", "text/plain").text == "<p>12 people</p>"


def test_a_pasted_text_is_taken_as_it_is() -> None:
    assert documents.plain_text("Übernahme\x00 <b>not bold</b>".encode()).text == "Übernahme\ufffd <b>not bold</b>"


@pytest.mark.parametrize("content_type", [None, "", "application/octet-stream", "application/xhtml+xml", "text/xml"])
def test_a_page_is_recognised_where_its_type_does_not_tell(content_type: str | None) -> None:
    assert documents.parse(a_page().encode(), content_type).text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "html", ["", " \n ", "<html></html>", "<html><body><p> </p></body></html>", a_page(paragraphs=())]
)
def test_an_empty_page_has_no_text(html: str) -> None:
    assert reason_for(html.encode()) == "no_text"


def test_an_empty_text_has_no_text() -> None:
    assert reason_for(b" \r\n ", "text/plain") == "no_text"


def test_a_page_whose_text_is_not_found_is_told_apart_from_an_empty_one() -> None:
    # Many paragraphs of the same words: extraction takes them for boilerplate.
    html = a_page(paragraphs=(*PARAGRAPHS, *["The same long sentence about twelve thousand people. " * 10] * 40))
    assert reason_for(html.encode()) == "text_lost"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"%PDF-1.7\n...", "text/html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), None),
        (b"PK\x03\x04" + bytes(100), "text/plain"),
        (bytes(range(256)) * 10, None),
        (a_page().encode(), "image/png"),
        (b'{"people": 12}', "application/json"),
        (b"var a = 1", "text/javascript"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, content_type: str | None) -> None:
    assert reason_for(data, content_type) in {"not_text", "undecodable"}


def test_a_feed_is_not_a_page() -> None:
    assert reason_for(b"<?xml version='1.0'?><rss><channel/></rss>", "application/rss+xml") == "not_a_page"


@pytest.mark.parametrize(
    ("claim", "taken"),
    [
        ("https://news.example/other", "https://news.example/other"),
        ("https://www.news.example/a#b", "https://www.news.example/a"),
        ("https://attacker.example/", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_a_page_cannot_claim_to_be_another_sites(claim: str, taken: str | None) -> None:
    assert parse_page(a_page(head=f'<link rel="canonical" href="{claim}">')).canonical_url == taken


def test_an_encoding_declared_inside_xhtml_does_not_decide_twice() -> None:
    html = '<?xml version="1.0" encoding="windows-1252"?>' + a_page(
        head="", paragraphs=("Zürich told 12 people.", *PARAGRAPHS)
    )
    document = documents.parse(html.encode("cp1252"), "application/xhtml+xml")
    assert document.text.startswith("Zürich told 12 people.")
    assert document.decoded_as == "cp1252 by declaration"


KILLERS = {
    "deep": ("<div>" * 100_000, "too_deep"),
    "deep unknown": ("<x>" * 100_000 + "text", "too_deep"),
    "tags": ("<br>" * 200_000, "too_many_tags"),
    "attributes": ("<p " + "a " * 50_000 + ">", "too_many_attributes"),
    "valued attributes": ("<p " + " ".join(f'a{i}="1"' for i in range(50_000)) + ">", "too_many_attributes"),
    "unclosed tags": ("<a" * 500_000, "too_deep"),
    "unclosed comments": ("<!--" * 500_000, "no_text"),
    "unclosed scripts": ("<script>" * 300_000, "no_text"),
    "angle brackets": ("<" * 2_000_000, "text", "text_lost"),
    "entities": ("&#x41;" * 500_000, "text", "text_lost"),
    "one long word": ("<p>" + "a" * 4_000_000, "text", "text_lost"),
    "unclosed attribute": ('<p title="' + "x" * 2_000_000, "no_text", "text_lost"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", KILLERS)
def test_markup_made_to_kill_parsers_ends_with_a_reason_or_a_text(name: str) -> None:
    html, *reasons = KILLERS[name]
    try:
        document = documents.parse(f"<html><body>{html}".encode(), "text/html")
    except Unparseable as refused:
        ended = refused.reason
    else:
        ended = "text" if document.text else "empty"
    assert ended in reasons


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_canonical_text_keeps_every_offset_before_line_ends(text: str) -> None:
    canonical = decoding.canonical_text(text)
    assert decoding.canonical_text(canonical) == canonical
    assert len(canonical) == len(text) - text.count("\r\n")
    assert canonical.encode("utf-8").decode("utf-8") == canonical
    assert "\x00" not in canonical
    assert "\r\n" not in canonical or "\r\r\n" in text


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", None, "text/html; charset=utf-16"]))
def test_any_bytes_end_in_a_text_or_a_reason(data: bytes, content_type: str | None) -> None:
    try:
        document = documents.parse(data, content_type, url=URL)
    except Unparseable:
        return
    assert document.text.strip()
    assert document.text == decoding.canonical_text(document.text)


@given(st.text(min_size=1).filter(lambda text: text.strip("\x00 \r\n\t")))
def test_utf8_text_comes_back_as_it_went_in(text: str) -> None:
    data = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    try:
        document = documents.plain_text(data)
    except Unparseable:
        return
    assert document.text == decoding.canonical_text(text.encode("utf-8", "replace").decode("utf-8"))
