"""When a page says it was published, as precisely as it says it. A day that nobody wrote is never made up."""

import datetime
import re
from collections.abc import Iterator

from lxml import etree

from incidents.partial_dates import InvalidPartialDate, PartialDate

EARLIEST_YEAR = 1990  # there was no web before

_DECLARED = etree.XPath(
    "//meta[@property='article:published_time' or @property='og:article:published_time' or @itemprop='datePublished'"
    " or @name='article:published_time' or @name='datePublished' or @name='parsely-pub-date' or @name='sailthru.date'"
    " or @name='DC.date.issued' or @name='dcterms.issued' or @name='citation_publication_date' or @name='pubdate']"
    "/@content"
)
_LINKED_DATA = etree.XPath("//script[@type='application/ld+json']/text()")
_MARKED_UP = etree.XPath("//*[@itemprop='datePublished' or self::time[@pubdate]]/@datetime")
_IN_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_ISO_START = re.compile(r"\s*(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?=\s*$|[T ]\d)", re.ASCII)


def find_publication_date(tree: etree._Element, guessed: str | None, html: str) -> str | None:
    """Return YYYY, YYYY-MM or YYYY-MM-DD, or None where the page does not say.

    What the page declares in its markup goes first, in the page's own time zone. `guessed` is a full date that
    htmldate read elsewhere on the page; it pads what it reads to a day, so it counts only if that day is written.
    """
    for text in _declarations(tree):
        if (shape := _ISO_START.match(text)) and (date := _plausible(shape.group(1))):
            return date
    if guessed is not None and (date := _plausible(guessed)) and _is_written(date, html):
        return date
    return None


def _declarations(tree: etree._Element) -> Iterator[str]:
    yield from map(str, _DECLARED(tree))
    for script in _LINKED_DATA(tree):
        yield from _IN_LINKED_DATA.findall(str(script))
    yield from map(str, _MARKED_UP(tree))


def _plausible(text: str) -> str | None:
    try:
        date = PartialDate.parse(text)
    except InvalidPartialDate:
        return None
    latest = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)
    return date.value if date.earliest.year >= EARLIEST_YEAR and date.earliest <= latest else None


def _is_written(date: str, html: str) -> bool:
    """Whether the page has the day's number near the year's: "17 March 2018", "03/17/2018", "2018-03-17"."""
    year, _, day = date.split("-")
    number = rf"(?<!\d)0?{int(day)}(?!\d)"
    return re.search(rf"{number}[^\d]{{1,14}}{year}|{number}\W\d\d?\W{year}|{year}\W\d\d?\W{number}", html) is not None
