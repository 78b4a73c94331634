"""Reads dates as the news prints them, with the precision that the words give; pure text, no parser.

"17 March 2018" is a day, "in March" a month, "2014" a year. Weekdays, "last month" and dates without a year are
resolved against the day of publication and left out without one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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
WEEKDAYS = {
    name: index
    for index, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
UNITS = {"day": 1, "week": 7}
SMALL = {
    word: value
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
SMALL |= {"a": 1, "an": 1}

_LONG_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT_MONTHS = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
_MONTH = rf"(?P<month>{_LONG_MONTHS}|{_SHORT_MONTHS})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FULL_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR = r"(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d|last\s+year|this\s+year))?"  # when it is told at all
_NAMED = "yesterday|today|tonight|last night|(?:earlier )?(?:last|this) (?:week|month|year)|this (?:morning|afternoon)"
_BEFORE_MONTH = r"\b(?:in|since|until|by|from|to|through|of|during|late|early|mid)[\s-]+"
_PATTERNS = [
    ("iso", r"(?P<year>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)"),
    ("dotted", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>(?:19|20)\d\d)"),
    ("dmy", rf"{_DAY}(?:\s+of)?\s+{_MONTH}{_YEAR}(?!\w)"),
    ("mdy", rf"{_MONTH}\s+{_DAY}(?!\d|[,.]\d){_YEAR}(?!\w)"),
    ("ordinal", rf"(?P<ordinal>{'|'.join(ORDINALS)})\s+of\s+{_MONTH}{_YEAR}"),
    ("part", rf"(?:the\s+)?(?P<part>end|beginning|start|middle)\s+of\s+{_MONTH}{_YEAR}"),
    ("my", rf"{_MONTH},?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d|last\s+year|this\s+year)"),
    ("lastmonth", rf"(?P<which>last|this)\s+{_MONTH}(?!\w)"),
    (
        "season",
        rf"(?P<which>last|this|in\s+the|since\s+the|the(?=\s+\w+\s+of\s+(?:19|20)))\s+"
        rf"(?P<season>{'|'.join(SEASONS)})(?:\s+of)?(?:\s+{_FULL_YEAR})?",
    ),
    (
        "weekday",
        rf"(?:(?P<which>last|this|next)\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})(?!\w)"
        r"(?:\s+(?P<time>morning|afternoon|evening|night))?",
    ),
    ("relative", rf"(?P<which>{_NAMED.replace(' ', chr(92) + 's+')})(?!\w)"),
    ("ago", r"(?P<count>\d{1,2}|" + "|".join(SMALL) + r")\s+(?P<unit>day|week|month|year)s?\s+ago"),
    ("year", rf"(?<![\d,.$€£-]){_FULL_YEAR}(?![\d%s]|,\d|\.\d|-\d)"),
    ("month", rf"(?:{_BEFORE_MONTH})(?P<keep>{_MONTH})(?!\s+\d)(?!\w)"),
]
_CASED = ("dmy", "mdy", "my", "month")  # "may" and "march" are words too
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
# The year of "Jan. 9 and Aug. 22, 2018" and "between 9 and 13 October 2019" stands once, behind the later date.
YEAR_OF_RANGE = re.compile(
    rf"\s*(?:and|to|until|till|through|–|-)\s*(?:(?:{_LONG_MONTHS}|{_SHORT_MONTHS})\s*)?(?:\d{{1,2}},?\s*)?"
    rf"(?:(?:{_LONG_MONTHS})\s*)?(?P<year>(?:19|20)\d\d)\b"
)
OFFSET = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(SMALL)}|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty)\s+"
    r"(?P<unit>day|week|month)s?\s+(?P<way>later|after|earlier|before)\b",
    re.IGNORECASE,
)
TEENS = {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
TEENS["twenty"] = 20


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
    found.sort(key=lambda dated: dated.start)
    return sorted([*found, *_offsets(text, found)], key=lambda dated: dated.start)


def _offsets(text: str, found: list[Dated]) -> Iterator[Dated]:
    """ "Seventeen days later": counted from the last full date before it."""
    for match in OFFSET.finditer(text):
        earlier = [dated for dated in found if dated.end <= match.start() and len(dated.value) == 10]
        if not earlier:
            continue
        word = match["count"].lower()
        count = SMALL.get(word) or TEENS.get(word) or int(word)
        back = match["way"].lower() in ("earlier", "before")
        base = date.fromisoformat(earlier[-1].value)
        if match["unit"].lower() == "month":
            months = base.year * 12 + base.month - 1 + (-count if back else count)
            value = f"{months // 12}-{months % 12 + 1:02}"
        else:
            days = count * UNITS[match["unit"].lower()]
            value = (base + timedelta(days=-days if back else days)).isoformat()
        yield Dated(match.start(), match.end(), value, "exact", "offset")


def _value(form: str, match: re.Match[str], text: str, published_on: date | None) -> str | None:
    groups = match.groupdict()
    if form in ("iso", "dotted"):
        return _day(int(groups["year"]), int(groups["m"]), int(groups["d"]))
    if form == "year":
        return groups["year"]
    if form in ("dmy", "mdy", "ordinal"):
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


FUTURE = re.compile(
    r"\b(?:will|by|until|next|due|plans?|expects?|must|deadline|is to|are to)\b[^.;]{0,60}$", re.IGNORECASE
)
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
        ahead = FUTURE.search(text[max(0, match.start() - 80) : match.start()])
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
        return _season(which, groups["season"] or "", published_on)
    if form == "weekday":
        return _weekday(groups["weekday"] or "", which, text, match, published_on)
    if form == "lastmonth":
        month = _month(groups["month"] or "")
        back = month > published_on.month or (which == "last" and month == published_on.month)
        return f"{published_on.year - (1 if back else 0)}-{month:02}"
    if form == "ago":
        return _ago(groups["count"] or "", (groups["unit"] or "").lower(), published_on)
    return _named(which, published_on)


def _season(which: str, season: str, published_on: date) -> str | None:
    starts = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
    ahead = starts[season.lower()] > published_on.month
    if which == "last" and not ahead and published_on.month - starts[season.lower()] < 3:
        ahead = True
    return str(published_on.year - (1 if ahead else 0))


def _weekday(name: str, which: str, text: str, match: re.Match[str], published_on: date) -> str:
    back = (published_on.weekday() - WEEKDAYS[name.lower()]) % 7
    if which == "next" or (which != "last" and FUTURE.search(text[max(0, match.start() - 40) : match.start()])):
        return (published_on + timedelta(days=(7 - back) % 7 or 7)).isoformat()
    if which == "last" and back == 0:
        back = 7
    return (published_on - timedelta(days=back)).isoformat()


def _ago(count: str, unit: str, published_on: date) -> str:
    number = SMALL.get(count.lower()) or int(count)
    if unit in UNITS:
        return (published_on - timedelta(days=number * UNITS[unit])).isoformat()
    if unit == "month":
        months = published_on.year * 12 + published_on.month - 1 - number
        return f"{months // 12}-{months % 12 + 1:02}"
    return str(published_on.year - number)


def _named(which: str, published_on: date) -> str | None:
    if which in ("today", "tonight", "this morning", "this afternoon"):
        return published_on.isoformat()
    if which in ("yesterday", "last night"):
        return (published_on - timedelta(days=1)).isoformat()
    if which == "last month":
        return _ago("1", "month", published_on)
    if which.endswith("this month"):
        return f"{published_on:%Y-%m}"
    if which == "last year":
        return str(published_on.year - 1)
    if which.endswith("this year"):
        return str(published_on.year)
    return f"{published_on - timedelta(days=7):%Y-%m}" if which == "last week" else f"{published_on:%Y-%m}"


def _qualifier(text: str, start: int, form: str, match: re.Match[str]) -> str:
    before = text[max(0, start - 30) : start]
    for name, pattern in QUALIFIERS:
        if pattern.search(before):
            return name
    return "about" if form in ("season", "part") else "exact"
