"""A text with the words of its facts marked: paragraphs of segments, so that templates alone make markup.

Facts overlap. A segment is a run of characters with the same set of marks; nothing of the text is ever made safe.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Where a fact's words stand; `number` is that of its card."""

    fact: str
    number: int
    kind: str
    kind_name: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Where somebody stopped reading: what stands at and behind `at` is unread. `number` tells several apart."""

    number: int
    at: int
    reader: str

    @property
    def read(self) -> str:
        """How many characters were read, as people write it."""
        return f"{self.at:,}"


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Text under the same marks; `opening` are those that begin here and get their label and anchor.

    `stops` stand before the text.
    """

    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    opening: tuple[Mark, ...] = ()
    stops: tuple[Stop, ...] = ()

    @property
    def classes(self) -> str:
        """The kinds, the shortest mark's first: its colour wins where marks overlap."""
        kinds = sorted(self.marks, key=lambda mark: mark.end - mark.start)
        names = list(dict.fromkeys(f"kind-{mark.kind}" for mark in kinds))
        return " ".join([names[0], "overlap"] if len(self.marks) > 1 else names[:1])

    @property
    def title(self) -> str:
        """What the words belong to, for people who do not see the colour."""
        return ", ".join(f"{mark.number} {mark.kind_name}" for mark in self.marks)


def split(text: str, marks: Sequence[Mark], stops: Sequence[Stop] = ()) -> list[list[Segment]]:
    """The paragraphs of a text, each as its segments; marks and stops outside the text are left out."""
    valid = sorted(
        (mark for mark in marks if 0 <= mark.start < mark.end <= len(text)),
        key=lambda mark: (mark.start, -mark.end, mark.number),
    )
    opened: set[str] = set()
    waiting = sorted((stop for stop in stops if stop.at >= 0), key=lambda stop: (stop.at, stop.number))
    paragraphs = []
    for found in _PARAGRAPH.finditer(text):
        if found[0].strip():
            inside = [mark for mark in valid if mark.start < found.end() and mark.end > found.start()]
            here = [stop for stop in waiting if stop.at < found.end()]
            waiting = waiting[len(here) :]
            paragraphs.append(list(_segments(text, found.span(), inside, here, opened)))
    return paragraphs


def _segments(
    text: str, span: tuple[int, int], marks: Sequence[Mark], stops: Sequence[Stop], opened: set[str]
) -> Iterator[Segment]:
    begin, end = span
    cuts = {begin, end} | {stop.at for stop in stops if begin < stop.at < end}
    for mark in marks:
        cuts |= {at for at in (mark.start, mark.end) if begin < at < end}
    ordered = sorted(cuts)
    for start, stop in pairwise(ordered):
        covering = tuple(mark for mark in marks if mark.start < stop and mark.end > start)
        opening = tuple(mark for mark in covering if mark.fact not in opened)
        opened.update(mark.fact for mark in opening)
        yield Segment(
            text=text[start:stop],
            start=start,
            marks=covering,
            opening=opening,
            stops=tuple(one for one in stops if max(one.at, begin) == start),
        )
