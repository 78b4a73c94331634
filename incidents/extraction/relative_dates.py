"""Dates that count from another day: from publication ("last week", "on Friday") or from a date told before.

Each function gives the date as far as known (2018, 2018-03, 2018-03-17), or None when it cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = {
    name: index
    for index, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # month in which each begins
UNITS = {"day": 1, "week": 7, "fortnight": 14}
_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
COUNTS = {word: value for value, word in enumerate((_WORDS + " eighteen nineteen twenty").split(), 1)}
COUNTS |= {"a": 1, "an": 1, "a couple of": 2, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90}
COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"
HOLIDAYS = {  # those that fall on the same day every year
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year’s eve": (12, 31),
    "new year's day": (1, 1),
    "new year’s day": (1, 1),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
    "valentine’s day": (2, 14),
    "the fourth of july": (7, 4),
}
FUTURE = re.compile(
    r"\b(?:will|by|until|next|due|plans?|expects?|must|deadline|is to|are to|shall|later)\b[^.;]{0,60}$", re.IGNORECASE
)
OFFSETS = [
    ("counted", re.compile(rf"\b{COUNT}\s(?P<unit>day|week|fortnight|month|year)s?\s(?P<way>later|earlier)\b", re.I)),
    ("event", re.compile(rf"\b{COUNT}\s(?P<unit>day|week|fortnight|month)s?\s(?P<way>after|before)(?=\s\w)", re.I)),
    ("next", re.compile(r"\bthe\s(?P<next>next|following|same|previous|preceding)\s(?P<unit>day|week|month)\b", re.I)),
    ("next", re.compile(r"\bthe\s(?P<unit>day|week|month)\s(?P<next>after|before)(?=[\s,.;])", re.I)),
]
STEPS = {"next": 1, "following": 1, "after": 1, "same": 0, "previous": -1, "preceding": -1, "before": -1}


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
# "The previous Thursday", "that October", "the 13th": which one it is follows from the last date before.
TAKEN_UP = [
    (
        "weekday",
        re.compile(rf"\bthe\s(?P<next>next|following|previous|preceding)\s(?P<name>{'|'.join(WEEKDAYS)})\b", re.I),
    ),
    (
        "month",
        re.compile(
            rf"\b(?i:that(?:\ssame)?|the\s(?:same|following|previous))\s(?P<name>{'|'.join(_MONTHS).title()})\b"
        ),
    ),
    (
        "day",
        re.compile(
            r"(?<=\b[Oo]n\s|\b[Bb]y\s)the\s(?P<name>\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:of|floor|century|anniversary))"
        ),
    ),
]


@dataclass(frozen=True)
class Offset:
    """A date that counts from one told before; `of_event` when what happened then stands behind the words."""

    start: int
    end: int
    value: str
    of_event: bool


def counted(word: str) -> int:
    """The value of a small count in words or digits."""
    return COUNTS.get(word.lower()) or int(word)


def shifted(base: date, number: int, unit: str) -> str | None:
    """A day so many days or weeks from another; of months and years only the month and the year are known."""
    try:
        if unit in UNITS:
            return (base + timedelta(days=number * UNITS[unit])).isoformat()
        if unit == "month":
            months = base.year * 12 + base.month - 1 + number
            return f"{months // 12:04}-{months % 12 + 1:02}"
        return f"{base.year + number:04}"
    except OverflowError:
        return None


def offsets(text: str, known: Sequence[tuple[int, str]]) -> Iterator[Offset]:
    """ "Seventeen days later", "the next day", "nine days after …", counted from the last full date before them.

    `known` holds (end, value) of the dates of the text, in order. "On 30 May, two days after the first downloads"
    tells of an event two days before the date; "eleven days before" of one behind it.
    """
    for form, pattern in OFFSETS:
        for match in pattern.finditer(text):
            base = next((day for end, day in reversed(known) if end <= match.start() and len(day) == 10), None)
            if base is None:
                continue
            unit = match["unit"].lower()
            if form == "next":
                number = STEPS[match["next"].lower()]
            else:
                sign = {"later": 1, "earlier": -1, "after": -1, "before": 1}[match["way"].lower()]
                number = sign * counted(match["count"])
            value = shifted(date.fromisoformat(base), number, unit)
            if value is not None and (
                form != "event" or ("." not in text[_end_of(known, match.start()) : match.start()])
            ):
                yield Offset(match.start(), match.end(), value, form == "event")


def taken_up(text: str, known: Sequence[tuple[int, str]]) -> Iterator[Offset]:
    """ "The previous Thursday", "that October", "on the 13th", from the last date told before them."""
    for form, pattern in TAKEN_UP:
        for match in pattern.finditer(text):
            base = next((value for end, value in reversed(known) if end <= match.start()), "")
            value = _taken_up(form, match, base)
            if value is not None:
                yield Offset(match.start(), match.end(), value, of_event=False)


def _taken_up(form: str, match: re.Match[str], base: str) -> str | None:
    name = match["name"].lower()
    if form == "month" and base:
        way = match.group().lower()
        step = 1 if "following" in way else -1 if "previous" in way else 0
        return f"{int(base[:4]) + step}-{_MONTHS.index(name) + 1:02}"
    if form == "weekday" and len(base) == 10:
        day = date.fromisoformat(base)
        apart = (WEEKDAYS[name] - day.weekday()) % 7 or 7
        back = match["next"].lower() in ("previous", "preceding")
        return (day + timedelta(days=apart - 7 - 7 * (apart == 7) if back else apart)).isoformat()
    if form == "day" and len(base) >= 7:
        return _day_after(base, int(name))
    return None


def _day_after(base: str, number: int) -> str | None:
    """The next day with this number in the month of a date, or in the one behind it."""
    year, month = int(base[:4]), int(base[5:7])
    if len(base) == 10 and number < int(base[8:]):
        year, month = year + month // 12, month % 12 + 1
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def _end_of(known: Sequence[tuple[int, str]], before: int) -> int:
    return max((end for end, day in known if end <= before and len(day) == 10), default=0)


def season(which: str, name: str, published_on: date) -> str:
    """ "Last summer", "in the fall": the year of the last one that has begun; "last" not the one just running."""
    month = SEASONS[name.lower()]
    back = month > published_on.month or (which == "last" and published_on.month - month < 3)
    return str(published_on.year - back)


def weekday(name: str, which: str, before: str, published_on: date) -> str:
    """The last such day before publication, publication's own included; the next one where the words look ahead."""
    back = (published_on.weekday() - WEEKDAYS[name.lower()]) % 7
    if which == "next" or (which != "last" and FUTURE.search(before)):
        return (published_on + timedelta(days=(7 - back) % 7 or 7)).isoformat()
    if which == "last" and back == 0:
        back = 7
    return (published_on - timedelta(days=back)).isoformat()


def weekend(which: str, published_on: date) -> str:
    """The Saturday of the last weekend, or of the coming one."""
    back = (published_on.weekday() - WEEKDAYS["saturday"]) % 7
    if which == "next":
        return (published_on + timedelta(days=7 - back)).isoformat()
    return (published_on - timedelta(days=back or 7)).isoformat()


def holiday(name: str, published_on: date) -> str:
    """The last such day before publication; the month alone for a season such as Christmas."""
    month, day = HOLIDAYS[" ".join(name.lower().split())]
    year = published_on.year - ((month, day) > (published_on.month, published_on.day))
    return f"{year}-{month:02}" if name.lower() == "christmas" else f"{year}-{month:02}-{day:02}"


def ago(count: str, unit: str, published_on: date) -> str | None:
    """ "Three weeks ago"."""
    return shifted(published_on, -counted(count), unit)


def named(which: str, published_on: date) -> str:
    """ "Today", "last month", "earlier this year"."""
    which = which.removeprefix("earlier ").removeprefix("later ").removeprefix("late ").removeprefix("early ")
    if which in ("today", "tonight", "this morning", "this afternoon", "this evening"):
        return published_on.isoformat()
    if which in ("yesterday", "last night", "yesterday morning", "yesterday afternoon", "overnight"):
        return (published_on - timedelta(days=1)).isoformat()
    if which in ("the day before yesterday", "the night before last"):
        return (published_on - timedelta(days=2)).isoformat()
    if which == "tomorrow":
        return (published_on + timedelta(days=1)).isoformat()
    step = {"last": -1, "next": 1}.get(which.split()[0], 0)
    if which.endswith("week"):
        return f"{published_on + timedelta(days=7 * step):%Y-%m}"
    if which.endswith("month"):
        months = published_on.year * 12 + published_on.month - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return str(published_on.year + step)
