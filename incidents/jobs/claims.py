"""One job from due to done. Every step is one short transaction; the database's clock decides about leases."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

from incidents.models import Job


class ClaimLost(Exception):
    """The job was finished or claimed by somebody else meanwhile; what this worker made is thrown away."""


@dataclass(frozen=True)
class Claim:
    """The right to finish one job, as long as its token is still the row's."""

    job_id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int
    token: uuid.UUID


def enqueue(
    kind: str, key: str, *, payload: Mapping[str, Any] | None = None, due_at: datetime | None = None
) -> Job | None:
    """Enter a job unless its (kind, key) was ever entered; returns it when it is new.

    Runs in the caller's transaction, so that an output and its follow-up job are stored together.
    """
    job, created = Job.objects.get_or_create(
        kind=kind, key=key, defaults={"payload": dict(payload or {}), "due_at": due_at or Now()}
    )
    return job if created else None


def claim(job_id: int) -> Claim | None:
    """Claim one due job; None when it is not due any more (done, or another worker has it)."""
    return _claim(Job.objects.filter(pk=job_id))


def claim_next(*kinds: str) -> Claim | None:
    """Claim the job that has waited longest, of the given kinds or of any."""
    jobs = Job.objects.filter(kind__in=kinds) if kinds else Job.objects.all()
    return _claim(jobs.order_by("due_at", "pk"))


def _claim(jobs: models.QuerySet[Job]) -> Claim | None:
    with transaction.atomic():
        # SKIP LOCKED closes the race of two workers that heard the same bell.
        job = jobs.filter(state="due", due_at__lte=Now()).select_for_update(skip_locked=True).first()
        if job is None:
            return None
        token = uuid.uuid4()
        Job.objects.filter(pk=job.pk).update(
            state="working",
            attempts=F("attempts") + 1,
            token=token,
            lease_until=Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        )
    return Claim(job_id=job.pk, kind=job.kind, key=job.key, payload=job.payload, attempt=job.attempts + 1, token=token)


@contextmanager
def finish(held: Claim) -> Iterator[None]:
    """The short transaction in which a worker stores its outputs and follow-up jobs and the job becomes done.

    Raises ClaimLost, with nothing stored, when the lease ran out and the job went to somebody else.
    """
    with transaction.atomic():
        _lock(held)
        yield
        Job.objects.filter(pk=held.job_id).update(
            state="done", finished_at=Now(), token=None, lease_until=None, reason=None, detail=None
        )


def fail(held: Claim, *, reason: str, detail: str, retry_in: timedelta = timedelta(seconds=30)) -> None:
    """Give the job back for another attempt, or quarantine it when its attempts are used up."""
    if held.attempt >= settings.JOB_ATTEMPTS:
        quarantine(held, reason=reason, detail=detail)
        return
    with transaction.atomic():
        _lock(held)
        Job.objects.filter(pk=held.job_id).update(
            state="due",
            token=None,
            lease_until=None,
            due_at=Now() + retry_in * held.attempt,
            rung_at=None,
            reason=reason[:60],
            detail=detail[:2000],
        )


def quarantine(held: Claim, *, reason: str, detail: str) -> None:
    """Set the job aside with its reason: for a person to look at, and to retry by hand."""
    with transaction.atomic():
        _lock(held)
        Job.objects.filter(pk=held.job_id).update(
            state="quarantined",
            token=None,
            lease_until=None,
            finished_at=Now(),
            reason=reason[:60],
            detail=detail[:2000],
        )


def retry(job: Job) -> bool:
    """Make a quarantined job due again, with fresh attempts; False when it is not quarantined any more."""
    changed = Job.objects.filter(pk=job.pk, state="quarantined").update(
        state="due", attempts=0, due_at=Now(), rung_at=None, finished_at=None, reason=None, detail=None
    )
    return bool(changed)


def _lock(held: Claim) -> None:
    found = Job.objects.select_for_update().filter(pk=held.job_id, state="working", token=held.token).exists()
    if not found:
        raise ClaimLost(f"{held.kind} {held.key}: the claim was lost to another worker")
