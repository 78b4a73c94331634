"""The interval arithmetic of `affected` and of dates, against its definition in docs/api.md written out over sets.

A claim allows a set of numbers; a request asks for a set of numbers; the claim passes when the two meet.
"""

import datetime
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.filters import Use
from api.incident_filters import affected_numbers
from incidents.partial_dates import PartialDate
from incidents.published.intervals import interval
from incidents.published.models import IncidentRevision, Record
from tests.api.conftest import Reader
from tests.api.dataset import at

pytestmark = pytest.mark.django_db(databases=["default", "published"])
SMALL = 12  # all numbers of these tests lie below; "open" is a few more
EVERY = range(SMALL + 6)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: Any) -> None:
    monkeypatch.setattr("api.database.ALIAS", "default")


def allowed(claim: tuple[str, int, int]) -> set[int]:
    """Which numbers the words allow, from the table in docs/api.md."""
    bound, one, other = claim
    return {
        number
        for number in EVERY
        if {
            "exact": number == one,
            "about": number == one,
            "none_stated": number == one,
            "at_most": number <= one,
            "fewer_than": number <= max(one - 1, 0),
            "at_least": number >= one,
            "more_than": number >= one + 1,
            "between": one <= number <= other,
            "order_of_magnitude": number >= one,
            "placeholder": False,
            "unknown_stated": False,
        }[bound]
    }


def asked(ranges: list[tuple[str, int]]) -> set[int]:
    """Which numbers a request asks for."""
    tests = {
        "": lambda number, value: number == value,
        "__gte": lambda number, value: number >= value,
        "__gt": lambda number, value: number > value,
        "__lte": lambda number, value: number <= value,
        "__lt": lambda number, value: number < value,
    }
    return {number for number in EVERY if all(tests[operator](number, value) for operator, value in ranges)}


def columns(claim: tuple[str, int, int]) -> tuple[int | None, int | None]:
    """low and high as publication stores them."""
    bound, one, other = claim
    given_values: dict[str, tuple[int | None, int | None, int | None]] = {
        "at_most": (None, None, one),
        "fewer_than": (None, None, one),
        "at_least": (one, None, None),
        "more_than": (one, None, None),
        "order_of_magnitude": (one, None, None),
        "between": (one, None, other),
        "placeholder": (None, None, None),
        "unknown_stated": (None, None, None),
    }
    low, best, high = given_values.get(bound, (None, one, None))
    return interval(low, best, high, bound) or (None, None)


_VALUED = ("exact", "about", "none_stated", "at_most", "fewer_than", "at_least", "more_than", "between")
_BOUNDS = st.sampled_from((*_VALUED, "order_of_magnitude", "placeholder"))
_CLAIMS = st.tuples(_BOUNDS, st.integers(0, SMALL), st.integers(0, SMALL)).map(
    lambda one: (one[0], min(one[1:]), max(one[1:]))
)
_OPERATORS = st.sampled_from(["__gte", "__gt", "__lte", "__lt"])
_RANGES = st.lists(
    st.tuples(st.sampled_from(["", "__gte", "__gt", "__lte", "__lt"]), st.integers(0, SMALL)), min_size=1, max_size=3
)
_OFTEN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def an_incident(number: int, claims: list[tuple[str, int, int]]) -> None:
    incident_id = f"PIKB-2020-{number:05}"
    low, high = columns(claims[0])
    IncidentRevision.objects.create(
        incident_id=incident_id,
        number=1,
        body=orjson.dumps({"id": incident_id}).decode(),
        etag="e",
        valid_from=at(2020),
        first_published_at=at(2020),
        title="",
        status="IncidentOngoing",
        veracity="confirmed",
        has_headline=(low, high) != (None, None),
        headline_low=low,
        headline_high=high,
    )
    for position, claim in enumerate(claims):
        low, high = columns(claim)
        record_id = f"est_{number}x{position}"
        Record.objects.create(
            resource="estimates",
            record_id=record_id,
            incident_id=incident_id,
            body=orjson.dumps({"id": record_id}).decode(),
            etag="e",
            valid_from=at(2020),
            low=low,
            high=high,
            codes=["measure:people", f"bound:{claim[0]}", "status:asserted", "superseded:false"],
        )


def query(ranges: list[tuple[str, int]]) -> str:
    return "&".join(f"affected{operator}={value}" for operator, value in ranges)


@_OFTEN
@given(st.lists(_CLAIMS, min_size=1, max_size=4), _RANGES)
@example([("at_most", 8, 8)], [("__gte", 3)])
@example([("at_most", 8, 8)], [("__gt", 8)])
@example([("fewer_than", 0, 0)], [("__lte", 0)])
@example([("between", 2, 5)], [("__gt", 5), ("__lt", 6)])
def test_a_claim_passes_when_it_allows_a_number_that_is_asked_for(
    reader: Reader, claims: list[tuple[str, int, int]], ranges: list[tuple[str, int]]
) -> None:
    Record.objects.all().delete()
    IncidentRevision.objects.all().delete()
    an_incident(1, claims)
    meets = [bool(allowed(claim) & asked(ranges)) for claim in claims]
    names = [claim[0] not in ("placeholder", "unknown_stated") for claim in claims]

    flat = set(reader.ids("/estimates", query(ranges)))
    assert flat == {f"est_1x{position}" for position, passes in enumerate(meets) if passes}
    found = {
        mode: bool(reader.ids("/incidents", f"{query(ranges)}&affected_mode={mode}"))
        for mode in ("headline", "any", "all")
    }
    assert found["headline"] == meets[0]
    assert found["any"] == any(meets)
    live = [passes for passes, is_number in zip(meets, names, strict=True) if is_number]
    assert found["all"] == (bool(live) and all(live))


@given(_RANGES)
def test_the_numbers_of_a_request_are_those_that_pass_every_bound(ranges: list[tuple[str, int]]) -> None:
    found = affected_numbers([Use(operator=operator, values=[value]) for operator, value in ranges])
    assert {number for number in EVERY if any(first <= number <= last for first, last in found)} == asked(ranges)
    assert all(first <= last for first, last in found)


@given(_RANGES, st.tuples(_OPERATORS, st.integers(0, SMALL)))
def test_another_bound_never_adds_a_number(ranges: list[tuple[str, int]], more: tuple[str, int]) -> None:
    assert asked([*ranges, more]) <= asked(ranges)


_FIRST = datetime.date(2020, 1, 1)
_PARTIAL = st.one_of(
    st.sampled_from(["2019", "2020", "2021"]),
    st.sampled_from(["2019-12", "2020-01", "2020-02", "2020-12"]),
    st.dates(datetime.date(2019, 12, 28), datetime.date(2020, 2, 4)).map(str),
)
_DAYS = [_FIRST + datetime.timedelta(days=offset) for offset in range(-370, 740)]


@_OFTEN
@given(
    _PARTIAL, st.lists(st.tuples(st.sampled_from(["__gte", "__gt", "__lte", "__lt"]), _PARTIAL), min_size=1, max_size=2)
)
def test_a_partial_date_passes_when_one_of_its_days_does(
    reader: Reader, stated: str, ranges: list[tuple[str, str]]
) -> None:
    Record.objects.all().delete()
    date = PartialDate(stated)
    Record.objects.create(
        resource="events", record_id="evt_1", incident_id="PIKB-2020-00001", body='{"id":"evt_1"}', etag="e",
        valid_from=at(2020), sort_on=date.earliest, known_on=date.latest,
    )  # fmt: skip
    Record.objects.create(
        resource="articles", record_id="art_1", incident_ids=["PIKB-2020-00001"], body='{"id":"art_1"}', etag="e",
        valid_from=at(2020), sort_on=date.earliest, known_on=date.latest,
    )  # fmt: skip

    def passes(day: datetime.date, operator: str, text: str) -> bool:
        bound = PartialDate(text)
        return {
            "__gte": day >= bound.earliest,
            "__gt": day > bound.latest,
            "__lte": day <= bound.latest,
            "__lt": day < bound.earliest,
        }[operator]

    possible = [day for day in _DAYS if date.earliest <= day <= date.latest]
    each_passes = all(any(passes(day, *one) for day in possible) for one in ranges)
    some_day = any(all(passes(day, *one) for one in ranges) for day in _DAYS)
    asked_for = "&".join(f"published_on{operator}={text}" for operator, text in ranges)

    assert bool(reader.ids("/articles", asked_for)) == (each_passes and some_day)
