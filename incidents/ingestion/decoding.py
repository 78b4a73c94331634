"""Bytes become characters: by byte-order mark, HTTP header, declaration in the document, or detection, in that order.

Which of them decided is recorded with the text, since a wrong guess changes the words that facts rest on.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import charset_normalizer

from incidents.ingestion.unparseable import Unparseable

REPLACEMENT = "\ufffd"
MOST_REPLACED = 0.01  # share of characters that may be unreadable before the text is refused
DETECTOR_SAMPLE_BYTES = 64 << 10
DECLARATION_BYTES = 4096  # how far into a document browsers and we look for its own declaration

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read instead of a declared label, because servers mean the larger set.
WIDER_CODECS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
SINGLE_BYTE_CODECS = frozenset(
    [f"cp{page}" for page in (866, 874, *range(1250, 1259))]
    + [f"iso8859-{part}" for part in (*range(2, 9), 10, 13, 14, 15, 16)]
    + ["koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"]
)
OTHER_CODECS = frozenset({"utf-8", "big5", "big5hkscs", "cp932", "cp949", "euc_jp", "gb18030", "iso2022_jp"})

_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w:.-]{1,40})""", re.IGNORECASE | re.ASCII)
_META_CHARSET = re.compile(rb"""<meta\s[^<>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml\s[^<>]{0,200}?encoding\s*=\s*["']([\w:.-]{1,40})""", re.IGNORECASE)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Text and how it was decoded, as "windows-1252 by header"; Python's codec names."""

    text: str
    decoded_as: str


def canonical_text(text: str) -> str:
    """Return the text as it is stored and quoted: NUL and lone surrogates become U+FFFD one for one, CRLF becomes LF.

    >>> canonical_text("a\\x00b\\r\\nc")
    'a\ufffdb\\nc'
    """
    return _UNSTORABLE.sub(REPLACEMENT, text).replace("\r\n", "\n")


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Decode a document; raises Unparseable("undecodable") when over one in a hundred characters is unreadable.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8 even where a single-byte encoding is declared: text of that
    encoding practically never forms valid sequences, while wrong declarations are everyday.
    """
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_leniently(data, codec, "byte-order mark")
    utf8 = _strictly(data, "utf-8")
    first_claim: tuple[str, str] | None = None
    for label, by in _claims(data, content_type):
        codec_name = _known_codec(label)
        if codec_name is None:
            continue
        first_claim = first_claim or (codec_name, by)
        if utf8 is not None and not utf8.isascii() and codec_name in SINGLE_BYTE_CODECS:
            return Decoded(text=utf8, decoded_as=f"utf-8 by content, against {codec_name} by {by}")
        text = _mostly_utf8(data) if codec_name == "utf-8" else _strictly(data, codec_name)
        if text is not None:
            return Decoded(text=text, decoded_as=f"{codec_name} by {by}")
    if utf8 is not None:
        return Decoded(text=utf8, decoded_as="utf-8 by content")
    return _detect(data, first_claim)


def _claims(data: bytes, content_type: str | None) -> Iterator[tuple[str, str]]:
    if content_type and (in_header := _HEADER_CHARSET.search(content_type)):
        yield in_header.group(1), "header"
    head = data[:DECLARATION_BYTES]
    if in_document := _XML_ENCODING.search(head) or _META_CHARSET.search(head):
        yield in_document.group(1).decode("ascii", "replace"), "declaration"


def _known_codec(label: str) -> str | None:
    """Return the codec that a label means, or None: Python also knows codecs that are no character encodings."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = WIDER_CODECS.get(name, name)
    return name if name in SINGLE_BYTE_CODECS or name in OTHER_CODECS else None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _mostly_utf8(data: bytes) -> str | None:
    """Return UTF-8 with a few broken sequences; None when most sequences beyond ASCII are broken."""
    text = data.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text if broken * 10 <= beyond_ascii - broken or not broken else None


def _detect(data: bytes, first_claim: tuple[str, str] | None) -> Decoded:
    best = charset_normalizer.from_bytes(data[:DETECTOR_SAMPLE_BYTES]).best()
    detected = _known_codec(best.encoding) if best else None
    if detected is not None:
        return _decode_leniently(data, detected, "detection")
    codec, by = first_claim or ("utf-8", "default")
    return _decode_leniently(data, codec, by)


def _decode_leniently(data: bytes, codec: str, by: str) -> Decoded:
    text = data.decode(codec, "replace")
    unreadable = text.count(REPLACEMENT)
    if unreadable > MOST_REPLACED * len(text):
        raise Unparseable("undecodable", f"{unreadable} of {len(text)} characters do not fit {codec} by {by}")
    return Decoded(text=text, decoded_as=f"{codec} by {by}")
