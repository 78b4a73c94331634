"""A standalone page for people who work on the rules: each text with its facts marked, and beside it a card per fact.

No script, nothing loaded from elsewhere; every character of a document or a fact is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from importlib import resources

from incidents.extraction.document import Document, Extraction
from incidents.marked_text import Mark, Segment, Stop, split
from incidents.proposed import ProposedFact

# All controls but tab and line feed, marks that turn the direction of what follows, halves of characters.
FORBIDDEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")
# A document may bring a script as text; that nothing runs here is said to the browser too.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(read: Iterable[tuple[Document, Extraction]]) -> str:
    """The page of some documents and what was extracted from them, in order."""
    style = resources.files(__package__).joinpath("web_page.css").read_text(encoding="utf-8")
    articles = "\n".join(_article(number, *one) for number, one in enumerate(read, start=1))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Facts found</title>\n<style>\n{style}</style>\n</head>\n<body>\n{articles}\n</body>\n</html>\n"
    )


def _article(number: int, document: Document, extraction: Extraction) -> str:
    facts = {f"{number}-{index}": fact for index, fact in enumerate(extraction.facts, start=1)}
    text = _printable(document.text)
    paragraphs = "\n".join(
        f"<p>{''.join(_segment(segment) for segment in paragraph)}</p>"
        for paragraph in split(text, _marks(facts), _stops(extraction))
    )
    cards = "\n".join(_card(key, fact, text) for key, fact in facts.items())
    state = f"{len(facts)} facts" if extraction.relevant else "not relevant"
    if extraction.unsupported_language:
        state = f"language not supported: {extraction.language}"
    if extraction.unread_from is not None:
        state += f", the first {extraction.unread_from:,} characters read"
    title = " · ".join(part for part in (document.id, document.title, str(document.published_on or "")) if part)
    return (
        f'<article>\n<h1>{escape(_printable(title))}</h1>\n<p class="state">{escape(state)}</p>\n'
        f'<div class="panes">\n<section class="text" dir="auto">\n{paragraphs}\n</section>\n'
        f'<section class="cards">\n{cards}\n</section>\n</div>\n</article>'
    )


def _marks(facts: dict[str, ProposedFact]) -> list[Mark]:
    return [
        Mark(
            fact=key,
            number=int(key.rpartition("-")[2]),
            kind=fact.kind,
            kind_name=fact.kind.replace("_", " "),
            start=fact.start,
            end=fact.end,
        )
        for key, fact in facts.items()
    ]


def _stops(extraction: Extraction) -> list[Stop]:
    return [] if extraction.unread_from is None else [Stop(number=1, at=extraction.unread_from, reader="extractor")]


def _segment(segment: Segment) -> str:
    unread = '<a class="tag">unread from here</a> ' if segment.stops else ""
    words = unread + escape(segment.text)
    if not segment.marks:
        return words
    tags = "".join(
        f'<a class="tag" id="words-{mark.fact}" href="#card-{mark.fact}">{mark.number}</a>' for mark in segment.opening
    )
    return f'<mark class="{escape(segment.classes)}" title="{escape(segment.title)}">{tags}{words}</mark>'


def _card(key: str, fact: ProposedFact, text: str) -> str:
    fields = {name: value for name, value in fact.fields().items() if value not in (None, ())}
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(_shown(value))}</dd>" for name, value in fields.items())
    reasons = "".join(
        f"<li>{escape(one.field)}: {escape(one.rule)}"
        + ("" if one.start is None or one.end is None else f" <q>{escape(text[one.start : one.end])}</q>")
        + "</li>"
        for one in fact.why
    )
    return (
        f'<section class="card kind-{escape(fact.kind)}" id="card-{key}"><h2><a href="#words-{key}">'
        f"{key.rpartition('-')[2]} {escape(fact.kind.replace('_', ' '))}</a> "
        f"<small>incident {escape(fact.incident)}, confidence {fact.confidence:.2f}</small></h2>"
        f"<blockquote>{escape(_printable(fact.quote))}</blockquote><dl>{rows}</dl>"
        f"{f'<ul>{reasons}</ul>' if reasons else ''}</section>"
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _printable(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value))


def _printable(text: str) -> str:
    """The text, as many characters, with a sign for what a page may not hold: controls, turns of direction, halves."""
    return FORBIDDEN.sub("\ufffd", text)
