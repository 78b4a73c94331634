"""What a tick does for jobs: reopen expired leases and say whose bell must be rung again."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from incidents.models import Job

RING_AGAIN_SECONDS = 60


def reopen_expired() -> int:
    """Give jobs whose lease ran out (a worker died) another attempt, or quarantine them; returns how many."""
    expired = Job.objects.filter(state="working", lease_until__lt=Now())
    with transaction.atomic():
        given_up = expired.filter(attempts__gte=settings.JOB_ATTEMPTS).update(
            state="quarantined",
            token=None,
            lease_until=None,
            finished_at=Now(),
            reason="worker_lost",
            detail="Each attempt ended with its worker gone: killed, out of memory or over its lease.",
        )
        reopened = expired.filter(attempts__lt=settings.JOB_ATTEMPTS).update(
            state="due", token=None, lease_until=None, due_at=Now(), rung_at=None
        )
    return given_up + reopened


def jobs_to_ring(limit: int = 100) -> list[int]:
    """The due jobs that no worker was told of lately, longest waiting first; they count as rung from now on.

    A bell is a message with the job's id. One that is lost is rung again after RING_AGAIN_SECONDS; one too many is
    harmless, because the claim decides.
    """
    quiet = Q(rung_at__isnull=True) | Q(rung_at__lt=Now() - timedelta(seconds=RING_AGAIN_SECONDS))
    with transaction.atomic():
        due = Job.objects.filter(quiet, state="due", due_at__lte=Now()).order_by("due_at", "pk")
        job_ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        Job.objects.filter(pk__in=job_ids).update(rung_at=Now())
    return job_ids
