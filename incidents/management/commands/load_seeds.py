"""Register the feed that serves the seed articles."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from incidents.curation import seeds


class Command(BaseCommand):
    help = "Register the seed feed as a source. May be repeated: when the port has changed, the address follows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--feed-url", required=True, help="such as http://127.0.0.1:8090/feed.xml")

    def handle(self, *args: Any, **options: Any) -> None:
        source = seeds.register_source(options["feed_url"])
        self.stdout.write(f"source {source.name}: {source.url}")
