"""Create a curator's account and the group of curators."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.curation import people


class Command(BaseCommand):
    help = "Create a curator. May be repeated: an account that exists keeps its password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument(
            "--password-file",
            required=True,
            type=Path,
            help="read the password here; where there is no file, one is made up and written, mode 0600",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = people.create_curator(options["username"], Path(options["password_file"]))
        except ValidationError as error:
            raise CommandError(f"password: {' '.join(error.messages)}") from error
        except (OSError, LookupError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"curator {options['username']}: {'created' if is_new else 'was there, password kept'}")
