"""Reads numbers as the news prints them: "1.9 million", "2,07,000", "thirty thousand", "8-10 million", "dozens".

Pure text, no parser. Values are integers in units of one; a range has two, a vague word only its order of magnitude.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "million": 1_000_000,
    "mn": 1_000_000,
    "m": 1_000_000,
    "mln": 1_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000,
    "dozen": 12,
}
SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
VAGUE = {"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1_000, "millions": 1_000_000, "billions": 10**9}
# "several dozen" and its like: the order is that of the scale word alone.
VAGUE_BEFORE = ("several", "a few", "few", "many", "some few", "multiple")

_GROUPED = r"\d{1,3}(?:[,.\u2009\u202f\u00a0' ’]\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
_DIGITS = rf"(?:{_GROUPED}|\d+(?:\.\d+)?)"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakhs?|crores?|dozen)"
_SUFFIX = r"(?:k|m|mn|mln|bn|b|tn)"
NUMERAL = re.compile(
    rf"(?<![\w.,])(?P<digits>{_DIGITS})(?:(?P<gap>[\s\u00a0-])?(?P<scale>{_SCALE})\b|\s?(?P<suffix>{_SUFFIX})\b)?",
    re.IGNORECASE,
)
_WORD = "|".join([*SMALL, *TENS])
WORDS = re.compile(
    rf"\b(?:(?:half\s+a|a\s+quarter\s+of\s+a|quarter\s+of\s+a|an?|one\s+and\s+a\s+half|(?:{_WORD})(?:[\s-](?:and\s)?(?:{_WORD}))*)"
    rf"(?:[\s-]+{_SCALE})+(?:\s(?:and\s)?(?:{_WORD})(?:[\s-](?:{_WORD}))*)?|(?:{_WORD})(?:-(?:{_WORD}))?)\b",
    re.IGNORECASE,
)
VAGUE_RUN = re.compile(
    r"\b(?:(?P<plural>(?:tens|dozens|scores(?=\sof\s)|hundreds|thousands|millions|billions)(?:\sof\s(?:hundreds|thousands|millions|billions))*)"
    rf"|(?:{'|'.join(VAGUE_BEFORE)})\s(?P<scale>dozen|hundred|thousand|million)(?:\s(?P<more>thousand|million))?)\b",
    re.IGNORECASE,
)
LONGEST_DIGITS = 18
ROUNDING = 1e-3  # what binary floating point may lose below a trillion


@dataclass(frozen=True)
class Number:
    """A number in the text. `value` alone, `value` and `upper` for a range, or `vague` when only the order is told."""

    start: int
    end: int
    value: int
    upper: int | None = None
    vague: bool = False
    fraction: bool = False  # the words give no whole number, such as "0.6": never a count
    amount: float = 0.0  # as printed, for units of measurement: "2.2 terabytes"


def find_numbers(text: str) -> list[Number]:
    """All numbers of the text from left to right, without overlaps; ranges are put together."""
    found = sorted([*_vague(text), *_numerals(text), *_worded(text)], key=lambda number: (number.start, -number.end))
    apart: list[Number] = []
    for number in found:
        if not apart or number.start >= apart[-1].end:
            apart.append(number)
    return _with_ranges(text, apart)


def _vague(text: str) -> Iterator[Number]:
    for match in VAGUE_RUN.finditer(text):
        if match["plural"]:
            value = 1
            for word in match["plural"].lower().split():
                value *= 10 if word == "tens" else VAGUE.get(word, 1)
        else:
            value = SCALES[match["scale"].lower()] * SCALES.get((match["more"] or "").lower(), 1)
        yield Number(match.start(), match.end(), value, vague=True)


def _numerals(text: str) -> Iterator[Number]:
    for match in NUMERAL.finditer(text):
        value = _read_digits(match["digits"])
        scale = (match["scale"] or match["suffix"] or "").lower()
        if value is None:
            continue
        scaled = value * SCALES.get(scale, 1)
        # 2.07 million is 2069999.9999999998 in binary, and no fraction.
        fraction = abs(scaled - round(scaled)) > ROUNDING
        yield Number(match.start(), match.end(), round(scaled), fraction=fraction, amount=scaled)


def _read_digits(digits: str) -> float | None:
    """The value of "1,204,518", "5,00,000", "1.9" or "2 070 000"; None when it is too long to be a count."""
    if len(digits) > LONGEST_DIGITS:
        return None
    groups = re.split(r"[,\u2009\u202f\u00a0' ’]", digits)
    if len(groups) > 1:
        return float("".join(groups)) if "." not in digits else None
    parts = digits.split(".")
    if len(parts) > 2 or (len(parts) == 2 and len(parts[1]) == 3 and parts[0] != "0"):
        return float("".join(parts))  # 1.204.518 and 62.000: points that group, as on the Continent
    return float(digits)


def _worded(text: str) -> Iterator[Number]:
    for match in WORDS.finditer(text):
        value = _read_words(match.group())
        if value is not None:
            yield Number(match.start(), match.end(), value)


def _read_words(words: str) -> int | None:
    """The value of "thirty thousand", "half a million", "twenty-seven" or "a dozen"."""
    tokens = re.findall(r"[a-z]+", words.lower())
    total, current, seen = 0.0, 0.0, False
    if tokens[:2] == ["half", "a"]:
        current, tokens, seen = 0.5, tokens[2:], True
    elif "quarter" in tokens:
        current, tokens, seen = 0.25, tokens[tokens.index("quarter") + 3 :], True
    elif tokens[:5] == ["one", "and", "a", "half", *tokens[4:5]]:
        current, tokens, seen = 1.5, tokens[4:], True
    elif tokens[0] in ("a", "an"):
        current, tokens, seen = 1.0, tokens[1:], True
    for token in tokens:
        if token in SMALL or token in TENS:
            current += SMALL.get(token, TENS.get(token, 0))
            seen = True
        elif token in SCALES:
            current *= SCALES[token]
            if SCALES[token] >= 1_000:
                total, current = total + current, 0.0
    return round(total + current) if seen else None


BETWEEN = re.compile(r"\b(?:between|from)\s{1,3}(?:[$€£]\s?)?$", re.IGNORECASE)
JOINS = {
    "and": re.compile(r"\s{1,3}and\s{1,3}(?:[$€£]\s?)?$"),
    "to": re.compile(r"\s{0,3}(?:to|–|-|—)\s{0,3}(?:[$€£]\s?)?$"),
}


def _with_ranges(text: str, numbers: list[Number]) -> list[Number]:
    """Joins "between 8 and 10 million", "6,000 to 7,500", "8-10 million" into one number with two ends."""
    joined: list[Number] = []
    index = 0
    while index < len(numbers):
        one = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        span = following and _range(text, one, following)
        joined.append(span or one)
        index += 2 if span else 1
    return joined


def _range(text: str, one: Number, other: Number) -> Number | None:
    between = text[one.end : other.start]
    if len(between) > 8 or one.vague or other.vague:
        return None
    before = text[max(0, one.start - 12) : one.start]
    opens = BETWEEN.search(before)
    if not ((opens and JOINS["and"].fullmatch(between)) or JOINS["to"].fullmatch(between)):
        return None
    low, high = one.value, other.value
    if low < high and high >= 1_000 and (scale := _scale_of(text[other.start : other.end])) and low < 1_000 <= scale:
        low *= scale  # the scale word stands once: "8 to 10 million"
    return Number(one.start, other.end, low, upper=high) if low < high else None


def _scale_of(words: str) -> int:
    match = re.search(rf"({_SCALE}|{_SUFFIX})$", words, re.IGNORECASE)
    return SCALES[match.group(1).lower()] if match else 1
