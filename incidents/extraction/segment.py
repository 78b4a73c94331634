"""Cuts an article into units – headline, paragraphs, list items – and leaves out the outlet's own furniture.

A unit is a span of the text without line breaks. Everything later sees only the units that are kept, with offsets
into the whole text. What is furniture (appeals, newsletters, cookie notices, related stories, comments, author lines)
is for `furniture` to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from incidents.extraction import furniture

LONGEST_UNIT = 2_000  # characters; longer lines are cut at a space so that no parse is ever large
LONGEST_HEADLINE = 160

# A line, with the lines that go on in lower case where it ends without a stop: text wrapped at a column, which leaves
# no line short ("COMMENTS", then a name in lower case) and gives no author a line ("by Ada Lund").
_REST = r"[^\n\r\u2028\u2029\x0b\x0c]"
_SIGNATURE = r"by [A-Z][\w’'-]{1,20}(?: [A-Z][\w’'-]{1,20}){1,3}(?: *[·|,\n]| *$)"
LINE = re.compile(rf"{_REST}+(?:(?<={_REST}{{40}})(?<![.:;!?”\"])\r?\n(?=[a-z])(?!{_SIGNATURE}){_REST}+)*")
# A sentence that starts right after another's full stop without a space: "…every day.The council said".
GLUED = re.compile(r"(?<=[a-z\d)”\"’])[.!?][”\"’]?(?=[A-Z][a-z]|[“‘])")
SENTENCE_END = re.compile(r"[.!?…][”\"’)]*\s+(?=[\"“‘(]?[A-Z\d📰•])|\s(?=📰|👉|▶)")
# "STONEBURY (XW) — ", "LONDON, March 3 – ": where and for whom, not what.
DATELINE = re.compile(r"[A-Z][A-Z.’' -]{2,30}(?:, [A-Z][\w. ]{2,20})?(?: \([\w ]{2,24}\))? ?[—–-]{1,2} ")
LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Unit:
    """One run of the article's own words: `text[start:end]`; `role` is headline or body."""

    start: int
    end: int
    role: str


def segment(text: str) -> list[Unit]:
    """The units of the article proper, in order, without furniture."""
    pieces = list(_pieces(text))
    kept = [piece for piece, dropped in zip(pieces, furniture.marked(text, pieces), strict=True) if not dropped]
    joined = _join_neighbours(text, kept)
    return [Unit(start, end, _role(text, start, end, index)) for index, (start, end) in enumerate(joined)]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Rough sentences: lines, cut where sentences are glued and where one ends."""
    for line in LINE.finditer(text):
        if not LETTERS.search(line.group()):
            continue
        cuts = [match.end() for match in GLUED.finditer(line.group())]
        cuts += [match.end() for match in SENTENCE_END.finditer(line.group())]
        edges = [0, *sorted(set(cuts)), len(line.group())]
        for left, right in pairwise(edges):
            yield from _capped(text, line.start() + left, line.start() + right)


def _capped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_UNIT:
        space = text.rfind(" ", start + LONGEST_UNIT // 2, start + LONGEST_UNIT)
        cut = space + 1 if space > 0 else start + LONGEST_UNIT
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end


def _join_neighbours(text: str, kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Puts the kept sentences of a line together again, so that a paragraph is parsed as one."""
    joined: list[tuple[int, int]] = []
    for start, end in kept:
        touches = joined and joined[-1][1] == start and end - joined[-1][0] <= LONGEST_UNIT
        if touches and not GLUED.search(text, start - 2, start + 2):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [_stripped(text, start, end) for start, end in joined]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without space at the edges and without a dateline."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    dateline = DATELINE.match(text, start, end)
    return dateline.end() if dateline else start, start + len(text[start:end].rstrip())


def _role(text: str, start: int, end: int, index: int) -> str:
    short = end - start <= LONGEST_HEADLINE
    return "headline" if index == 0 and short and text[end - 1] not in '.!”"' else "body"
