"""The tokens of the day hold over all workers: real connections, racing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connections

from incidents.curation.token_ledger import SharedLedger
from incidents.extraction.chat import TokensSpent
from incidents.models import TokensOfDay

pytestmark = pytest.mark.django_db(transaction=True)
MAY_DAY = date(2024, 5, 1)


def ledger(tokens_per_day: int, today: Callable[[], date] = lambda: MAY_DAY) -> SharedLedger:
    return SharedLedger(tokens_per_day, today)


def spent(day: date = MAY_DAY) -> int:
    return TokensOfDay.objects.get(day=day).spent


def racing(workers: int, times: int, tokens_per_day: int, tokens: int) -> list[int]:
    """How many bookings each of the workers got, all asking at the same moment on connections of their own."""
    gate = Barrier(workers)

    def work(_: int) -> int:
        mine, got = ledger(tokens_per_day), 0
        gate.wait()
        try:
            for _ in range(times):
                try:
                    mine.reserve(tokens)
                    got += 1
                except TokensSpent:
                    pass
        finally:
            connections.close_all()
        return got

    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(work, range(workers)))


def test_two_workers_have_one_day_together() -> None:
    ledger(100).reserve(60)
    with pytest.raises(TokensSpent, match="60 of 100 tokens of the day are spent by all workers; 60 are needed"):
        ledger(100).reserve(60)
    ledger(100).reserve(40)
    assert spent() == 100


@pytest.mark.parametrize(("tokens_per_day", "bookings"), [(1_000, 100), (205, 20), (9, 0)])
def test_workers_that_race_never_book_more_than_the_day_has(tokens_per_day: int, bookings: int) -> None:
    got = racing(workers=2, times=60, tokens_per_day=tokens_per_day, tokens=10)
    assert sum(got) == bookings
    assert spent() == bookings * 10


def test_what_a_question_cost_replaces_what_was_booked_for_it() -> None:
    day = ledger(100).reserve(80)
    ledger(100).correct(day, reserved=80, used=30)
    assert spent() == 30
    ledger(100).reserve(70)


def test_a_correction_never_makes_more_tokens_than_there_were() -> None:
    day = ledger(100).reserve(10)
    ledger(100).correct(day, reserved=50, used=0)
    assert spent() == 0


def test_a_new_day_has_its_tokens_again_and_a_late_correction_goes_to_its_own_day() -> None:
    days = iter([MAY_DAY, date(2024, 5, 2)])
    both = ledger(100, lambda: next(days))
    first = both.reserve(80)
    both.reserve(80)
    both.correct(first, reserved=80, used=20)
    assert (spent(MAY_DAY), spent(date(2024, 5, 2))) == (20, 80)


def test_the_day_is_that_of_universal_time() -> None:
    before = datetime.now(UTC).date()
    day = SharedLedger(100).reserve(1)
    assert before <= day <= datetime.now(UTC).date()
    assert spent(day) == 1
