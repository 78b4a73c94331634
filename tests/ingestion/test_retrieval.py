"""Fetching and parsing as the rest of the project calls it: through the sandbox."""

import pytest

from incidents.ingestion import retrieval
from incidents.ingestion.unparseable import Unparseable
from incidents.outbound import refusals, sandbox
from incidents.outbound.client import FetchRequest
from tests.ingestion.pages import PARAGRAPHS, a_page
from tests.outbound import servers


def loopback_request(url: str, etag: str | None = None) -> FetchRequest:
    return FetchRequest(url=url, allowed_networks=servers.LOOPBACK, etag=etag, deadline_seconds=5)


def test_a_page_comes_back_with_its_bytes_and_its_text() -> None:
    html = a_page().encode()
    with servers.serving(servers.answering(html, "Content-Type: text/html; charset=utf-8", 'ETag: "v1"')) as server:
        page = sandbox.run(retrieval.retrieve_page, loopback_request(server.url("/a")))
    assert isinstance(page, retrieval.PageRetrieved)
    assert page.answer.body == html
    assert page.answer.etag == '"v1"'
    assert page.document.text == "\n".join(PARAGRAPHS)
    assert page.document.decoded_as == "utf-8 by header"


def test_a_feed_comes_back_with_links_resolved_against_where_it_was_found() -> None:
    rss = b"<rss version='2.0'><channel><title>News</title><item><title>A</title><link>/a</link></item></channel></rss>"
    with (
        servers.serving(servers.answering(rss, "Content-Type: application/rss+xml", 'ETag: "f1"')) as moved,
        servers.serving(servers.redirecting(moved.url("/feed"))) as server,
    ):
        answer = sandbox.run(retrieval.retrieve_feed, loopback_request(server.url("/old")))
    assert isinstance(answer, retrieval.FeedRetrieved)
    assert answer.final_url == moved.url("/feed")
    assert answer.etag == '"f1"'
    assert [entry.url for entry in answer.feed.entries] == [moved.url("/a")]


@pytest.mark.parametrize("retrieve", [retrieval.retrieve_page, retrieval.retrieve_feed])
def test_not_modified_is_an_answer(retrieve: object) -> None:
    with servers.serving(servers.answering(status="304 Not Modified")) as server:
        answer = sandbox.run(retrieve, loopback_request(server.url("/a"), etag='"v1"'))  # type: ignore[arg-type]
    assert answer == retrieval.NotModified(final_url=server.url("/a"))


def test_reasons_come_through_the_sandbox() -> None:
    with (
        servers.serving(servers.answering(b"%PDF-1.7", "Content-Type: application/pdf")) as server,
        pytest.raises(Unparseable) as unparseable,
    ):
        sandbox.run(retrieval.retrieve_page, loopback_request(server.url("/a")))
    assert unparseable.value.reason == "not_text"
    with pytest.raises(refusals.RefusedAddress) as refused:
        sandbox.run(retrieval.retrieve_page, FetchRequest(url="http://169.254.169.254/latest/meta-data/"))
    assert refused.value.reason == "refused_address"


def test_a_look_up_that_hangs_ends_with_the_wall_clock() -> None:
    """The system's resolver knows no deadline of ours; a server that never answers stands in for it here."""
    with servers.serving(servers.silent) as server, pytest.raises(sandbox.SandboxKilled) as killed:
        sandbox.run(retrieval.retrieve_page, loopback_request(server.url("/a")), wall_seconds=0.5)
    assert killed.value.reason == "wall_clock"


def test_handed_in_bytes_are_parsed_in_the_sandbox() -> None:
    document = sandbox.run(retrieval.parse_document, b"Up to 12,000 people.", "text/plain")
    assert document.text == "Up to 12,000 people."


def test_a_large_page_passes_through_within_the_limits() -> None:
    paragraphs = tuple(f"In case {number} the shop told {number * 7} customers on Monday." for number in range(20_000))
    document = sandbox.run(retrieval.parse_document, a_page(paragraphs=paragraphs).encode(), "text/html")
    assert len(document.text.split("\n")) == 20_000
