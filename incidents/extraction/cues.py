"""Which literal words a pattern cannot match without, so that most sentences need not be searched at all.

A pattern table holds hundreds of expressions, a sentence matches one or none. A substring test costs a hundredth of a
search, and what it keeps out can never have matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # the only parser there is of the same syntax
from typing import Any

SHORTEST = 2  # letters; shorter runs stand in nearly every sentence
COMMON = frozenset(
    (
        "and",
        "at",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "her",
        "his",
        "in",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "they",
        "to",
        "was",
        "were",
        "with",
    )
)
MOST = 40  # alternatives in one group


def of_any(patterns: Iterable[str]) -> frozenset[str] | None:
    """Words of which one stands in whatever any of the patterns matches; None where a pattern has no such word."""
    found: set[str] = set()
    for pattern in patterns:
        needed = _of_sequence(list(_parser.parse(pattern)))
        if needed is None:
            return None
        found |= needed
    return frozenset(found)


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """The most telling of what each part of a sequence cannot do without."""
    choices: list[frozenset[str]] = []
    run = ""
    for operation, argument in [*items, (None, None)]:
        if operation is _constants.LITERAL:
            run += chr(argument).lower()
            continue
        if len(run) >= SHORTEST:
            choices.append(frozenset([run]))
        run = ""
        needed = _of_part(operation, argument)
        if needed is not None:
            choices.append(needed)
    return max(choices, key=lambda words: (min(map(_worth, words)), -len(words)), default=None)


def _worth(word: str) -> int:
    """How much a word keeps out: long ones stand in few sentences, common ones in most."""
    return 1 if word.strip() in COMMON else len(word)


def _of_part(operation: Any, argument: Any) -> frozenset[str] | None:
    if operation is _constants.SUBPATTERN:
        return _of_sequence(list(argument[-1]))
    if operation is _constants.BRANCH:
        parts = [_of_sequence(list(part)) for part in argument[1]]
        if len(parts) > MOST or any(part is None for part in parts):
            return None
        return frozenset(word for part in parts if part is not None for word in part)
    if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and argument[0] > 0:
        return _of_sequence(list(argument[2]))
    return None
