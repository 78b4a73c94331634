"""Which incident of an article a fact belongs to.

Most articles report one. In a round-up – several short items, each with a heading of its own – every item is an
incident; they are numbered in order of first mention.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from incidents.extraction.reading import Reading

LONGEST_HEADING = 90
FEWEST_ITEMS = 3
MOST_UNITS_PER_ITEM = 2.5  # on average: a heading and its paragraph or two


@dataclass(frozen=True)
class Items:
    """Where the items of a round-up start; empty for an ordinary article."""

    starts: tuple[int, ...]

    def number_at(self, offset: int) -> str:
        """The incident's number at an offset, "1" before the first heading."""
        return str(max(1, bisect_right(self.starts, offset)))


def find_items(reading: Reading) -> Items:
    """The headings of a round-up: short lines without a full stop, each followed by a paragraph."""
    units = reading.units
    headings = [
        index
        for index in range(len(units) - 1)
        if units[index].end - units[index].start <= LONGEST_HEADING < units[index + 1].end - units[index + 1].start
        and reading.text[units[index].end - 1] not in '.,;:?!”"’'
        and index > 0
    ]
    questions = sum(reading.text[unit.end - 1] == "?" for unit in units)
    if (
        len(headings) < FEWEST_ITEMS
        or questions >= len(headings)
        or len(units) / len(headings) > MOST_UNITS_PER_ITEM + 1
    ):
        return Items(())
    return Items(tuple(units[index].start for index in headings))
