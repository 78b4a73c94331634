"""One article now: from an address, a file or pasted bytes to a stored version, by the same steps as from a feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from incidents import canonical_urls, jobs
from incidents.ingestion import fetching, retrieval, versions
from incidents.ingestion.documents import ParsedDocument
from incidents.ingestion.unparseable import Unparseable
from incidents.models import Article, ArticleVersion, Source
from incidents.outbound import refusals, sandbox

LARGEST_FILE = 5 << 20  # bytes; what the fetcher allows a page
# Whose choice a single article is: an operator's or curator's, who vouches for it, or some reader's.
OWN = "hand"
OF_READERS = "submission"
_SOURCES = {OWN: ("Single articles", "established"), OF_READERS: ("Sent in by readers", "unverified")}


class NotTakenIn(Exception):
    """The input cannot become an article; the message says what was wrong and what is allowed. Nothing is stored."""


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """What became of the input: its version (an old one when the text was known) and the extractions entered for it."""

    version: ArticleVersion
    is_new: bool
    job_ids: tuple[int, ...]


def take_in_url(
    address: str, *, published_on: str | None = None, publisher: str | None = None, extractors: Sequence[str]
) -> TakenIn:
    """Fetch and store the page at a public address. Raises NotTakenIn."""
    try:
        page = sandbox.run(retrieval.retrieve_page, fetching.request_for(address, source=None))
    except (refusals.FetchError, Unparseable, sandbox.SandboxKilled) as error:
        raise NotTakenIn(f"{address}: {error}") from error
    if isinstance(page, retrieval.NotModified):
        raise NotTakenIn(f"{address}: the server answered 304 to a request without validators")
    return _store(
        _said(page.document, published_on=published_on),
        versions.capture_of(page),
        url=page.answer.final_url,
        publisher=publisher or page.document.site_name,
        extractors=extractors,
    )


def take_in_file(
    path: Path,
    *,
    url: str | None = None,
    published_on: str | None = None,
    publisher: str | None = None,
    extractors: Sequence[str],
) -> TakenIn:
    """Store the text or HTML page of a file, known by `url` where one is given. Raises NotTakenIn."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NotTakenIn(f"{path}: {path.stat().st_size} bytes; at most {LARGEST_FILE} are taken")
        body = path.read_bytes()
    except OSError as error:
        raise NotTakenIn(f"{path}: {error.strerror or error}") from error
    try:
        address = canonical_urls.canonical_url(url) if url else None
        document = sandbox.run(retrieval.parse_document, body, None, address)
    except (canonical_urls.InvalidURL, Unparseable, sandbox.SandboxKilled) as error:
        raise NotTakenIn(f"{path}: {error}") from error
    capture = versions.Capture(body=body, content_type=None, fetched_url=None)
    return _store(
        _said(document, published_on=published_on), capture, url=address, publisher=publisher, extractors=extractors
    )


def take_in_text(
    text: str,
    *,
    url: str | None = None,
    published_on: str | None = None,
    publisher: str | None = None,
    extractors: Sequence[str],
    choice: str = OWN,
) -> TakenIn:
    """Store a pasted text, known by `url` where one is given. Raises NotTakenIn."""
    body = text.encode("utf-8", "surrogatepass")
    if len(body) > LARGEST_FILE:
        raise NotTakenIn(f"the text has {len(body)} bytes; at most {LARGEST_FILE} are taken")
    try:
        address = canonical_urls.canonical_url(url) if url else None
        document = sandbox.run(retrieval.parse_document, body, "text/plain; charset=utf-8", address)
    except (canonical_urls.InvalidURL, Unparseable, sandbox.SandboxKilled) as error:
        raise NotTakenIn(str(error)) from error
    capture = versions.Capture(body=body, content_type="text/plain; charset=utf-8", fetched_url=None)
    return _store(
        _said(document, published_on=published_on),
        capture,
        url=address,
        publisher=publisher,
        extractors=extractors,
        choice=choice,
    )


def enqueue_url(address: str, *, publisher: str | None = None, choice: str = OWN) -> Article:
    """Enter the fetch of a page, for a worker to do. Raises NotTakenIn."""
    try:
        with transaction.atomic():
            article = versions.register_article(source=_source(choice), url=address, publisher=publisher)
            stamp = timezone.now().isoformat()
            jobs.enqueue("fetch", f"article:{article.pk}@by hand {stamp}", payload={"article": article.pk})
    except canonical_urls.InvalidURL as error:
        raise NotTakenIn(str(error)) from error
    return article


def _said(document: ParsedDocument, *, published_on: str | None) -> ParsedDocument:
    """The document with the date that the person states, which wins over the page's own."""
    return replace(document, published_on=published_on) if published_on else document


def _source(choice: str) -> Source:
    # No key says that there is one: two first articles at once make two, and either will do.
    name, trust = _SOURCES[choice]
    known = Source.objects.filter(name=name, kind=choice).order_by("pk").first()
    return known or Source.objects.create(name=name, kind=choice, trust=trust)


def _store(
    document: ParsedDocument,
    capture: versions.Capture,
    *,
    url: str | None,
    publisher: str | None,
    extractors: Sequence[str],
    choice: str = OWN,
) -> TakenIn:
    with transaction.atomic():
        source = _source(choice)
        article: Article
        if url:
            article = versions.register_article(source=source, url=url, publisher=publisher)
        else:
            article = versions.register_pasted_text(source=source, text=document.text, publisher=publisher)
        stored = versions.store_version(article=article, document=document, capture=capture, now=timezone.now())
        job_ids = versions.enqueue_extractions(stored.version, extractors=extractors)
    return TakenIn(version=stored.version, is_new=stored.is_new, job_ids=tuple(job_ids))
