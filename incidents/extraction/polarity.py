"""Whether a sentence says that a kind of data was not involved: "no card numbers were held", "PINs were safe".

The words are in `lexicon/polarity.json`: `negation` makes a closer look worthwhile, `core` is its plainest part;
`before` and `after` deny what they stand beside, `headed` a list behind a colon, `excepted` an exception from
everything; `lets_in` and `only` take a denial back ("no data other than names"); `another_clause` ends the reach of the
words behind.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from incidents.extraction import lexicon

REACH_BEFORE, REACH_AFTER = 160, 90  # characters around the words in which a denial may stand
KEPT = 64  # sentences; one may list hundreds of kinds of data, and is asked about for each


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(lexicon.load("polarity")[name]), re.IGNORECASE)


def is_denied(text: str, sentence_start: int, sentence_end: int, start: int, end: int) -> bool:
    """Whether the clause around a span of a sentence says that what it names was not involved."""
    if not _holds_negation(text[sentence_start:sentence_end]):
        return False
    before = text[max(sentence_start, start - REACH_BEFORE) : start]
    if _pattern("headed").search(before):
        return True
    clause = re.split(r"[;:—–]", before)[-1]
    after = text[end : min(end + REACH_AFTER, sentence_end)]
    turn = _pattern("another_clause").search(after)
    after = after[: turn.start()] if turn else after
    if _pattern("excepted").search(clause):
        return True
    if _pattern("only").search(clause):
        return False
    denied = _pattern("before").search(clause)
    if denied and not _pattern("lets_in").search(clause, _last_denial(clause)):
        return True
    return bool(_pattern("after").search(after))


@lru_cache(KEPT)
def _holds_negation(sentence: str) -> bool:
    return _pattern("negation").search(sentence) is not None


def _last_denial(clause: str) -> int:
    """Where the last plain negation of a clause ends."""
    ends = [match.end() for match in _pattern("core").finditer(clause)]
    return ends[-1] if ends else 0
