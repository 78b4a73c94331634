"""Round-ups: where each of several items starts, and whether a lead says that it will tell of several incidents."""

from __future__ import annotations

import re
from functools import cache

from incidents.extraction import lexicon
from incidents.extraction.cast import Cast
from incidents.extraction.reading import Reading
from incidents.extraction.segment import Unit

LONGEST_HEADING = 90
FEWEST_ITEMS = 2
BODIES = ("organisation", "group")
LEAD = 5  # units at the top that may say what is to come
MARKED = re.compile(r"\s{0,3}(?:\[[\d:]{3,8}\]\s?|\d{1,2}[.)]\s)[A-Z]")


@cache
def _cues(key: str) -> re.Pattern[str]:
    """The cues of a list in `incidents.json`; {noun} stands for words for an incident, {body} for one of a victim."""
    held = lexicon.load("incidents")
    nouns, bodies = ("|".join(sorted(held[name], key=len, reverse=True)) for name in ("nouns", "bodies"))
    cues = (cue.replace("{noun}", f"(?:{nouns})").replace("{body}", f"(?:{bodies})") for cue in held[key])
    return re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE)


def matches(key: str, text: str) -> bool:
    """Whether a text holds a cue of a list in `incidents.json`."""
    return _cues(key).search(text) is not None


def lead_counts_several(reading: Reading) -> bool:
    """ "Three bodies have said sorry this week", "Briefs, week 12"."""
    return any(matches("roundup", reading.text[unit.start : unit.end]) for unit in reading.units[:LEAD])


def item_starts(reading: Reading, cast: Cast) -> tuple[int, ...]:
    """Where the items of a round-up start: headings or marked paragraphs, each with bodies of its own."""
    for found in (_titles(reading), _marked(reading)):
        items = _with_text(reading, found)
        if len(items) >= FEWEST_ITEMS and _apart(reading, cast, items):
            return tuple(reading.units[first].start for first, _ in items)
    return ()


def _titles(reading: Reading) -> list[int]:
    """The headings, unless they ask questions: then they belong to one story."""
    found = headings(reading)
    asked = sum(reading.text[reading.units[index].end - 1] == "?" for index in found)
    return [] if 2 * asked >= len(found) else found


def headings(reading: Reading) -> list[int]:
    """Short lines without a full stop, each followed by a paragraph."""
    units, text = reading.units, reading.text
    return [
        index
        for index in range(1, len(units) - 1)
        if _length(units[index]) <= LONGEST_HEADING < _length(units[index + 1])
        and text[units[index].end - 1] not in '.,;:!”"’'
    ]


def _marked(reading: Reading) -> list[int]:
    """Paragraphs that start with a number, a time or words in capitals."""
    return [
        index
        for index, unit in enumerate(reading.units)
        if _length(unit) > LONGEST_HEADING and MARKED.match(reading.text, unit.start, unit.end)
    ]


def _length(unit: Unit) -> int:
    return unit.end - unit.start


def _with_text(reading: Reading, found: list[int]) -> list[tuple[int, int]]:
    """Items as the first unit and the one after the last."""
    return list(zip(found, [*found[1:], len(reading.units)], strict=True)) if found else []


def _apart(reading: Reading, cast: Cast, items: list[tuple[int, int]]) -> bool:
    """Whether hardly any body of an item is named in another one: the parts of one story share theirs."""
    any_named = [bool(_bodies(reading, cast, first, last, (*BODIES, "authority"))) for first, last in items]
    if 3 * sum(any_named) < 2 * len(items):
        return False
    named = [_bodies(reading, cast, first, last, BODIES) for first, last in items]
    shared = 0
    for index, bodies in enumerate(named):
        others: set[int] = set().union(*named[:index], *named[index + 1 :])
        shared += bool(bodies & others)
    return any(named) and 3 * shared <= sum(bool(bodies) for bodies in named)


def _bodies(reading: Reading, cast: Cast, first: int, last: int, kinds: tuple[str, ...]) -> set[int]:
    found = (
        cast.entity_at(token) for doc in reading.docs[first:last] for token in doc if token.pos_ in ("PROPN", "NOUN")
    )
    return {id(entity) for entity in found if entity is not None and entity.kind in kinds}
