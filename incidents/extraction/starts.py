"""What a phrase of a pattern table can begin with, so that a word of the text meets few of thousands.

The patterns are the plain ones of the tables: letters, classes, groups, alternatives, look-arounds, small repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Generic, TypeVar

DEEPEST = 4  # letters that phrases are told apart by
WORD = re.compile(r"(?<!\w)\w")

Code = TypeVar("Code")
# A beginning, and whether nothing known can follow it: it is long enough, or anything may come next.
Beginning = tuple[str, bool]


class PhraseIndex(Generic[Code]):
    """Regular expressions with what they stand for, by beginning; found where a word starts, ignoring case."""

    def __init__(self, coded: Iterable[tuple[Code, Iterable[str]]]) -> None:
        self._shelves: dict[str, _Shelf[Code]] = {}
        for code, phrases in coded:
            for phrase in phrases:
                for beginning in beginnings(phrase):
                    self._shelves.setdefault(beginning, _Shelf()).add(code, phrase)

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, Code]]:
        """Every match at the start of every word: (start, end, code)."""
        for word in WORD.finditer(text, start, end):
            at = word.start()
            first = text[at : min(at + DEEPEST, end)].lower()
            for length in range(len(first) + 1):
                shelf = self._shelves.get(first[:length])
                if shelf is not None:
                    yield from shelf.find(text, at, end)

    def compile(self) -> None:
        """Compiles all now that texts would ask for later."""
        for shelf in self._shelves.values():
            shelf.compile()


class _Shelf(Generic[Code]):
    """The phrases of one beginning with their codes; compiled when a text first asks for them."""

    def __init__(self) -> None:
        self._phrases: list[tuple[Code, str]] = []

    def add(self, code: Code, phrase: str) -> None:
        self._phrases.append((code, phrase))

    def compile(self) -> None:
        _ = self._patterns

    @cached_property
    def _patterns(self) -> list[tuple[Code, re.Pattern[str]]]:
        return [(code, compiled(phrase)) for code, phrase in self._phrases]

    def find(self, text: str, at: int, end: int) -> Iterator[tuple[int, int, Code]]:
        for code, pattern in self._patterns:
            found = pattern.match(text, at, end)
            if found is not None:
                yield found.start(), found.end(), code


@cache
def compiled(phrase: str) -> re.Pattern[str]:
    """A phrase as whole words, ignoring case; once for all the beginnings that it can have."""
    return re.compile(rf"(?:{phrase})(?!\w)", re.IGNORECASE)


def beginnings(phrase: str) -> frozenset[str]:
    """The first letters that a phrase can have, as many as are certain: "" where it can begin with any word."""
    found = {letters for letters, _ in _extended({("", False)}, phrase)}
    return frozenset(one for one in found if not any(one[:length] in found for length in range(len(one))))


def _extended(so_far: set[Beginning], pattern: str) -> set[Beginning]:
    """The beginnings so far with those of a pattern after them."""
    held: set[Beginning] = set()
    for part in _alternatives(pattern):
        current, rest = so_far, part
        while rest and any(not closed for _, closed in current):
            piece, least, most, rest = _first_piece(rest)
            longer = _after(current, piece)
            if most > 1:
                longer = {(letters, True) for letters, _ in longer}
            current = longer if least else current | longer
        held |= current
    return held


def _after(so_far: set[Beginning], piece: str) -> set[Beginning]:
    if piece.startswith(("(?=", "(?!", "(?<")):
        return so_far  # looks around and takes no letter
    if piece.startswith("("):
        return _extended(so_far, piece[3 if piece.startswith("(?:") else 1 : -1])
    letters = _letters(piece)
    if letters is None:
        return {(one, True) for one, _ in so_far}
    return {one if one[1] else _with(one[0], letter) for one in so_far for letter in letters}


def _with(letters: str, letter: str) -> Beginning:
    return letters + letter, len(letters) + 1 >= DEEPEST


def _letters(piece: str) -> Iterable[str] | None:
    """The letters that a piece stands for; None where it stands for too many to name."""
    if piece.startswith("\\"):
        return None if piece[1].isalnum() else piece[1]
    if piece.startswith("["):
        inner = piece[1:-1]
        plain = not inner.startswith("^") and "\\" not in inner and "-" not in inner[1:-1]
        return set(inner.lower()) if plain else None
    return None if piece in ".^$" else piece.lower()


def _first_piece(part: str) -> tuple[str, int, int, str]:
    """The first group, class or letter of a pattern, how often at least and at most it stands there, and the rest."""
    length = 2 if part[0] == "\\" else part.index("]", 2) + 1 if part[0] == "[" else 1
    if part[0] == "(":
        length = _closing(part) + 1
    piece, rest = part[:length], part[length:]
    mark = re.match(r"([?*+])|\{(\d+),?(\d*)\}", rest)
    if mark is None:
        return piece, 1, 1, rest
    least = {"?": 0, "*": 0, "+": 1}.get(mark[1] or "", int(mark[2] or 0))
    most = 1 if mark[1] == "?" else int(mark[3] or 2) if mark[2] else 2
    return piece, least, most, rest[mark.end() :]


def _closing(part: str) -> int:
    depth = 0
    for index, letter in enumerate(part):
        if letter in "()" and (index == 0 or part[index - 1] != "\\"):
            depth += 1 if letter == "(" else -1
            if depth == 0:
                return index
    raise ValueError(f"a group of {part!r} is never closed")


def _alternatives(phrase: str) -> Iterator[str]:
    depth = begun = 0
    for index, letter in enumerate(phrase):
        if index and phrase[index - 1] == "\\":
            continue
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            yield phrase[begun:index]
            begun = index + 1
    yield phrase[begun:]
