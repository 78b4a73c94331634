"""`manage.py pipeline_status`: what is due, quarantined, waiting for review and published."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from incidents.models import Article, ArticleVersion, Incident, Job


class Command(BaseCommand):
    help = "Count open and quarantined jobs, articles, articles that wait for review, published incidents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        quarantined = Job.objects.filter(state="quarantined")
        status = {
            "open_jobs": Job.objects.filter(state__in=["due", "working"]).count(),
            "quarantined": quarantined.count(),
            "articles": Article.objects.count(),
            "article_versions": ArticleVersion.objects.count(),
            "articles_waiting": Article.objects.awaiting_review().count(),
            "published_incidents": Incident.objects.filter(state="published").count(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(status))
            return
        for name, count in status.items():
            self.stdout.write(f"{name.replace('_', ' '):22} {count}")
        for job in quarantined.order_by("-finished_at")[:10]:
            self.stdout.write(f"quarantined: {job.kind} {job.key}: {job.reason}")
