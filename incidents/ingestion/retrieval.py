"""What runs in the sandbox's child: fetch and parse in one go, and hand back plain data.

`incidents.outbound.sandbox.run(retrieval.retrieve_page, request)` is how the rest of the project calls it. Raises
what fetching and parsing raise: `outbound.refusals.FetchError` and `ingestion.unparseable.Unparseable`.
"""

from dataclasses import dataclass

from incidents.ingestion import documents, feeds
from incidents.outbound import client, sandbox
from incidents.outbound.client import FetchRequest, FetchResult

# The fork server imports both: 52 ms per page become 11, of which parsing itself takes 4.
sandbox.preload(__name__)
sandbox.preload("incidents.ingestion.warm_parsers")


@dataclass(frozen=True, kw_only=True)
class NotModified:
    """The server says that nothing changed since the validators of the request were given out."""

    final_url: str


@dataclass(frozen=True, kw_only=True)
class PageRetrieved:
    """A page as captured (`answer.body` are its decoded bytes) and as read."""

    answer: FetchResult
    document: documents.ParsedDocument


@dataclass(frozen=True, kw_only=True)
class FeedRetrieved:
    """A feed as answered, without its body, and as read."""

    final_url: str
    etag: str | None
    last_modified: str | None
    feed: feeds.ParsedFeed


def retrieve_page(request: FetchRequest) -> PageRetrieved | NotModified:
    """Fetch and parse an article's page."""
    answer = client.fetch(request)
    if answer.not_modified:
        return NotModified(final_url=answer.final_url)
    document = documents.parse(answer.body, answer.content_type, url=answer.final_url)
    return PageRetrieved(answer=answer, document=document)


def retrieve_feed(request: FetchRequest) -> FeedRetrieved | NotModified:
    """Fetch and parse a feed; links are resolved against the address that answered."""
    answer = client.fetch(request)
    if answer.not_modified:
        return NotModified(final_url=answer.final_url)
    return FeedRetrieved(
        final_url=answer.final_url,
        etag=answer.etag,
        last_modified=answer.last_modified,
        feed=feeds.parse(answer.body, answer.content_type, url=answer.final_url),
    )


def parse_document(data: bytes, content_type: str | None = None, url: str | None = None) -> documents.ParsedDocument:
    """Parse bytes that were handed in: a pasted text, an uploaded file, a capture from before."""
    return documents.parse(data, content_type, url=url)
