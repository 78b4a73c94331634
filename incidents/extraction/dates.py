"""Reads dates as the news prints them, with the precision that the words give; pure text, no parser.

"17 March 2018" is a day, "in March" a month, "2014" a year. Weekdays, "last month" and dates without a year are
resolved against the day of publication and left out without one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from incidents.extraction import relative_dates

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_UNITS = "first second third fourth fifth sixth seventh eighth ninth"
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
ORDINALS = {word: value for value, word in enumerate(f"{_UNITS} {_TEENS}".split(), 1)}
ORDINALS |= {f"twenty-{word}": 20 + value for value, word in enumerate(_UNITS.split(), 1)}
ORDINALS |= {"thirtieth": 30, "thirty-first": 31}

_LONG_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_MONTH = rf"(?P<month>{_LONG_MONTHS}|{_SHORT_MONTHS})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR = r"(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d|last\s+year|this\s+year))?"  # when it is told at all
_NAMED = (
    "yesterday|today|tonight|last night|(?:earlier |later )?(?:last|this) (?:week|month|year)|next (?:week|month|year)"
    "|this (?:morning|afternoon|evening)|tomorrow|overnight|the day before yesterday|the night before last"
)
_BEFORE_MONTH = (
    r"\b(?i:in|since|until|till|by|from|to|through|throughout|of|during|late|early|mid|between|around|before|after|for"
    r"|within|about|and)[\s-]{1,2}"
)
_QUARTER = r"(?:Q[1-4]|(?:first|second|third|fourth|last) quarter|(?:first|second) half|H[12])"
_PATTERNS = [
    ("iso", r"(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)"),
    ("dotted", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>(?:19|20)\d\d)"),
    ("dmy", rf"{_DAY}(?:\s+of)?\s+{_MONTH}{_YEAR}(?!\w)"),
    ("mdy", rf"{_MONTH}\s+{_DAY}(?!\d|[,.]\d){_YEAR}(?!\w)"),
    (
        "days",
        rf"{_DAY}(?=\s?(?:and|to|until|through|–|-)\s?\d{{1,2}}(?:st|nd|rd|th)?\s(?P<month>{_LONG_MONTHS}|{_SHORT_MONTHS}))",
    ),
    ("ordinal", rf"(?P<ordinal>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\s+of\s+{_MONTH}{_YEAR}"),
    ("part", rf"(?:the\s+)?(?P<part>end|beginning|start|middle)\s+of\s+{_MONTH}{_YEAR}"),
    ("quarter", rf"(?:the\s)?{_QUARTER}\s(?:of\s)?{_FULL_YEAR}"),
    ("part_of_year", rf"(?:the\s)?(?:end|beginning|start|middle|course)\sof\s{_FULL_YEAR}"),
    ("my", rf"{_MONTH},?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d|last\s+year|this\s+year)"),
    ("lastmonth", rf"(?P<which>last|this)\s+{_MONTH}(?!\w)"),
    (
        "season",
        rf"(?P<which>last|this|in\s+the|since\s+the|the(?=\s+\w+\s+of\s+(?:19|20)))\s+"
        rf"(?P<season>{'|'.join(relative_dates.SEASONS)})(?:\s+of)?(?:\s+{_FULL_YEAR})?",
    ),
    (
        "weekday",
        rf"(?:(?P<which>last|this|next)\s+)?(?P<weekday>{'|'.join(relative_dates.WEEKDAYS)})(?!\w)"
        r"(?:\s+(?P<time>morning|afternoon|evening|night))?",
    ),
    ("weekend", r"(?:(?P<which>last|this|next|the|over the|at the)\s)weekend(?!\w)"),
    ("holiday", rf"(?P<holiday>{'|'.join(sorted(relative_dates.HOLIDAYS, key=len, reverse=True))})(?!\w)"),
    ("relative", rf"(?P<which>{_NAMED.replace(' ', chr(92) + 's+')})(?!\w)"),
    ("ago", relative_dates.COUNT + r"\s(?P<unit>day|week|fortnight|month|year)s?\sago"),
    ("year", rf"(?<![\d,.$€£-]){_FULL_YEAR}(?![\d%s]|,\d|\.\d|-\d)"),
    ("month", rf"(?:{_BEFORE_MONTH})(?P<keep>{_MONTH})(?!\s+\d)(?!\w)"),
]
_CASED = ("dmy", "mdy", "my", "month", "days", "quarter")  # "may" and "march" are words too
ALL = [
    (name, re.compile(rf"(?<![\w]){pattern}", 0 if name in _CASED else re.IGNORECASE)) for name, pattern in _PATTERNS
]
_ABOUT = r"\b(?:about|around|on or about|circa|roughly|late|early|mid|late in|early in)[\s-]+(?:in\s+)?$"
_UNTIL = r"\b(?:before|by|no later than|until at least|prior to|at least)\s+(?:the\s+)?$"
QUALIFIERS = [
    ("before", re.compile(_UNTIL, re.IGNORECASE)),
    ("after", re.compile(r"\b(?:after|no earlier than)\s+(?:the\s+)?$", re.IGNORECASE)),
    ("about", re.compile(_ABOUT, re.IGNORECASE)),
]
VAGUE = ("season", "part", "quarter", "part_of_year", "weekend")
# The year of "Jan. 9 and Aug. 22, 2018" and "between 9 and 13 October 2019" stands once, behind the later date.
YEAR_OF_RANGE = re.compile(
    rf"\s{{0,3}}(?:and|to|until|till|through|–|-)\s{{0,3}}(?:(?:{_LONG_MONTHS}|{_SHORT_MONTHS})\s*)?(?:\d{{1,2}},?\s*)?"
    rf"(?:(?:{_LONG_MONTHS})\s*)?(?P<year>(?:19|20)\d\d)\b"
)
THAT_YEAR = re.compile(r"\s{1,3}(?:of\s{1,3})?that\s{1,3}(?:same\s{1,3})?year\b")
SHARED = 10  # characters between the two ends of a span that share their year
WEEKDAY_OF_DATE = re.compile(r",?\s(?:the\s)?$")  # "Monday, 3 June": one date, not two


@dataclass(frozen=True)
class Dated:
    """A date expression: its span, the date as far as known (2018, 2018-03, 2018-03-17) and how exact it is."""

    start: int
    end: int
    value: str
    qualifier: str
    form: str  # which pattern read it


def find_dates(text: str, published_on: date | None) -> list[Dated]:
    """The date expressions from left to right without overlaps; relative ones only when `published_on` is known."""
    return list(_find_dates(text, published_on))


@lru_cache(maxsize=400)  # several kinds ask for the dates of the same paragraph
def _find_dates(text: str, published_on: date | None) -> tuple[Dated, ...]:
    taken: list[tuple[int, int]] = []
    found: list[Dated] = []
    for form, pattern in ALL:
        for match in pattern.finditer(text):
            start, end = match.span("keep") if form == "month" else match.span()
            if any(start < right and left < end for left, right in taken):
                continue
            value = _value(form, match, text, published_on)
            taken.append((start, end))  # "31 February 2019" is no day, and no month either
            if value is not None:
                found.append(Dated(start, end, value, _qualifier(text, start, form, match), form))
    found = _of_that_year(text, _without_weekdays(text, sorted(found, key=lambda dated: dated.start)))
    found = sorted([*_taken_up(text, found)], key=lambda dated: dated.start)
    return tuple(sorted([*found, *_offsets(text, found)], key=lambda dated: dated.start))


def _of_that_year(text: str, found: list[Dated]) -> list[Dated]:
    """ "In April 2016 … between 2 May and 11 June of that year": the year of the date before this span of time."""
    kept = list(found)
    for index, dated in enumerate(found):
        behind = THAT_YEAR.match(text, dated.end)
        if behind is None or dated.form not in ("dmy", "mdy", "month"):
            continue
        first = index - (
            index > 0 and dated.start - found[index - 1].end < SHARED and found[index - 1].form == dated.form
        )
        if first == 0:
            continue
        year = kept[first - 1].value[:4]
        for at in range(first, index + 1):
            kept[at] = replace(kept[at], value=year + kept[at].value[4:])
        kept[index] = replace(kept[index], end=behind.end())
    return kept


def _taken_up(text: str, found: list[Dated]) -> Iterator[Dated]:
    """The dates, and those that take up one: "the previous Thursday", "that October", "on the 13th"."""
    taken: list[Dated] = []
    for one in relative_dates.taken_up(text, [(dated.end, dated.value) for dated in found]):
        taken.append(Dated(one.start, one.end, one.value, "exact", "taken_up"))
        yield taken[-1]
    for dated in found:
        if not any(dated.start < one.end and one.start < dated.end for one in taken):
            yield dated


def _offsets(text: str, found: list[Dated]) -> Iterator[Dated]:
    """ "Seventeen days later", "the next day", "two days after the first downloads"."""
    known = [(dated.end, dated.value) for dated in found]
    for offset in relative_dates.offsets(text, known):
        if not any(offset.start < dated.end and dated.start < offset.end for dated in found):
            form = "event_offset" if offset.of_event else "offset"
            yield Dated(offset.start, offset.end, offset.value, "exact", form)


def _without_weekdays(text: str, found: list[Dated]) -> list[Dated]:
    """Leaves out a weekday that only names the day of the date right behind it."""
    kept = []
    for dated, following in zip_longest(found, found[1:]):
        names = dated.form == "weekday" and following is not None and following.start - dated.end <= 6
        if names and following is not None and WEEKDAY_OF_DATE.fullmatch(text[dated.end : following.start]):
            continue
        kept.append(dated)
    return kept


def _value(form: str, match: re.Match[str], text: str, published_on: date | None) -> str | None:
    groups = match.groupdict()
    if form in ("iso", "dotted"):
        return _day(int(groups["year"]), int(groups["m"]), int(groups["d"]))
    if form in ("year", "quarter", "part_of_year"):
        return groups["year"]
    if form in ("dmy", "mdy", "ordinal", "days"):
        day = int(groups["day"]) if form != "ordinal" else ORDINALS[groups["ordinal"].lower()]
        return _in_year(_month(groups["month"]), day, groups.get("year"), text, match, published_on)
    if form in ("month", "part"):
        return _in_year(_month(groups["month"]), None, groups.get("year"), text, match, published_on)
    if form == "my":
        return _month_of_year(_month(groups["month"]), groups["year"], published_on)
    return _relative(form, groups, text, match, published_on)


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".").lower()]


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month_of_year(month: int, year: str, published_on: date | None) -> str | None:
    if year.isdigit():
        return f"{year}-{month:02}"
    if published_on is None:
        return None
    return f"{published_on.year - (1 if year.lower().startswith('last') else 0)}-{month:02}"


YEAR_FOLLOWS = re.compile(r"^\W{0,3}(?:last|that|of (?:last|that|this)) year", re.IGNORECASE)


def _in_year(
    month: int, day: int | None, year: str | None, text: str, match: re.Match[str], published_on: date | None
) -> str | None:
    """A month, or a day in it; without a year the last one before publication, or the next when it lies ahead."""
    shared = YEAR_OF_RANGE.match(text, match.end()) if year is None else None
    if shared is not None:
        year = shared["year"]
    if year is not None and not year.isdigit():
        if published_on is None:
            return None
        year = str(published_on.year - (1 if year.lower().startswith("last") else 0))
    if year is None:
        if published_on is None:
            return None
        numeral = published_on.year
        later = (month, day or 1) > (published_on.month, published_on.day)
        ahead = relative_dates.FUTURE.search(text[max(0, match.start() - 80) : match.start()])
        if later and not ahead:
            numeral -= 1
        elif ahead and month + 6 < published_on.month:
            numeral += 1
        elif not later and YEAR_FOLLOWS.match(text[match.end() : match.end() + 20]):
            numeral -= 1
    else:
        numeral = int(year)
    return f"{numeral}-{month:02}" if day is None else _day(numeral, month, day)


def _relative(
    form: str, groups: dict[str, str | None], text: str, match: re.Match[str], published_on: date | None
) -> str | None:
    if form == "season" and groups["year"]:
        return groups["year"]
    if published_on is None:
        return None
    which = " ".join((groups.get("which") or "").lower().split())
    if form == "season":
        return relative_dates.season(which, groups["season"] or "", published_on)
    if form == "weekday":
        before = text[max(0, match.start() - 40) : match.start()]
        return relative_dates.weekday(groups["weekday"] or "", which, before, published_on)
    if form == "weekend":
        ahead = which != "last" and relative_dates.FUTURE.search(text[max(0, match.start() - 40) : match.start()])
        return relative_dates.weekend("next" if ahead else which, published_on)
    if form == "holiday":
        return relative_dates.holiday(groups["holiday"] or "", published_on)
    if form == "lastmonth":
        month = _month(groups["month"] or "")
        back = month > published_on.month or (which == "last" and month == published_on.month)
        return f"{published_on.year - (1 if back else 0)}-{month:02}"
    if form == "ago":
        return relative_dates.ago(groups["count"] or "", (groups["unit"] or "").lower(), published_on)
    return relative_dates.named(which, published_on)


def _qualifier(text: str, start: int, form: str, match: re.Match[str]) -> str:
    before = text[max(0, start - 30) : start]
    for name, pattern in QUALIFIERS:
        if pattern.search(before):
            return name
    vague_ago = form == "ago" and not re.search(r"\b(?:day|week|fortnight)", match.group(), re.IGNORECASE)
    return "about" if form in VAGUE or vague_ago else "exact"
