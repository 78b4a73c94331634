"""Fetch an article's page, parse it in the sandbox, store it as a version."""

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from incidents import jobs
from incidents.ingestion import retrieval, versions
from incidents.models import Article, Source
from incidents.outbound import sandbox
from incidents.outbound.client import FetchRequest


def fetch_article(held: jobs.Claim, *, extractors: Sequence[str]) -> list[int]:
    """Work on a fetch job: store what the page says now, and enter its extractions. Returns the jobs entered.

    Raises what went wrong with its stable `reason`: FetchError, Unparseable, SandboxKilled.
    """
    article = Article.objects.select_related("source").get(pk=held.payload["article"])
    page = sandbox.run(retrieval.retrieve_page, request_for(article.url, source=article.source))
    with jobs.finish(held):
        if isinstance(page, retrieval.NotModified):  # only where validators were sent; then there is nothing to store
            return []
        stored = versions.store_version(
            article=article,
            document=page.document,
            capture=versions.capture_of(page),
            now=timezone.now(),
        )
        versions.name_publisher(article, page.document.site_name)
        return versions.enqueue_extractions(stored.version, extractors=extractors) if stored.is_new else []


def request_for(
    url: str, *, source: Source | None, etag: str | None = None, last_modified: str | None = None
) -> FetchRequest:
    """The request for a URL with the networks that its source may reach beside public addresses."""
    networks: Sequence[str] = source.allowed_networks if source else ()
    return FetchRequest(
        url=url,
        allowed_networks=tuple(ipaddress.ip_network(network) for network in networks),
        etag=etag,
        last_modified=last_modified,
        user_agent=settings.FETCH_USER_AGENT,
    )
