"""The tokens of the day over all workers: one row per day, booked in the database."""

from collections.abc import Callable
from datetime import UTC, date

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from incidents.extraction.chat import TokensSpent
from incidents.models import TokensOfDay


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


class SharedLedger:
    """Books tokens for whoever uses the same database. Call it with no transaction open: others must see a booking.

    What a worker reserved and died over stays booked until the day ends.
    """

    def __init__(self, tokens_per_day: int, today: Callable[[], date] = _today) -> None:
        self._tokens_per_day = tokens_per_day
        self._today = today

    def reserve(self, tokens: int) -> date:
        """Book tokens on today; raises TokensSpent when all workers together have not as many left."""
        day = self._today()
        TokensOfDay.objects.bulk_create([TokensOfDay(day=day)], ignore_conflicts=True)
        # One UPDATE looks and books: a second worker waits for the row and sees what the first has booked.
        rows = TokensOfDay.objects.filter(day=day, spent__lte=self._tokens_per_day - tokens)
        if not rows.update(spent=F("spent") + tokens):
            spent = TokensOfDay.objects.get(day=day).spent
            raise TokensSpent(
                f"{spent} of {self._tokens_per_day} tokens of the day are spent by all workers; {tokens} are needed"
            )
        return day

    def correct(self, day: date, reserved: int, used: int) -> None:
        """Replace a reservation of that day by what was used."""
        TokensOfDay.objects.filter(day=day).update(spent=Greatest(F("spent") + (used - reserved), Value(0)))
