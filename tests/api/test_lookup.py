"""/lookup knows an article by every address that ingestion takes for the same page, and by no other."""

from urllib.parse import quote

import pytest

from incidents.canonical_urls import canonical_url
from incidents.ingestion import feeds
from incidents.published.models import Record
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

ARTICLE = "http://news.example/87-million?id=7"
SAME_PAGE = (
    ARTICLE,
    "HTTP://News.EXAMPLE/87-million?id=7",
    "http://news.example:80/87-million?id=7",
    "http://news.example./87-million?id=7",
    "http://news.example/87-million?id=7#comments",
    "http://news.example/2018/../87-million?id=7",
    "http://news.example/%38%37-million?id=7",
    "http://news.example/87-million?id=7&utm_source=letter&utm_medium=mail&UTM_Campaign=x",
    "http://news.example/87-million?fbclid=a&id=7&gclid=b",
    "http://news.example/87-million?id=7&",
)
# Sites do serve different pages at these; a page that says itself which address is its own is taken in under that one.
OTHER_PAGE = (
    "https://news.example/87-million?id=7",
    "http://www.news.example/87-million?id=7",
    "http://news.example/87-million/?id=7",
    "http://news.example/87-million",
    "http://news.example/87-million?id=7&amp=1",
    "http://news.example/amp/87-million?id=7",
    "http://news.example:8080/87-million?id=7",
)


@pytest.mark.parametrize("url", SAME_PAGE)
def test_any_spelling_of_the_page_is_covered(reader: Reader, base: Dataset, url: str) -> None:
    body = reader.body("/lookup", f"url={quote(url, safe='')}")
    assert (body["url"], body["covered"], body["incidents"]) == (ARTICLE, True, [base.profiles])
    assert [one["id"] for one in body["articles"]] == [base.article]


@pytest.mark.parametrize("url", OTHER_PAGE)
def test_another_page_is_not(reader: Reader, base: Dataset, url: str) -> None:
    body = reader.body("/lookup", f"url={quote(url, safe='')}")
    assert (body["covered"], body["incidents"], body["articles"]) == (False, [], [])


@pytest.mark.parametrize("url", SAME_PAGE + OTHER_PAGE)
def test_ingestion_agrees(reader: Reader, base: Dataset, url: str) -> None:
    """A feed's entries are one where the look-up answers one."""
    feed = (
        '<rss version="2.0"><channel>'
        + "".join(f"<item><title>x</title><link>{one.replace('&', '&amp;')}</link></item>" for one in (ARTICLE, url))
        + "</channel></rss>"
    )
    entries = feeds.parse(feed.encode(), url="http://news.example/feed").entries
    assert (len(entries) == 1) == reader.body("/lookup", f"url={quote(url, safe='')}")["covered"]


def test_every_public_article_is_found_by_its_own_address(reader: Reader, base: Dataset) -> None:
    for body in reader.body("/articles")["results"]:
        found = reader.body("/lookup", f"url={quote(body['url'], safe='')}")
        assert body["id"] in [one["id"] for one in found["articles"]]
        assert canonical_url(body["url"]) == body["url"]
    assert Record.objects.filter(resource="articles", valid_to=None, url_key=None).count() == 0


def test_head_and_304(reader: Reader, base: Dataset) -> None:
    query = f"url={quote(ARTICLE, safe='')}"
    whole = reader.get("/lookup", query)
    head = reader.client.head("/api/v1/lookup", QUERY_STRING=query)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert int(head["Content-Length"]) == len(whole.content)
    assert reader.get("/lookup", query, if_none_match=whole["ETag"]).status_code == 304


@pytest.mark.parametrize("query", ["", "url=", "url=news.example", "url=ftp://news.example/", "url=http://a%20b/"])
def test_what_is_no_web_address_is_refused(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.problem("/lookup", query)["errors"][0]["name"] == "url"


def test_an_address_that_was_not_escaped_is_told(reader: Reader, base: Dataset) -> None:
    error = reader.problem("/lookup", f"url={ARTICLE}&utm_source=x")["errors"][0]
    assert error["name"] == "utm_source"
    assert "%26" in error["detail"]
