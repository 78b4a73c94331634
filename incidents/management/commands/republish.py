"""Publish everything public anew; may be stopped at any moment and run again."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.models import User
from incidents.publication.refusals import NotAPerson
from incidents.publication.republish import Progress, republish


class Command(BaseCommand):
    help = (
        "Publish every public incident anew, for instance after an update changed what bodies say. Incidents that read "
        "the same are left alone, so it may be stopped and run again; --after saves looking at what was done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--curator", required=True, help="login of the person who answers for it")
        parser.add_argument("--after", type=int, default=0, help="go on after this position, as the last line told it")
        parser.add_argument("--batch", type=int, default=100, help="incidents between two lines")

    def handle(self, *args: Any, curator: str, after: int, batch: int, **options: Any) -> None:
        person = User.objects.filter(username=curator).first()
        if person is None:
            raise CommandError(f"there is no account {curator!r}; `manage.py create_curator` makes one")
        if batch < 1:
            raise CommandError(f"--batch {batch}: 1 or more incidents are allowed")
        began = time.monotonic()
        progress = Progress(total=0)
        try:
            for progress in republish(curator=person, after=after, batch=batch):
                speed = progress.seen / (time.monotonic() - began)
                self.stdout.write(f"{_told(progress)}, {speed:.0f} a second; position {progress.position}")
                self.stdout.flush()
        except NotAPerson as error:
            raise CommandError(str(error)) from error
        for public_id, reason in progress.refused:
            self.stderr.write(f"{public_id}: {reason}")
        self.stdout.write(f"done: {_told(progress)}")


def _told(progress: Progress) -> str:
    return (
        f"{progress.seen:,} of {progress.total:,}: {progress.published:,} published anew, "
        f"{progress.unchanged:,} unchanged, {len(progress.refused):,} refused"
    )
