"""Finds what stands between quotation marks, paragraph by paragraph; pure text, no parser.

Double marks win over single ones, typographic over straight. A mark that is never closed runs to the end of its
paragraph, as the first paragraphs of a long quotation do.
"""

import re
from dataclasses import dataclass

PAIRS = {"“": "”", "«": "»", "„": "“"}
CLOSES_SINGLE = re.compile(r"(?<=[\w.,?!…])’(?=[\s.,;:?!)\]–—]|$)")
CLOSES_STRAIGHT_SINGLE = re.compile(r"(?<=[\w.,?!…])'(?=[\s.,;:?!)\]–—]|$)")
OPENS_STRAIGHT_SINGLE = re.compile(r"(?<![\w.,?!])'(?=\w)")


@dataclass(frozen=True)
class Quotation:
    """Words between marks: `text[start:end]` without the marks."""

    start: int
    end: int
    closed: bool = True


def find_quotations(text: str, start: int = 0, end: int | None = None) -> list[Quotation]:
    """The quotations of one paragraph, `text[start:end]`, outermost only, from left to right."""
    stop = len(text) if end is None else end
    found: list[Quotation] = []
    position = start
    while position < stop:
        opened = _next_opening(text, position, stop)
        if opened is None:
            break
        at, mark = opened
        closing = _closing(text, at, stop, mark)
        inside = Quotation(at + 1, stop if closing is None else closing, closed=closing is not None)
        if closing is None and mark in "'‘\"":
            position = at + 1  # an apostrophe or a sign for inches, not a quotation
            continue
        if text[inside.start : inside.end].strip():
            found.append(inside)
        position = inside.end + 1
    return found


def _next_opening(text: str, position: int, stop: int) -> tuple[int, str] | None:
    for at in range(position, stop):
        mark = text[at]
        if mark in PAIRS or (mark == '"' and _opens(text, at)):
            return at, mark
        if mark == "‘" and at + 1 < stop and (text[at + 1].isalnum() or text[at + 1] in "“"):
            return at, mark
        if mark == "'" and OPENS_STRAIGHT_SINGLE.match(text, at):
            return at, mark
    return None


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens: something other than a word or a point stands before it."""
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in ".,?!%")


def _closing(text: str, at: int, stop: int, mark: str) -> int | None:
    if mark in PAIRS:
        found = text.find(PAIRS[mark], at + 1, stop)
        return found if found >= 0 else None
    if mark == '"':
        found = text.find('"', at + 1, stop)
        return found if found >= 0 else None
    pattern = CLOSES_SINGLE if mark == "‘" else CLOSES_STRAIGHT_SINGLE
    for match in pattern.finditer(text, at + 1, stop):
        # "the drivers’ data": a possessive plural closes nothing while a better mark follows in the sentence
        if (
            text[match.start() - 1] == "s"
            and text[match.start() + 1 : match.start() + 2] == " "
            and pattern.search(text, match.end(), min(stop, match.end() + 200))
        ):
            continue
        return match.start()
    return None
