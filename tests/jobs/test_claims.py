"""A job is claimed once, finished by its token, never lost."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from incidents import jobs
from incidents.models import Job, Source

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def a_due_job(key: str = "version:1 rules 1.0") -> Job:
    job = jobs.enqueue("extract", key, payload={"version": 1})
    assert job is not None
    return job


def in_parallel(work: Callable[[], object], times: int) -> list[object]:
    """Run the function in threads that start together, each with a connection of its own."""
    barrier, results = threading.Barrier(times), []

    def run() -> None:
        barrier.wait(timeout=10)
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_the_same_key_is_entered_once() -> None:
    a_due_job()

    assert jobs.enqueue("extract", "version:1 rules 1.0") is None
    assert Job.objects.count() == 1


def test_of_eight_workers_that_hear_a_bell_one_gets_the_job() -> None:
    job = a_due_job()

    claims = in_parallel(lambda: jobs.claim(job.pk), times=8)

    assert len([held for held in claims if held is not None]) == 1
    assert Job.objects.get().attempts == 1


def test_eight_workers_share_eight_jobs_without_overlap() -> None:
    for number in range(8):
        a_due_job(f"version:{number}")

    claims = in_parallel(lambda: jobs.claim_next("extract"), times=8)

    got = [held.key for held in claims if isinstance(held, jobs.Claim)]
    assert len(got) == len(set(got))


def test_a_job_that_is_not_due_yet_is_not_claimed() -> None:
    job = jobs.enqueue("poll", "source:1@later", due_at=timezone.now() + timedelta(minutes=5))

    assert job is not None
    assert jobs.claim(job.pk) is None


def test_finishing_stores_output_and_follow_up_together() -> None:
    held = jobs.claim(a_due_job().pk)
    assert held is not None

    with jobs.finish(held):
        Source.objects.create(name="output", kind="hand")
        jobs.enqueue("publish", "incident:1@decision:1")

    assert Job.objects.get(pk=held.job_id).state == "done"
    assert Source.objects.filter(name="output").exists()
    assert Job.objects.filter(kind="publish", state="due").exists()


def test_an_error_while_finishing_stores_nothing() -> None:
    held = jobs.claim(a_due_job().pk)
    assert held is not None

    with pytest.raises(ZeroDivisionError), jobs.finish(held):
        Source.objects.create(name="half an output", kind="hand")
        raise ZeroDivisionError

    assert Job.objects.get(pk=held.job_id).state == "working"
    assert not Source.objects.exists()


def test_a_worker_whose_lease_ran_out_cannot_finish() -> None:
    held = jobs.claim(a_due_job().pk)
    assert held is not None
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert jobs.reopen_expired() == 1
    second = jobs.claim(held.job_id)
    assert second is not None

    with pytest.raises(jobs.ClaimLost), jobs.finish(held):
        Source.objects.create(name="late output", kind="hand")
    with jobs.finish(second):
        pass

    assert not Source.objects.exists()
    assert Job.objects.get().state == "done"


def test_a_failed_job_is_due_again_later_with_its_reason() -> None:
    held = jobs.claim(a_due_job().pk)
    assert held is not None

    jobs.fail(held, reason="deadline", detail="no answer within 20 s")

    job = Job.objects.get()
    assert (job.state, job.reason, job.attempts) == ("due", "deadline", 1)
    assert jobs.claim(job.pk) is None, "it waits before the next attempt"


def test_the_third_failure_quarantines_and_a_person_may_retry() -> None:
    job = a_due_job()
    for _ in range(3):
        Job.objects.update(due_at=Now())
        held = jobs.claim(job.pk)
        assert held is not None
        jobs.fail(held, reason="deadline", detail="no answer within 20 s")

    job.refresh_from_db()
    assert (job.state, job.reason, job.attempts) == ("quarantined", "deadline", 3)
    assert jobs.claim(job.pk) is None

    assert jobs.retry(job) is True
    assert jobs.retry(job) is False
    assert jobs.claim(job.pk) is not None


def test_a_job_whose_workers_all_died_is_quarantined_by_the_sweeper() -> None:
    job = a_due_job()
    for _ in range(3):
        assert jobs.claim(job.pk) is not None
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
        jobs.reopen_expired()

    job.refresh_from_db()
    assert (job.state, job.reason) == ("quarantined", "worker_lost")


def test_due_jobs_are_rung_longest_waiting_first_and_not_again_at_once() -> None:
    early, late = a_due_job("version:1"), a_due_job("version:2")
    Job.objects.filter(pk=early.pk).update(due_at=Now() - timedelta(minutes=1))

    assert jobs.jobs_to_ring() == [early.pk, late.pk]
    assert jobs.jobs_to_ring() == []


def test_a_bell_that_nobody_heard_is_rung_again() -> None:
    job = a_due_job()
    jobs.jobs_to_ring()
    Job.objects.update(rung_at=Now() - timedelta(minutes=2))

    assert jobs.jobs_to_ring() == [job.pk]


def test_a_claimed_job_is_not_rung() -> None:
    jobs.claim(a_due_job().pk)

    assert jobs.jobs_to_ring() == []
