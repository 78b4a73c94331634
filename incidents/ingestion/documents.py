"""Bytes of a page or a text file become one canonical text with what the page says about itself.

The canonical text is the body of the article, one line per paragraph; the headline is kept apart as the title and
dropped from the body when the body begins with it. Of plain text every line stays as it is. Runs in the sandbox.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from trafilatura.core import bare_extraction
from trafilatura.settings import Document

from incidents import canonical_urls
from incidents.ingestion import decoding, markup, publication_dates
from incidents.ingestion.unparseable import Unparseable
from incidents.languages import detect_language

LEAST_SHARE = 0.2  # of the visible prose that the main text must hold
SUBSTANTIAL_PROSE = 1000  # characters from which a smaller share counts as loss
SHORT_TEXT = 200  # characters; less visible prose than this and no main text is a page without text
MOST_CONTROL_CHARACTERS = 0.05  # share from which text is not text
LONGEST_TITLE = 500
LONGEST_NAME = 200

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
XML_TYPES = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml"})
UNSAID_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-unknown"})
BINARY_BEGINNINGS = (
    *(b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3"),
    *(
        b"\xd0\xcf\x11\xe0",
        b"7z\xbc\xaf",
        b"Rar!",
        b"\x7fELF",
        b"wOFF",
        b"wOF2",
        b"BZh",
        b"\xfd7zXZ",
        b"\x28\xb5\x2f\xfd",
    ),
)

_LOOKS_LIKE_A_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|article|meta|title|div|p)[\s>]", re.IGNORECASE)
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BLOCKS = frozenset({"ab", "code", "head", "item", "lb", "list", "p", "quote", "row", "table"})
_CANONICAL_LINK = etree.XPath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")


@dataclass(frozen=True, kw_only=True)
class ParsedDocument:
    """What a document says. `text` is canonical: offsets of quotes count its code points and never move again.

    `published_on` is a partial date as the page states it; `decoded_as` tells codec and what decided for it;
    `replaced_characters` counts U+FFFD in the text. `canonical_url` is the page's own claim, of the same site only.
    """

    title: str | None
    text: str
    published_on: str | None
    author: str | None
    language: str
    decoded_as: str
    replaced_characters: int
    site_name: str | None
    canonical_url: str | None


def parse(data: bytes, content_type: str | None = None, *, url: str | None = None) -> ParsedDocument:
    """Parse a page or text file, `url` being where it came from; raises Unparseable."""
    is_page = _is_page(data, content_type)
    decoded = _decode_text(data, content_type)
    if not is_page:
        return _plain_document(decoded)
    html = decoding.canonical_text(decoded.text)
    seen = markup.scan(html)
    tree = _tree(html)
    main = bare_extraction(
        tree,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    title = _clean(main.title, LONGEST_TITLE) if isinstance(main, Document) else None
    text = _body_text(main.body, title) if isinstance(main, Document) else ""
    # Without an article, extraction falls back to whatever is on the page: headline and navigation.
    is_headline_only = len(text) < SHORT_TEXT and seen.prose_characters <= len(title or "")
    if not isinstance(main, Document) or not text or is_headline_only:
        lost = seen.prose_characters >= SHORT_TEXT
        raise Unparseable("text_lost" if lost else "no_text", f"{seen.prose_characters} visible characters, none found")
    if seen.prose_characters >= SUBSTANTIAL_PROSE and len(text) < LEAST_SHARE * seen.prose_characters:
        raise Unparseable("text_lost", f"{len(text)} of about {seen.prose_characters} visible characters were found")
    return ParsedDocument(
        title=title,
        text=text,
        published_on=publication_dates.find_publication_date(tree, main.date, html),
        author=_clean(main.author, LONGEST_NAME),
        language=detect_language(text, tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
        decoded_as=decoded.decoded_as,
        replaced_characters=text.count(decoding.REPLACEMENT),
        site_name=_clean(main.sitename, LONGEST_NAME),
        canonical_url=_claimed_url(tree, url),
    )


def plain_text(data: bytes, content_type: str | None = None) -> ParsedDocument:
    """Take pasted text or a text file as it is; raises Unparseable for what is not text or empty."""
    return _plain_document(_decode_text(data, content_type))


def _plain_document(decoded: decoding.Decoded) -> ParsedDocument:
    text = decoding.canonical_text(decoded.text)
    if not text.strip():
        raise Unparseable("no_text", "nothing but spaces")
    return ParsedDocument(
        title=None,
        text=text,
        published_on=None,
        author=None,
        language=detect_language(text),
        decoded_as=decoded.decoded_as,
        replaced_characters=text.count(decoding.REPLACEMENT),
        site_name=None,
        canonical_url=None,
    )


def _is_page(data: bytes, content_type: str | None) -> bool:
    """Whether to read the bytes as a page (else as plain text); raises Unparseable for other formats."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    looks_like_a_page = _LOOKS_LIKE_A_PAGE.search(data[:4096]) is not None
    if media_type in PAGE_TYPES:
        return True
    if media_type in XML_TYPES and not looks_like_a_page:
        raise Unparseable("not_a_page", f"{media_type} without an html element")
    if media_type in XML_TYPES or media_type in UNSAID_TYPES:
        return looks_like_a_page
    if media_type != "text/plain":
        raise Unparseable("not_text", f"{media_type[:60]}; allowed are HTML, XHTML and plain text")
    return False


def _decode_text(data: bytes, content_type: str | None) -> decoding.Decoded:
    if data.startswith(BINARY_BEGINNINGS):
        raise Unparseable("not_text", f"begins with {data[:4]!r}, as binary files do")
    decoded = decoding.decode(data, content_type)
    controls = len(_CONTROL_CHARACTERS.findall(decoded.text))
    if controls > MOST_CONTROL_CHARACTERS * len(decoded.text):
        raise Unparseable("not_text", f"{controls} of {len(decoded.text)} characters are control characters")
    return decoded


def _tree(html: str) -> etree._Element:
    # The encoding is ours by now; a declaration in the page must not decide again.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return lxml.html.document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Unparseable("no_text", str(error)) from error


def _body_text(body: etree._Element, title: str | None) -> str:
    """Write the extracted body with one line per paragraph, list item and table row."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        is_block = element.tag in _BLOCKS and not _is_inside_row(element)
        if event == "start":
            pieces.append("\n" if is_block else " | " if element.tag == "cell" else "")
            pieces.append(_collapsed(element.text))
        else:
            pieces.append("\n" if is_block else "")
            pieces.append(_collapsed(element.tail))
    lines = [line.strip(" |") for line in "".join(pieces).split("\n")]
    lines = [" ".join(line.split()) for line in lines if line]
    if lines and lines[0] == title:
        del lines[0]
    return decoding.canonical_text("\n".join(lines))


def _is_inside_row(element: etree._Element) -> bool:
    return next(element.iterancestors("row"), None) is not None


def _collapsed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _clean(value: Any, longest: int) -> str | None:
    """Return a line of metadata without line breaks, shortened, or None when empty."""
    line = " ".join(decoding.canonical_text(value).split()) if isinstance(value, str) else ""
    return line[:longest] or None


def _claimed_url(tree: etree._Element, url: str | None) -> str | None:
    """Return the address that the page gives itself; a page cannot claim to be another site's."""
    if url is None:
        return None
    for claim in _CANONICAL_LINK(tree):
        try:
            claimed = canonical_urls.canonical_url(urljoin(url, str(claim).strip()))
            if _site(claimed) == _site(url):
                return claimed
        except ValueError:
            continue
    return None


def _site(url: str) -> str:
    return canonical_urls.read_web_address(url).host.removeprefix("www.")
