"""Bounds as worded: "up to" is at_most, "at least" at_least, a bare number none_stated; only the values they give."""

from __future__ import annotations

import re
from functools import cache

from incidents.extraction import lexicon
from incidents.extraction.numbers import Number
from incidents.extraction.reading import Reading

BEFORE = 40  # characters in which a bound may stand before its number


@cache
def _bound_patterns(side: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for bound, phrases in lexicon.load("bounds")[side]:
        words = (re.escape(phrase) if side == "left" else phrase for phrase in phrases)
        listed = "|".join(sorted(words, key=len, reverse=True))
        # "below the 3 million that they boasted of" compares, it does not bound.
        article = r"(?:a\s+|the\s+|its\s+)?" if bound not in ("more_than", "fewer_than") else r"(?:a\s+)?"
        currency = r"(?:[A-Z]{0,3}[$€£¥₹]\s?|[A-Z]{3}\s)?"
        shape = (
            rf"\b(?:{listed})[”’\"']?\s+{article}{currency}[“‘\"']?$"
            if side == "left"
            else rf"[\s,]*(?:{listed})(?!\w)"
        )
        patterns.append((bound, re.compile(shape, re.IGNORECASE)))
    return tuple(patterns)


def bound_of(reading: Reading, number: Number, start: int, end: int) -> tuple[str, int, int, str]:
    """Bound, start and end of the words that carry it, and the rule; `bound_words` says where the rule's words are."""
    text = reading.text
    left = text[max(0, start - BEFORE) : start]
    if number.upper is not None:
        opened = re.search(r"(?:somewhere\s+)?(?:between|from)\s+[$€£]?$", left, re.IGNORECASE)
        return "between", start - len(opened.group()) if opened else start, end, "range"
    # The longest phrase wins: "no more than" over "more than".
    fitting = [(match, bound) for bound, pattern in _bound_patterns("left") if (match := pattern.search(left))]
    if fitting:
        match, bound = min(fitting, key=lambda found: found[0].start())
        return bound, start - len(left) + match.start(), end, f"left:{match.group().strip().lower()}"
    for bound, pattern in _bound_patterns("right"):
        if found := pattern.match(text, end):
            return bound, start, found.end(), "right"
    if number.vague:
        return "order_of_magnitude", start, end, "vague"
    sentence = reading.sentence_at(start)
    if sentence is not None:
        for bound, phrases in lexicon.load("bounds")["sentence"]:
            if re.search("|".join(phrases), sentence.text, re.IGNORECASE):
                return bound, start, end, "sentence"
    if number.value in (500, 501) and any(is_near(reading.text, start, end, key) for key in ("superseded", "stand_in")):
        return "placeholder", start, end, "placeholder"
    return "none_stated", start, end, "bare"


def bound_words(rule: str, number: tuple[int, int], whole: tuple[int, int]) -> tuple[int, int]:
    """The words beside a number that a rule took for its bound: "up to"; the number with all of them where it has none.

    `whole` is the number with the words of the bound.
    """
    if rule.startswith("left:"):
        return whole[0], whole[0] + len(rule.removeprefix("left:"))
    return (number[1], whole[1]) if rule == "right" else whole


def values_of(bound: str, value: int, upper: int | None) -> tuple[int | None, int | None, int | None]:
    if bound == "between":
        return value, None, upper
    if bound == "placeholder":
        return None, None, None
    if bound in ("at_most", "fewer_than"):
        return None, None, value
    if bound in ("at_least", "more_than", "order_of_magnitude"):
        return value, None, None
    return None, value, None


@cache
def _cue_words(key: str) -> re.Pattern[str]:
    return re.compile(
        r"\b(?:" + "|".join(re.escape(word) for word in lexicon.load("bounds")[key]) + r")\b", re.IGNORECASE
    )


def is_near(text: str, start: int, end: int, key: str) -> bool:
    return cue_near(text, start, end, key) is not None


def cue_near(text: str, start: int, end: int, key: str) -> tuple[int, int] | None:
    """Where a word of a list of `bounds.json` stands beside a number."""
    found = _cue_words(key).search(text, max(0, start - 70), end + 30)
    return found.span() if found is not None else None
