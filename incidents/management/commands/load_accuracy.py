"""Load the measured accuracy into the table that the API serves; run after every measurement."""

from typing import Any

from django.core.management.base import BaseCommand

from incidents.publication import accuracy


class Command(BaseCommand):
    help = "Load the figures of `make accuracy` into the published tables. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        told = "loaded" if accuracy.load() else "as before"
        figures = accuracy.measured()
        self.stdout.write(f"{told}: {figures['extractor']}, measured on {figures['measured_on']}")
