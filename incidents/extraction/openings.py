"""With which letters the matches of a regular expression begin, so that it is tried only where a word begins so.

The tables hold a thousand phrases; trying each at every word took longer than the rest of the rules together.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

LONGEST = 4  # letters of an opening
MOST = 300  # openings of one expression; with more it is tried on every sentence
# The standard library's own parser of expressions. Where a later Python has none, every expression is always tried.
try:
    _PARSER: Any = importlib.import_module("re._parser")
except ImportError:  # pragma: no cover
    _PARSER = None

WORD = re.compile(r"\w+")
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
WITHOUT_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
Ways = list[tuple[str, bool]]  # how something can begin, and whether what follows may lengthen the word


def beginnings(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where each word of `text[start:end]` stands, and its first letters in lower case."""
    for word in WORD.finditer(text, start, end):
        yield word.start(), word[0][:LONGEST].casefold()[:LONGEST]


def openings_of(expression: str) -> frozenset[str] | None:
    """Beginnings of words, in lower case, of which a match has one; None when it may begin with anything.

    "(?:free )?monitoring|a tool" has "free", "moni" and "a".
    """
    if _PARSER is None:
        return None
    begun = list(dict.fromkeys(word for word, _ in _begin(_PARSER.parse(expression))))
    # A match that begins with no letter, or with a letter that this cannot fold, is looked for everywhere.
    if not begun or len(begun) > MOST or not all(word and word.isascii() and word.isalnum() for word in begun):
        return None
    return frozenset(begun)


def _begin(items: Iterable[Any]) -> Ways:
    """Each way in which a sequence can begin."""
    ways: Ways = [("", True)]
    for kind, value in items:
        if not any(is_open for _, is_open in ways):
            break
        more = _begin_item(str(kind), value)
        longer = [_joined(one, other) for one in ways if one[1] for other in more]
        ways = list(dict.fromkeys([*(way for way in ways if not way[1]), *longer]))
        if len(ways) > MOST:
            return [(word, False) for word, _ in ways]
    return ways


def _joined(one: tuple[str, bool], other: tuple[str, bool]) -> tuple[str, bool]:
    word = one[0] + other[0]
    return word[:LONGEST], other[1] and len(word) < LONGEST


def _begin_item(kind: str, value: Any) -> Ways:
    if kind == "LITERAL":
        return [_letter(value)]
    if kind == "IN":
        return _letters(value)
    if kind == "BRANCH":
        return [way for branch in value[1] for way in _begin(branch)]
    if kind == "SUBPATTERN":
        return _begin(value[-1])
    if kind in REPEATS:
        least, most, items = value
        once = [(word, is_open and most == 1) for word, is_open in _begin(items)]
        return [("", True), *once] if least == 0 else once
    return [("", kind in WITHOUT_WIDTH)]


def _letter(code: int) -> tuple[str, bool]:
    """A letter goes on the word; anything else, a space or a hyphen, ends it."""
    letter = chr(code).casefold()
    return (letter, True) if letter.isalnum() else ("", False)


def _letters(members: list[Any]) -> Ways:
    """ "[- ]", "[ae]": what each member does; with a range or a class among them, anything."""
    if any(str(kind) != "LITERAL" for kind, _ in members):
        return [("", False)]
    return [_letter(code) for _, code in members]
