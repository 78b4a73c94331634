"""Apply the decisions kept in seeds/ to the seed articles that have arrived."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.curation import seed_files, seeds
from incidents.models import User


class Command(BaseCommand):
    help = "Decide about the seed articles as a curator would. May be repeated: what is decided stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--curator", default="curator", help="user name of the account that decides")
        parser.add_argument("--seeds", type=Path, default=Path(settings.BASE_DIR) / "seeds")

    def handle(self, *args: Any, **options: Any) -> None:
        curator = User.objects.filter(username=options["curator"], is_active=True, is_service=False).first()
        if curator is None:
            raise CommandError(f"there is no curator {options['curator']!r}; run create_curator first")
        try:
            result = seeds.apply_decisions(Path(options["seeds"]), curator)
        except seed_files.BadSeed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"seed decisions: {len(result.applied)} applied, {len(result.already)} already applied, "
            f"{len(result.outstanding)} outstanding; {result.published} incidents to be published"
        )
        for line in result.outstanding:
            self.stdout.write(f"  outstanding: {line}")
