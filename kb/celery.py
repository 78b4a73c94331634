"""The Celery application. Tasks are bells; the work and its state are rows (incidents/jobs)."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")

app = Celery("kb")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def load_the_language_model(**_: Any) -> None:
    """In the worker's parent, before it forks: its children share one model and start at once."""
    from django.conf import settings

    from incidents.extraction import pipeline

    if "rules" in settings.EXTRACTORS:
        pipeline.prepare_before_fork()
