"""Cuts an article into units – headline, paragraphs, list items – and leaves out the outlet's own furniture.

A unit is a span of the text without line breaks. Everything later sees only the units that are kept, with offsets
into the whole text. Furniture (appeals, newsletters, cookie notices, related stories, comments, author lines) is
found by cue phrases in `lexicon/furniture.json`, sentence by sentence, because outlets glue it into paragraphs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from incidents.extraction import lexicon

LONGEST_UNIT = 2_000  # characters; longer lines are cut at a space so that no parse is ever large
LONGEST_HEADLINE = 160
LONG_RUN, LEAST_LETTERS = 200, 0.4  # characters; share of letters, of which prose full of figures has 0.7
TAIL_FROM = 0.6  # a "Comments" line ends the article only in its last part
APPEAL_GAP = 2  # units between two appeals that belong to the appeal

# A line, with the lines that go on in lower case where it ends without a stop: text wrapped at a column.
_REST = r"[^\n\r\u2028\u2029\x0b\x0c]"
LINE = re.compile(rf"{_REST}+(?:(?<![.:;!?”\"])\r?\n(?=[a-z]){_REST}+)*")
# A sentence that starts right after another's full stop without a space: "…every day.The council said".
GLUED = re.compile(r"(?<=[a-z\d)”\"’])[.!?][”\"’]?(?=[A-Z][a-z]|[“‘])")
SENTENCE_END = re.compile(r"[.!?…][”\"’)]*\s+(?=[\"“‘(]?[A-Z\d📰•])|\s(?=📰|👉|▶)")
# "STONEBURY (XW) — ", "LONDON, March 3 – ": where and for whom, not what.
DATELINE = re.compile(r"[A-Z][A-Z.’' -]{2,30}(?:, [A-Z][\w. ]{2,20})?(?: \([\w ]{2,24}\))? ?[—–-]{1,2} ")
CODE = re.compile(r"^\s*[{\[<].*[}\]>]\s*$")
LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Unit:
    """One run of the article's own words: `text[start:end]`; `role` is headline or body."""

    start: int
    end: int
    role: str


@cache
def _cues(group: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in lexicon.load("furniture")[group]), re.IGNORECASE)


@cache
def _all_cues() -> re.Pattern[str]:
    groups = [cue for name, cues in lexicon.load("furniture").items() if name != "tail" for cue in cues]
    return re.compile("|".join(f"(?:{cue})" for cue in groups), re.IGNORECASE)


def segment(text: str) -> list[Unit]:
    """The units of the article proper, in order, without furniture."""
    pieces = list(_pieces(text))
    appeal = [bool(_cues("appeal").search(text, start, end)) for start, end in pieces]
    furniture = [_is_furniture(text[start:end]) for start, end in pieces]
    _fill_appeals(appeal, furniture)
    _fill_lines(text, pieces, furniture)
    tail = _tail_start(text, pieces)
    kept = [piece for piece, dropped in zip(pieces[:tail], furniture, strict=False) if not dropped]
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


def _is_furniture(piece: str) -> bool:
    words = piece.strip()
    return bool(CODE.match(words) or _is_no_prose(words) or _all_cues().search(words))


def _is_no_prose(words: str) -> bool:
    """Columns of figures, rules of dashes, runs of brackets: long, and hardly a letter in it."""
    return len(words) >= LONG_RUN and sum(map(str.isalpha, words)) < LEAST_LETTERS * len("".join(words.split()))


def _fill_appeals(appeal: list[bool], furniture: list[bool]) -> None:
    """What stands between two appeals, a few pieces apart, is part of the appeal."""
    marks = [index for index, found in enumerate(appeal) if found]
    for left, right in pairwise(marks):
        if right - left - 1 <= APPEAL_GAP:
            furniture[left:right] = [True] * (right - left)


def _fill_lines(text: str, pieces: list[tuple[int, int]], furniture: list[bool]) -> None:
    """A line of which more than half is furniture is furniture: "We use cookies. 312 partners may … Accept all"."""
    line: list[int] = []
    for index in range(len(pieces) + 1):
        if line and (index == len(pieces) or pieces[index][0] != pieces[line[-1]][1]):
            sizes = [pieces[one][1] - pieces[one][0] for one in line]
            dropped = sum(size for size, one in zip(sizes, line, strict=True) if furniture[one])
            if 2 * dropped > sum(sizes):
                for one in line:
                    furniture[one] = True
            line = []
        line.append(index)


def _tail_start(text: str, pieces: list[tuple[int, int]]) -> int:
    """Index of the first piece of the page's foot: everything from there on is furniture."""
    for index, (start, end) in enumerate(pieces):
        if start > TAIL_FROM * len(text) and _cues("tail").search(text[start:end].strip()):
            return index
    return len(pieces)


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
