"""Whatever goes wrong while a job is worked on ends in the job's row, or with whoever has the job by now."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from incidents import jobs, pipeline
from incidents.models import Job

pytestmark = pytest.mark.django_db


def claimed(kind: str, **payload: int) -> jobs.Claim:
    job = jobs.enqueue(kind, "of a test", payload=payload)
    assert job is not None
    held = jobs.claim(job.pk)
    assert held is not None
    return held


def test_a_job_whose_subject_is_gone_is_given_back_with_the_error() -> None:
    assert pipeline.run(claimed("extract", version=404)) == []
    job = Job.objects.get()
    assert (job.state, job.reason) == ("due", "error")
    assert (job.detail or "").startswith("DoesNotExist: ")


def test_a_failure_after_the_claim_was_lost_leaves_the_job_to_its_new_worker() -> None:
    held = claimed("extract", version=404)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    jobs.reopen_expired()
    second = jobs.claim(held.job_id)
    assert second is not None
    assert pipeline.run(held) == []
    assert (Job.objects.get().state, Job.objects.get().token) == ("working", second.token)
