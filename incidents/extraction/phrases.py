"""Searches a text for the phrases of a pattern table, without trying those that cannot match.

Every phrase needs certain words (`cues.py`). Which of all these words the article holds is looked up once; a sentence
is then asked for those few alone, and only the phrases whose words it holds are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from incidents.extraction import cues

if TYPE_CHECKING:
    from incidents.extraction.patterns import Row


Index = tuple[dict[str, list[tuple[int, int]]], list[tuple[int, int]]]


@dataclass(frozen=True)
class Phrase:
    """One expression, with words in lower case of which each of its matches holds one; None where none is known."""

    pattern: re.Pattern[str]
    cues: frozenset[str] | None


@cache
def compiled(phrase: str) -> Phrase:
    """A phrase of a table as whole words, ignoring case."""
    return Phrase(re.compile(rf"(?<!\w)(?:{phrase})(?!\w)", re.IGNORECASE), cues.of_any([phrase]))


class Search:
    """The phrases of one table in one article."""

    def __init__(self, rows: Sequence[Row], index: Index, text: str) -> None:
        self._rows, self._text = rows, text
        by_cue, self._always = index
        lowered = text.lower()
        self._present = {cue: phrases for cue, phrases in by_cue.items() if cue in lowered}

    def spans(self, start: int, end: int) -> Iterator[tuple[Row, int, int]]:
        """Where phrases match in a sentence, row by row from left to right; of two of a row that overlap the first."""
        words = self._text[start:end].lower()
        wanted = set(self._always)
        for cue, phrases in self._present.items():
            if cue in words:
                wanted.update(phrases)
        found = sorted(
            (row, one.start(), order, one.end())
            for row, order in wanted
            for one in self._rows[row].each[order].pattern.finditer(self._text, start, end)
        )
        last_row, last_end = -1, -1
        for row, first, _, last in found:
            if row != last_row or first >= last_end:
                yield self._rows[row], first, last
                last_row, last_end = row, last


def index(rows: Sequence[Row]) -> Index:
    """Row and place of the phrases that need a word, by word, and of those that need none."""
    places: dict[str, list[tuple[int, int]]] = {}
    always = []
    for number, row in enumerate(rows):
        for order, phrase in enumerate(row.each):
            if phrase.cues is None:
                always.append((number, order))
            for cue in phrase.cues or ():
                places.setdefault(cue, []).append((number, order))
    return places, always
