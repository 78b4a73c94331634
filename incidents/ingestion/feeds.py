"""RSS and Atom bytes become a list of links to articles. What entries say is taken as a hint, never as an article."""

import calendar
import datetime
import io
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from incidents import canonical_urls
from incidents.ingestion.decoding import canonical_text
from incidents.ingestion.unparseable import Unparseable

MOST_ENTRIES = 500
LONGEST_TITLE = 500
LONGEST_GUID = 1000
LONGEST_NAME = 200
EARLIEST = datetime.datetime(1990, 1, 1, tzinfo=datetime.UTC)
CLOCK_TOLERANCE = datetime.timedelta(days=1)  # how far ahead a publisher's clock may be

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,30}:)?(?:item|entry)\s*>", re.IGNORECASE)


class UnreadableFeed(Unparseable):
    """The bytes are no feed ("not_a_feed"), or one that attacks its parser ("entities")."""


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One link. `url` is absolute http(s) without fragment; `published` is UTC, None when absent or implausible.

    `published_as_stated` and `updated_as_stated` keep the feed's own words for the dates.
    """

    url: str
    title: str | None
    published: datetime.datetime | None
    published_as_stated: str | None
    updated_as_stated: str | None
    author: str | None
    guid: str | None


@dataclass(frozen=True, kw_only=True)
class ParsedFeed:
    """The entries in the feed's order, each page once; `truncated` when the feed had more than were read."""

    title: str | None
    entries: tuple[FeedEntry, ...]
    truncated: bool


def parse(
    data: bytes, content_type: str | None = None, *, url: str, now: datetime.datetime | None = None
) -> ParsedFeed:
    """Parse a feed that came from `url`; raises UnreadableFeed.

    `now` bounds the dates of entries; by default it is the current time.
    """
    # UTF-16 hides the word between NULs.
    if _ENTITY.search(data) or _ENTITY.search(data.replace(b"\x00", b"")):
        raise UnreadableFeed("entities", "the feed defines entities of its own")
    shortened, truncated = _first_entries(data)
    # A stream, never the bytes alone: feedparser takes a string for an address or a file name.
    found = feedparser.parse(
        io.BytesIO(shortened),
        response_headers={"content-type": content_type or ""},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.get("version") and not found.entries:
        raise UnreadableFeed("not_a_feed", "neither RSS nor Atom")
    latest = (now or datetime.datetime.now(datetime.UTC)) + CLOCK_TOLERANCE
    entries: dict[str, FeedEntry] = {}
    for raw in found.entries[:MOST_ENTRIES]:
        entry = _entry(raw, url, latest)
        if entry is not None:
            entries.setdefault(canonical_urls.canonical_url(entry.url), entry)
    return ParsedFeed(
        title=_line(found.feed.get("title"), LONGEST_TITLE),
        entries=tuple(entries.values()),
        truncated=truncated or len(found.entries) > MOST_ENTRIES,
    )


def _first_entries(data: bytes) -> tuple[bytes, bool]:
    """Cut out what follows the first 500 entries and precedes the end of the last, so that parsing stays short."""
    kept_end, last_end, count = 0, 0, 0
    for count, end in enumerate(_ENTRY_END.finditer(data), start=1):
        last_end = end.end()
        if count == MOST_ENTRIES:
            kept_end = last_end
    if count <= MOST_ENTRIES:
        return data, False
    return data[:kept_end] + data[last_end:], True


def _entry(raw: Any, feed_url: str, latest: datetime.datetime) -> FeedEntry | None:
    """Return an entry, or None when it links to nothing on the web."""
    link = str(raw.get("link") or "").strip()
    if not link:
        return None
    try:
        url = str(canonical_urls.read_web_address(urljoin(feed_url, link)))
    except ValueError:
        return None
    return FeedEntry(
        url=url,
        title=_line(raw.get("title"), LONGEST_TITLE),
        published=_instant(raw.get("published_parsed"), latest),
        published_as_stated=_line(raw.get("published"), 100),
        # The plain dictionary: feedparser's own look-up answers with `published` where there is no `updated`.
        updated_as_stated=_line(dict.get(raw, "updated"), 100),
        author=_line(raw.get("author"), LONGEST_NAME),
        guid=_line(raw.get("id"), LONGEST_GUID),
    )


def _instant(parsed: Any, latest: datetime.datetime) -> datetime.datetime | None:
    if parsed is None:
        return None
    try:
        instant = datetime.datetime.fromtimestamp(calendar.timegm(parsed), tz=datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return instant if EARLIEST <= instant <= latest else None


def _line(value: Any, longest: int) -> str | None:
    line = " ".join(canonical_text(value).split()) if isinstance(value, str) else ""
    return line[:longest] or None
