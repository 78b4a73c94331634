"""The one place that knows the order of work: which function does which kind of job, and what failing means.

poll -> fetch (one per entry) -> extract -> (a curator decides) -> publish
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from incidents import jobs
from incidents.curation import extractors, propose
from incidents.extraction import Document
from incidents.extraction.chat import TokensSpent
from incidents.extraction.chat_answer import BadAnswer
from incidents.ingestion import fetching, polling
from incidents.ingestion.unparseable import Unparseable
from incidents.models import ArticleVersion, Incident, User
from incidents.outbound import refusals, sandbox
from incidents.partial_dates import PartialDate
from incidents.publication.publish import publish
from incidents.publication.refusals import PublicationRefused

logger = logging.getLogger(__name__)

# What may pass by itself; every other reason needs another page, another rule or a person.
PASSING_REASONS = frozenset({"deadline", "connection_failed", "wall_clock", "crash"})
PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_RETRY = timedelta(hours=24)


def tick(now: datetime) -> list[int]:
    """What beat asks for every few seconds: due polls, expired leases; returns the jobs whose bell to ring."""
    polling.enqueue_due_polls(now)
    jobs.reopen_expired()
    return jobs.jobs_to_ring()


def run(held: jobs.Claim) -> list[int]:
    """Do the claimed work and finish it; returns the follow-up jobs. Whatever goes wrong ends in the job's row.

    A claim that was lost meanwhile leaves the row to whoever has the job now, even when the work failed.
    """
    try:
        return _attempt(held)
    except jobs.ClaimLost as lost:
        logger.warning("%s", lost)
        return []


def _attempt(held: jobs.Claim) -> list[int]:
    try:
        return _WORK[held.kind](held)
    except jobs.ClaimLost:
        raise
    except (refusals.FetchError, Unparseable, sandbox.SandboxKilled, BadAnswer, extractors.NotChosen) as error:
        _give_up(held, error)
    except TokensSpent as spent:
        jobs.fail(held, reason=spent.reason, detail=str(spent), retry_in=_until_tomorrow(timezone.now()) / held.attempt)
    except PublicationRefused as refusal:
        jobs.quarantine(held, reason="publication_refused", detail=str(refusal))
    except Exception as error:
        logger.exception("job %s %s failed", held.kind, held.key)
        jobs.fail(held, reason="error", detail=f"{type(error).__name__}: {error}")
    return []


def extract_version(held: jobs.Claim) -> list[int]:
    """Work on an extract job: propose facts from a stored text. The parsing runs with no transaction open."""
    version = ArticleVersion.objects.select_related("article").get(pk=held.payload["version"])
    stated = PartialDate(version.published_on) if version.published_on else None
    # Jobs from before there were several name none.
    extraction = extractors.named(held.payload.get("extractor", "rules")).extract(
        Document(
            id=version.article.public_id,
            text=version.text,
            title=version.title,
            published_on=stated.earliest if stated and stated.precision == "day" else None,
            url=version.article.url,
        )
    )
    if extraction.dropped:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(extraction.dropped.items()))
        logger.warning("version %s: %s dropped proposals: %s", version.pk, extraction.extractor_name, counts)
    with jobs.finish(held):
        propose.store_proposals(version=version, extraction=extraction)
    return []


def publish_incident(held: jobs.Claim) -> list[int]:
    """Work on a publish job: what a curator decided to publish becomes a revision."""
    incident = Incident.objects.get(pk=held.payload["incident"])
    curator = User.objects.get(pk=held.payload["curator"])
    with jobs.finish(held):
        publish(incident=incident, curator=curator)
    return []


def _fetch(held: jobs.Claim) -> list[int]:
    return fetching.fetch_article(held, extractors=extractors.labels())


def _give_up(held: jobs.Claim, error: Exception) -> None:
    """Try again what may pass; set aside, with its reason, what will not."""
    reason = str(getattr(error, "reason", "error"))
    status = getattr(error, "status", None)
    if reason not in PASSING_REASONS and status not in PASSING_STATUSES:
        jobs.quarantine(held, reason=reason, detail=str(error))
        return
    asked = getattr(error, "retry_after_seconds", None)
    wait = min(timedelta(seconds=asked), LONGEST_RETRY) if asked else timedelta(seconds=30)
    jobs.fail(held, reason=reason, detail=str(error), retry_in=wait)


def _until_tomorrow(now: datetime) -> timedelta:
    """How long the day lasts (UTC), with a minute for clocks that disagree."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1, minutes=1) - now


_WORK: dict[str, Callable[[jobs.Claim], list[int]]] = {
    "poll": polling.poll,
    "fetch": _fetch,
    "extract": extract_version,
    "publish": publish_incident,
}
