import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.ingestion import feeds
from incidents.ingestion.feeds import FeedEntry, ParsedFeed

URL = "https://news.example/section/feed.xml"
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


def rss(*items: str) -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'.encode()
    )


def an_item(link: str = "https://news.example/a", date: str = "Sat, 17 Mar 2018 10:00:00 +0100") -> str:
    return (
        f"<item><title>Shops &amp; customers</title><link>{link}</link><guid>g1</guid><pubDate>{date}</pubDate></item>"
    )


def parse(data: bytes) -> ParsedFeed:
    return feeds.parse(data, "application/rss+xml", url=URL, now=NOW)


def test_rss_entries_become_links_with_their_dates() -> None:
    assert parse(rss(an_item())) == ParsedFeed(
        title="News",
        entries=(
            FeedEntry(
                url="https://news.example/a",
                title="Shops & customers",
                published=datetime.datetime(2018, 3, 17, 9, tzinfo=datetime.UTC),
                published_as_stated="Sat, 17 Mar 2018 10:00:00 +0100",
                updated_as_stated=None,
                author=None,
                guid="g1",
            ),
        ),
        truncated=False,
    )


def test_atom_entries_become_links_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>A</title><id>urn:1</id>'
        '<link href="../b"/><author><name>Anna Lee</name></author><updated>2018-03-18T10:00:00Z</updated></entry>'
        "</feed>"
    )
    (entry,) = parse(atom.encode()).entries
    assert (entry.url, entry.guid, entry.author) == ("https://news.example/b", "urn:1", "Anna Lee")
    assert (entry.published, entry.updated_as_stated) == (None, "2018-03-18T10:00:00Z")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a?x=1#top", "https://news.example/a?x=1"),
        ("b", "https://news.example/section/b"),
        ("//other.example/c", "https://other.example/c"),
        ("  https://news.example/d\n", "https://news.example/d"),
    ],
)
def test_links_are_resolved_against_the_feed(link: str, url: str) -> None:
    assert [entry.url for entry in parse(rss(an_item(link))).entries] == [url]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", "http://u:p@x.example/"]
)
def test_what_is_no_web_link_is_left_out(link: str) -> None:
    assert parse(rss(an_item(link))).entries == ()


@pytest.mark.parametrize("date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon", ""])
def test_implausible_dates_are_kept_as_words_only(date: str) -> None:
    (entry,) = parse(rss(an_item(date=date))).entries
    assert entry.published is None
    assert entry.published_as_stated == (date or None)


def test_the_same_page_is_listed_once() -> None:
    links = [an_item("https://news.example/a"), an_item("https://NEWS.example/a?utm_source=feed"), an_item("/b")]
    assert [entry.url for entry in parse(rss(*links)).entries] == ["https://news.example/a", "https://news.example/b"]


def test_a_feed_is_read_up_to_its_500th_entry() -> None:
    """In 0.3 s, where the parser would take 12 s for all of them."""
    data = rss(*[an_item(f"/{number}") for number in range(40_000)])
    started = time.monotonic()
    feed = parse(data)
    assert time.monotonic() - started < 2
    assert feed.truncated
    assert len(feed.entries) == 500
    assert feed.entries[-1].url == "https://news.example/499"
    assert feed.title == "News"


def test_500_entries_are_not_truncated() -> None:
    assert not parse(rss(*[an_item(f"/{number}") for number in range(500)])).truncated


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "data",
    [
        BOMB.encode() + rss(an_item()),
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
        b'<!DOCTYPE r [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d;]><rss/>',
        (BOMB + "<rss/>").encode("utf-16"),
    ],
)
def test_a_feed_with_entities_of_its_own_is_refused(data: bytes) -> None:
    with pytest.raises(feeds.UnreadableFeed) as refused:
        parse(data)
    assert refused.value.reason == "entities"


def test_an_external_document_type_is_not_fetched(contacted: list[str]) -> None:
    data = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">' + rss(an_item()).partition(b"?>")[2]
    assert len(parse(data).entries) == 1
    assert contacted == []


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>Not found</body></html>", b"plain words", b"http://127.0.0.1:9/feed"]
)
def test_what_is_no_feed_is_refused(data: bytes, contacted: list[str]) -> None:
    with pytest.raises(feeds.UnreadableFeed) as refused:
        parse(data)
    assert refused.value.reason == "not_a_feed"
    assert contacted == []


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    assert len(parse(rss(an_item("/a"), an_item("/b"))[:-40]).entries) == 2


@given(st.data())
def test_a_mutated_feed_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(rss(an_item("/a"), an_item("/b")))
    for position in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[position] = data.draw(st.integers(0, 255))
    try:
        feed = parse(bytes(whole))
    except feeds.UnreadableFeed:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in feed.entries)
