"""What a tick does for jobs: reopen expired leases and say whose bell must be rung again."""

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from incidents.models import Job


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
            state="due", token=None, lease_until=None, due_at=Now()
        )
    return given_up + reopened


def due_job_ids(limit: int = 100) -> list[int]:
    """The jobs that are due, longest waiting first. A bell rung twice is harmless: the claim decides."""
    due = Job.objects.filter(state="due", due_at__lte=Now()).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])
