"""A document as the rules see it: its units parsed, its sentences in order, and the way from offsets to tokens.

The rules read the article's own words, closed up as if the page held no furniture, so that nothing that is counted in
characters – how near, how early, what stands around – depends on it. `Reading.on_page` leads back to the stored text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from incidents.extraction import model
from incidents.extraction.document import Document
from incidents.extraction.segment import Unit, segment

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

LONGEST_READ = 200_000  # characters; no news article comes near, and what lies beyond is not read
# What is parsed of it: some 3,300 words in 60 paragraphs, three times a usual article. Tokens, because a parse costs by
# them: a page of brackets has as many in a fifth of the characters.
MOST_TOKENS = 4_500
SURROGATE = re.compile("[\ud800-\udfff]")  # half characters of a broken encoding, which the parser refuses


@dataclass(frozen=True)
class Sentence:
    """One parsed sentence; `start` and `end` are offsets into the text of the reading."""

    start: int
    end: int
    span: Span
    unit: int
    index: int
    text: str


@dataclass
class Reading:
    """A parsed document. `units[i]` was parsed as `docs[i]`; `text` holds the units alone, `page` all that was read."""

    document: Document
    page: str
    text: str
    units: list[Unit]
    origins: list[int]  # where each unit starts on the page
    docs: list[Doc]
    unread_from: int | None = None  # where the text goes on beyond what was parsed
    sentences: list[Sentence] = field(default_factory=list)

    def __post_init__(self) -> None:
        for unit_index, doc in enumerate(self.docs):
            for span in doc.sents:
                start, end = begin(span[0]), end_of(span[-1])
                self.sentences.append(Sentence(start, end, span, unit_index, len(self.sentences), self.text[start:end]))
        self._beside: dict[tuple[int, frozenset[str]], list[Token]] = {}
        self._starts = [sentence.start for sentence in self.sentences]
        self._unit_starts = [unit.start for unit in self.units]

    def on_page(self, offset: int) -> int:
        """Where a place within a unit, or at its end, is in the stored text."""
        index = max(0, bisect_right(self._unit_starts, offset) - 1)
        return self.origins[index] + offset - self.units[index].start

    def sentence_on_page(self, offset: int) -> Sentence | None:
        """The sentence that holds an offset into the stored text."""
        index = bisect_right(self.origins, offset) - 1
        return None if index < 0 else self.sentence_at(self.units[index].start + offset - self.origins[index])

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds an offset, or None between units."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.sentences[index].end + 2:
            return None
        return self.sentences[index]

    def sentences_over(self, start: int, end: int) -> list[Sentence]:
        """The sentences that a span touches."""
        first = max(0, bisect_right(self._starts, start) - 1)
        found = []
        for sentence in self.sentences[first:]:
            if sentence.start >= end:
                break
            if sentence.end > start:
                found.append(sentence)
        return found

    def unit_at(self, offset: int) -> int | None:
        """The index of the unit that holds an offset."""
        index = bisect_right(self._unit_starts, offset) - 1
        return index if index >= 0 and offset < self.units[index].end else None

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens of one unit between two offsets, cut tokens included."""
        index = self.unit_at(start)
        if index is None:
            return []
        shift = self.units[index].start
        span = self.docs[index].char_span(
            max(0, start - shift), min(end, self.units[index].end) - shift, alignment_mode="expand"
        )
        return list(span) if span is not None else []

    def beside(self, token: Token, lemmas: frozenset[str]) -> list[Token]:
        """The words of these lemmas in a token's sentence. Kept: a sentence may hold hundreds of numbers that ask."""
        sentence = self.sentence_at(begin(token))
        if sentence is None:
            return []
        key = sentence.index, lemmas
        if key not in self._beside:
            self._beside[key] = [word for word in sentence.span if word.lemma_.lower() in lemmas]
        return self._beside[key]

    def body(self) -> Iterator[tuple[Unit, Doc]]:
        """The units that are not headlines."""
        return ((unit, doc) for unit, doc in zip(self.units, self.docs, strict=True) if unit.role == "body")


def begin(token: Token) -> int:
    """Where a token starts in the text of the reading."""
    return int(token.doc.user_data["offset"] + token.idx)


def end_of(token: Token) -> int:
    """Where a token ends in the text of the reading."""
    return begin(token) + len(token.text)


def read(document: Document) -> Reading:
    """Segments and parses a document."""
    page = SURROGATE.sub("\ufffd", document.text[:LONGEST_READ])
    units = segment(page)
    docs = list(model.parse((page[unit.start : unit.end] for unit in units), most_tokens=MOST_TOKENS))
    unread = units[len(docs)].start if len(docs) < len(units) else LONGEST_READ
    kept = units[: len(docs)]
    text, moved = _closed_up(page, kept)
    for unit, doc in zip(moved, docs, strict=True):
        doc.user_data["offset"] = unit.start
    origins = [unit.start for unit in kept]
    return Reading(document, page, text, moved, origins, docs, unread if unread < len(document.text) else None)


def _closed_up(page: str, units: list[Unit]) -> tuple[str, list[Unit]]:
    """The words of the units, each with the space that follows it on the page, and where the units are in them."""
    text, moved = "", []
    for unit, following in zip_longest(units, units[1:]):
        moved.append(replace(unit, start=len(text), end=len(text) + unit.end - unit.start))
        text += page[unit.start : unit.end]
        if following is not None and following.start > unit.end:
            gap = page[unit.end : following.start]
            text += gap[: len(gap) - len(gap.lstrip())] or "\n"
    return text, moved
