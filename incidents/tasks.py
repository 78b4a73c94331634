"""Celery's side of the pipeline: two bells. A message carries a job's id and nothing else."""

from celery import shared_task
from django.utils import timezone

from incidents import jobs, pipeline


@shared_task(name="incidents.tick")
def tick() -> None:
    """Enter what is due and ring for it."""
    for job_id in pipeline.tick(timezone.now()):
        work.delay(job_id)


@shared_task(name="incidents.work")
def work(job_id: int) -> None:
    """Claim the job, do it, ring for what follows. A job that somebody else has is left alone."""
    held = jobs.claim(job_id)
    if held is None:
        return
    for follow_up in pipeline.run(held):
        work.delay(follow_up)
