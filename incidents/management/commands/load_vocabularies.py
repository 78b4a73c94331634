"""Load the code lists into the tables that the API serves; run after every change of the lists."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.publication import vocabularies


class Command(BaseCommand):
    help = "Load incidents/vocabularies into the published tables. May be repeated; prints what changed."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = vocabularies.load()
        except vocabularies.TermVanished as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.created} terms new, {loaded.updated} changed, {loaded.unchanged} as before")
