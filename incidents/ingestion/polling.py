"""Poll the sources that are due: a feed's new and changed entries, or a single page, become articles to fetch."""

import hashlib
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from incidents import canonical_urls, jobs
from incidents.ingestion import fetching, retrieval, versions
from incidents.ingestion.feeds import FeedEntry, ParsedFeed
from incidents.ingestion.unparseable import Unparseable
from incidents.models import Job, Source
from incidents.outbound import refusals, sandbox

FIRST_WAIT_AFTER_FAILURE = timedelta(minutes=15)  # doubled with each failure in a row, up to a day
LONGEST_WAIT = timedelta(hours=24)


def enqueue_due_polls(now: datetime) -> list[int]:
    """Enter a poll job per due source and slot. Two ticks at once enter one job: the slot is part of its key.

    A source whose last poll still waits gets none, else workers that come back would ask it once per missed slot.
    """
    entered = []
    with transaction.atomic():
        due = list(Source.objects.due(now).select_for_update(skip_locked=True))
        waiting = _with_open_poll() if due else frozenset()
        for source in due:
            slot = source.next_poll_at.isoformat()
            source.next_poll_at = now + timedelta(seconds=source.poll_seconds)
            source.save(update_fields=["next_poll_at"])
            if source.pk in waiting:
                continue
            job = jobs.enqueue("poll", f"source:{source.pk}@{slot}", payload={"source": source.pk})
            entered += [job.pk] if job else []
    return entered


def _with_open_poll() -> frozenset[int]:
    """The keys of the sources that have a poll job to be done."""
    polls = Job.objects.filter(kind="poll").order_by().values_list("payload", flat=True)
    # Apart, because each state has its small index and both together would read every job ever done.
    waiting = polls.filter(state="due").union(polls.filter(state="working"), all=True)
    return frozenset(payload["source"] for payload in waiting)


def poll(held: jobs.Claim) -> list[int]:
    """Work on a poll job. Returns the fetch jobs entered.

    A feed that fails is asked again later, and later each time; its source says how often it failed and why.
    """
    source = Source.objects.get(pk=held.payload["source"])
    if source.kind == "page":
        return _poll_page(held, source)
    request = fetching.request_for(
        source.url or "", source=source, etag=source.etag, last_modified=source.last_modified
    )
    try:
        answer = sandbox.run(retrieval.retrieve_feed, request)
    except (refusals.FetchError, Unparseable, sandbox.SandboxKilled) as error:
        with jobs.finish(held):
            _record_failure(source, error)
        return []
    with jobs.finish(held):
        source.polled_at = timezone.now()
        source.failures, source.last_failure = 0, None
        if isinstance(answer, retrieval.NotModified):
            source.save(update_fields=["polled_at", "failures", "last_failure"])
            return []
        source.etag = _kept("etag", answer.etag)
        source.last_modified = _kept("last_modified", answer.last_modified)
        source.save(update_fields=["polled_at", "failures", "last_failure", "etag", "last_modified"])
        return _enter_entries(source, answer.feed)


def _poll_page(held: jobs.Claim, source: Source) -> list[int]:
    """A page is its own only entry, and is fetched each time: what changed shows in its text."""
    with jobs.finish(held):
        article = versions.register_article(source=source, url=source.url or "", publisher=None)
        Source.objects.filter(pk=source.pk).update(polled_at=timezone.now())
        job = jobs.enqueue("fetch", f"article:{article.pk}@{held.key}", payload={"article": article.pk})
        return [job.pk] if job else []


def _kept(column: str, validator: str | None) -> str | None:
    """A validator that fits its column; without a longer one the feed is read anew each time."""
    longest = getattr(Source._meta.get_field(column), "max_length", 0)
    return validator if validator is not None and len(validator) <= longest else None


def _enter_entries(source: Source, feed: ParsedFeed) -> list[int]:
    """Enter a fetch per new or changed entry. Who wrote one is a person, and not its publisher."""
    entered = []
    # By address: two feeds that share new articles would else wait for each other.
    for entry in sorted(feed.entries, key=lambda entry: canonical_urls.canonical_url(entry.url)):
        try:
            article = versions.register_article(source=source, url=entry.url, publisher=None)
        except canonical_urls.InvalidURL:
            continue  # a link that nobody could follow is no article
        job = jobs.enqueue("fetch", f"article:{article.pk}@{_stamp(entry)}", payload={"article": article.pk})
        entered += [job.pk] if job else []
    return entered


def _stamp(entry: FeedEntry) -> str:
    """What changes when the publisher says that the entry changed: its dates or its title."""
    said = "\n".join(str(part) for part in (entry.updated_as_stated, entry.published_as_stated, entry.title))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _record_failure(source: Source, error: Exception) -> None:
    wait = min(FIRST_WAIT_AFTER_FAILURE * 2 ** min(source.failures, 10), LONGEST_WAIT)
    source.failures += 1
    source.last_failure = f"{getattr(error, 'reason', type(error).__name__)}: {error}"[:500]
    source.polled_at = timezone.now()
    source.next_poll_at = source.polled_at + wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing
    source.save(update_fields=["failures", "last_failure", "polled_at", "next_poll_at"])
