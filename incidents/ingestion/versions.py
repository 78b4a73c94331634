"""Articles by their canonical URL, and their texts as they changed: the same text again is nothing new."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents import canonical_urls, jobs
from incidents.ingestion import duplicates
from incidents.ingestion.documents import ParsedDocument
from incidents.ingestion.retrieval import PageRetrieved
from incidents.models import Article, ArticleVersion, RawCapture, Source

CAPTURE_KEPT = timedelta(days=90)  # the bytes expire, the canonical text stays


@dataclass(frozen=True, kw_only=True)
class Capture:
    """The bytes that a document was parsed from."""

    body: bytes
    content_type: str | None
    fetched_url: str | None


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What became of a text: its version, and whether it is new."""

    version: ArticleVersion
    is_new: bool


def capture_of(page: PageRetrieved) -> Capture:
    """What to keep of a page's bytes."""
    answer = page.answer
    return Capture(body=answer.body, content_type=answer.content_type, fetched_url=answer.final_url)


def register_article(*, source: Source, url: str, publisher: str | None) -> Article:
    """The article of a URL, created when it is new. Raises InvalidURL."""
    article, _ = Article.objects.get_or_create(
        url=canonical_urls.canonical_url(url), defaults={"source": source, "publisher": publisher or source.publisher}
    )
    return article


def register_pasted_text(*, source: Source, text: str, publisher: str | None) -> Article:
    """The article of a text that has no address: known by its own hash."""
    url = f"urn:sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    article, _ = Article.objects.get_or_create(
        url=url, defaults={"source": source, "publisher": publisher or source.publisher}
    )
    return article


def name_publisher(article: Article, site_name: str | None) -> None:
    """Let the site's own name stand as the publisher where neither source nor operator named one."""
    if site_name:
        Article.objects.filter(pk=article.pk, publisher=None).update(publisher=site_name)


def store_version(*, article: Article, document: ParsedDocument, capture: Capture, now: datetime) -> Stored:
    """Store the text as the article's next version, unless it had the same text before.

    Runs in the caller's transaction. The article's row lock makes two fetches of one page take turns.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    known = article.versions.filter(sha256=hashlib.sha256(document.text.encode()).hexdigest()).first()
    if known is not None:
        return Stored(version=known, is_new=False)
    signature = _signature(document.text)
    version = ArticleVersion.objects.create(
        article=article,
        number=article.versions.count() + 1,
        text=document.text,
        title=document.title,
        author=document.author,
        published_on=document.published_on,
        language=document.language,
        decoded_as=document.decoded_as,
        fetched_url=capture.fetched_url,
        fetched_at=now,
        minhash=signature,
        minhash_bands=list(duplicates.band_hashes(signature)) if signature else [],
    )
    RawCapture.objects.create(
        version=version, body=capture.body, content_type=capture.content_type, expires_at=now + CAPTURE_KEPT
    )
    return Stored(version=version, is_new=True)


def _signature(text: str) -> bytes | None:
    try:
        return duplicates.signature(text)
    except duplicates.NothingToCompare:
        return None


def enqueue_extractions(version: ArticleVersion, *, extractors: Sequence[str]) -> list[int]:
    """Enter a job per extractor ("rules 1.0") that extracts facts from the version; the ids of those that are new."""
    entered = []
    for extractor in extractors:
        payload = {"version": version.pk, "extractor": extractor.split()[0]}
        if job := jobs.enqueue("extract", f"version:{version.pk} {extractor}", payload=payload):
            entered.append(job.pk)
    return entered
