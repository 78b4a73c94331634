"""The Django project: settings, URLs, middleware, health, the queue's application and the demo's supervisor."""

from kb.celery import app as celery_app

__all__ = ["celery_app"]
