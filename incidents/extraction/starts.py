"""Which letters a phrase of a pattern table can begin with, so that a word of the text meets few of thousands."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator

ANY = frozenset(string.ascii_lowercase + string.digits)


class PhraseIndex:
    """Regular expressions with what they stand for, by first letter; found where a word starts, ignoring case."""

    def __init__(self, coded: Iterable[tuple[str, Iterable[str]]]) -> None:
        by_letter: dict[str, dict[str, list[str]]] = {}
        for code, phrases in coded:
            for phrase in phrases:
                for letter in first_letters(phrase):
                    by_letter.setdefault(letter, {}).setdefault(code, []).append(phrase)
        self._by_letter = {
            letter: (_compiled(one for phrases in coded_phrases.values() for one in phrases), _coded(coded_phrases))
            for letter, coded_phrases in by_letter.items()
        }

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Every match at the start of every word: (start, end, code)."""
        for word in WORD.finditer(text, start, end):
            whole, coded = self._by_letter.get(word[0].lower(), (None, ()))
            if whole is None or whole.match(text, word.start(), end) is None:
                continue  # most words begin no phrase of any code
            for code, pattern in coded:
                found = pattern.match(text, word.start(), end)
                if found is not None:
                    yield found.start(), found.end(), code


def _compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?:" + "|".join(phrases) + r")(?!\w)", re.IGNORECASE)


def _coded(phrases: dict[str, list[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, _compiled(listed)) for code, listed in phrases.items())


WORD = re.compile(r"(?<!\w)\w")


def first_letters(phrase: str) -> frozenset[str]:
    """The letters and digits that a phrase can begin with; all of them where it begins with any word."""
    letters: set[str] = set()
    for part in _alternatives(phrase):
        letters |= _of_sequence(part)
    return frozenset(letters)


def _of_sequence(part: str) -> frozenset[str]:
    """Of one alternative: its first piece, and the next while a piece may be left out."""
    letters: set[str] = set()
    while part:
        piece, optional, part = _first_piece(part)
        if piece.startswith("(?:"):
            letters |= first_letters(piece[3:-1])
        elif piece.startswith("["):
            letters |= ANY & set(piece.lower()) if "\\" not in piece else ANY
        elif piece.startswith("\\"):
            letters |= ANY
        elif not piece.startswith("("):
            letters.add(piece.lower())
        else:
            optional = True  # a look-ahead takes no letter
        if not optional:
            break
    return frozenset(letters)


def _first_piece(part: str) -> tuple[str, bool, str]:
    """The first group, class or letter of a pattern, whether it may be left out, and the rest."""
    length = 2 if part[0] == "\\" else part.index("]") + 1 if part[0] == "[" else 1
    if part[0] == "(":
        length = _closing(part) + 1
    rest = part[length:]
    mark = re.match(r"[?*]|\{0,\d+\}", rest)
    return part[:length], mark is not None, rest[mark.end() :] if mark else rest


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
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            yield phrase[begun:index]
            begun = index + 1
    yield phrase[begun:]
