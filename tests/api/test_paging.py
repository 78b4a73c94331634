"""Paging: every row exactly once, in the order asked for, forwards and backwards, whatever is NULL or equal."""

import datetime
import functools
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from django.contrib.postgres.search import SearchVector
from django.core import signing
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.published.models import Change, IncidentRevision, IncidentTerm, Record
from tests.api.conftest import Reader
from tests.api.dataset import at

pytestmark = pytest.mark.django_db(databases=["default", "published"])
START = at(2020)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: Any) -> None:
    """Rows of a test's own transaction, read through the connection that wrote them: nothing need be committed."""
    monkeypatch.setattr("api.database.ALIAS", "default")


def a_row(number: int, **columns: Any) -> IncidentRevision:
    incident_id = f"PIKB-2020-{number:05}"
    return IncidentRevision(
        incident_id=incident_id,
        number=1,
        body=orjson.dumps({"id": incident_id}).decode(),
        etag="e",
        valid_from=columns.pop("valid_from", START),
        first_published_at=START,
        title="",
        status="IncidentOngoing",
        veracity="confirmed",
        **columns,
    )


def walk(reader: Reader, query: str, *, path: str = "/incidents", link: str = "next") -> list[list[str]]:
    """The ids of every page from the first one on."""
    pages = []
    while True:
        body = reader.body(path, query)
        pages.append([one["id"] for one in body["results"]])
        if body[link] is None:
            return pages
        query = urlsplit(body[link]).query


def compared(rows: list[IncidentRevision], keys: list[tuple[str, bool]]) -> list[str]:
    """The ids in order, by a comparison written out: NULL last, the id decides in the direction of the last key."""

    def compare(one: IncidentRevision, other: IncidentRevision) -> int:
        for name, descending in keys:
            left, right = getattr(one, name), getattr(other, name)
            if left == right:
                continue
            if left is None or right is None:
                return 1 if left is None else -1
            return (1 if left > right else -1) * (-1 if descending else 1)
        return 0

    return [row.incident_id for row in sorted(rows, key=functools.cmp_to_key(compare))]


_DAYS = st.none() | st.dates(datetime.date(2019, 1, 1), datetime.date(2019, 1, 4))
_ROWS = st.lists(st.tuples(st.integers(0, 3), _DAYS, _DAYS, st.none() | st.integers(0, 3)), min_size=1, max_size=14)
_SORTS = st.sampled_from(
    [
        ("-modified", [("valid_from", True), ("incident_id", True)]),
        ("modified", [("valid_from", False), ("incident_id", False)]),
        ("-occurred", [("occurred_earliest", True), ("incident_id", True)]),
        ("occurred", [("occurred_earliest", False), ("incident_id", False)]),
        ("-first_public,occurred",
         [("first_public_earliest", True), ("occurred_earliest", False), ("incident_id", False)]),
        ("affected,-id", [("headline_high", False), ("incident_id", True)]),
        ("-affected,-occurred,modified",
         [("headline_high", True), ("occurred_earliest", True), ("valid_from", False), ("incident_id", False)]),
        ("id", [("incident_id", False)]),
    ]
)  # fmt: skip


@given(rows=_ROWS, sort=_SORTS, per_page=st.integers(1, 5))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_row_comes_exactly_once_in_order(
    reader: Reader, rows: list[Any], sort: tuple[str, list[tuple[str, bool]]], per_page: int
) -> None:
    IncidentRevision.objects.all().delete()
    made = [
        a_row(
            number,
            valid_from=START + datetime.timedelta(microseconds=moment),
            occurred_earliest=occurred,
            first_public_earliest=public,
            headline_high=high,
        )
        for number, (moment, occurred, public, high) in enumerate(rows)
    ]
    IncidentRevision.objects.bulk_create(made)
    query = f"sort={sort[0]}&per_page={per_page}"
    pages = walk(reader, query)
    assert [one for page in pages for one in page] == compared(made, sort[1])
    assert all(len(page) == per_page for page in pages[:-1])
    assert _backwards_from_the_last(reader, query) == pages


def _backwards_from_the_last(reader: Reader, query: str) -> list[list[str]]:
    while (following := reader.body("/incidents", query)["next"]) is not None:
        query = urlsplit(following).query
    back = walk(reader, query, link="previous")
    back.reverse()
    return back


def test_rows_that_come_and_go_between_pages_disturb_no_other(reader: Reader) -> None:
    IncidentRevision.objects.bulk_create(
        [a_row(number, valid_from=START + datetime.timedelta(seconds=number)) for number in range(6)]
    )
    first = reader.body("/incidents", "per_page=2")
    a_row(90, valid_from=START + datetime.timedelta(days=1)).save()
    IncidentRevision.objects.filter(incident_id__in=["PIKB-2020-00004", "PIKB-2020-00003"]).delete()
    rest = walk(reader, urlsplit(first["next"]).query)
    assert [one["id"] for one in first["results"]] == ["PIKB-2020-00005", "PIKB-2020-00004"]
    assert rest == [["PIKB-2020-00002", "PIKB-2020-00001"], ["PIKB-2020-00000"]]


def test_list_by_one_term_walks_the_link_rows_and_loses_nothing(reader: Reader) -> None:
    rows = [a_row(number, valid_from=START + datetime.timedelta(seconds=number // 3)) for number in range(10)]
    IncidentRevision.objects.bulk_create(rows)
    IncidentTerm.objects.bulk_create(
        IncidentTerm(revision=row, incident_id=row.incident_id, facet="cause", code="Phishing", sort_on=row.valid_from)
        for row in rows[::2]
    )
    pages = walk(reader, "cause=Phishing&per_page=2")
    assert [one for page in pages for one in page] == [f"PIKB-2020-0000{number}" for number in (8, 6, 4, 2, 0)]


def test_best_matches_come_exactly_once_and_all_are_counted(reader: Reader) -> None:
    IncidentRevision.objects.bulk_create([a_row(number) for number in range(1, 1204)])
    IncidentRevision.objects.update(search=SearchVector(Value("leak"), config="english"))
    IncidentRevision.objects.filter(incident_id__in=["PIKB-2020-00700", "PIKB-2020-00900"]).update(
        search=SearchVector(Value("leak leak leak"), config="english"), status="IncidentHalted"
    )
    pages = walk(reader, "q=leak&per_page=200")
    ids = [one for page in pages for one in page]
    assert ids[:3] == ["PIKB-2020-00900", "PIKB-2020-00700", "PIKB-2020-01203"]
    assert len(ids) == len(set(ids)) == 1000, "the newest thousand are ranked"
    assert reader.body("/incidents", "q=leak&per_page=0")["meta"]["count"] == 1203
    assert reader.ids("/incidents", "q=leak&status=IncidentHalted") == ["PIKB-2020-00900", "PIKB-2020-00700"]
    assert len([one for page in walk(reader, "q=leak&sort=-modified&per_page=200") for one in page]) == 1203


def test_flat_records_page_with_undated_ones_last(reader: Reader) -> None:
    Record.objects.bulk_create(
        Record(
            resource="causes", record_id=f"cau_{number:03}", incident_id="PIKB-2020-00001", etag="e", valid_from=START,
            body=orjson.dumps({"id": f"cau_{number:03}"}).decode(),
            sort_on=None if number % 2 else datetime.date(2020, 1, 1),
        )
        for number in range(7)
    )  # fmt: skip
    pages = walk(reader, "per_page=2", path="/causes")
    assert pages == [["cau_006", "cau_004"], ["cau_002", "cau_000"], ["cau_005", "cau_003"], ["cau_001"]]


def test_page_stops_before_two_megabytes_and_the_next_goes_on(reader: Reader) -> None:
    rows = [a_row(number) for number in range(5)]
    for row in rows:
        row.body = orjson.dumps({"id": row.incident_id, "summary": "x" * 900_000}).decode()
    IncidentRevision.objects.bulk_create(rows)
    assert len(reader.get("/incidents", "sort=id").content) < 2_000_000
    pages = walk(reader, "sort=id")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert _backwards_from_the_last(reader, "sort=id")[0] == ["PIKB-2020-00000", "PIKB-2020-00001"]


def test_count_stops_at_its_cap_and_says_so(reader: Reader, monkeypatch: Any) -> None:
    monkeypatch.setattr("api.pages.COUNT_CAP", 3)
    monkeypatch.setattr("api.views.lists.COUNT_CAP", 3)
    IncidentRevision.objects.bulk_create([a_row(number) for number in range(4)])
    meta = reader.body("/incidents", "per_page=0")["meta"]
    assert (meta["count"], meta["count_is"]) == (3, "at_least")
    IncidentRevision.objects.filter(incident_id="PIKB-2020-00000").delete()
    meta = reader.body("/incidents", "per_page=0")["meta"]
    assert (meta["count"], meta["count_is"]) == (3, "exact")


def test_count_is_kept_until_the_next_change(reader: Reader) -> None:
    def a_change(sequence: int) -> None:
        Change.objects.create(
            sequence=sequence, type="incident.updated", incident_id="PIKB-2020-00001", revision=1, at=START, body="{}"
        )

    def count() -> int:
        return int(reader.body("/incidents", "per_page=0")["meta"]["count"])

    a_row(1).save()
    a_change(1)
    assert count() == 1
    a_row(2).save()
    assert count() == 1, "rows never come without a change, so the count was not made again"
    a_change(2)
    assert count() == 2


def test_page_of_none_gives_meta_alone(reader: Reader) -> None:
    a_row(1).save()
    body = reader.body("/incidents", "per_page=0")
    assert (body["meta"]["count"], body["results"], body["next"], body["previous"]) == (1, [], None, None)


def test_link_header_repeats_next_and_previous(reader: Reader) -> None:
    IncidentRevision.objects.bulk_create([a_row(number) for number in range(3)])
    first = reader.get("/incidents", "per_page=1")
    assert f'<{first.json()["next"]}>; rel="next"' in first["Link"]
    second = reader.get("/incidents", urlsplit(first.json()["next"]).query)
    assert f'<{second.json()["previous"]}>; rel="prev"' in second["Link"]


def test_star_is_the_start(reader: Reader) -> None:
    a_row(1).save()
    assert reader.ids("/incidents", "cursor=*") == ["PIKB-2020-00001"]


@pytest.mark.parametrize(
    "other",
    [
        "sort=id&per_page=1",
        "per_page=1&status=IncidentOngoing",
        "per_page=1&known_by=2020",
        "per_page=1&as_of=2020-06-01",
    ],
)
def test_cursor_of_another_list_is_refused(reader: Reader, other: str) -> None:
    IncidentRevision.objects.bulk_create([a_row(number) for number in range(3)])
    cursor = urlsplit(reader.body("/incidents", "per_page=1")["next"]).query.split("cursor=")[1]
    assert reader.problem("/incidents", f"{other}&cursor={cursor}")["code"] == "bad_cursor"
    assert reader.problem("/estimates", f"cursor={cursor}")["code"] == "bad_cursor"


def test_cursor_serves_any_size_of_page(reader: Reader) -> None:
    IncidentRevision.objects.bulk_create([a_row(number) for number in range(3)])
    cursor = urlsplit(reader.body("/incidents", "per_page=1")["next"]).query.split("cursor=")[1]
    assert len(reader.ids("/incidents", f"per_page=2&cursor={cursor}")) == 2


@pytest.mark.parametrize(
    "cursor",
    ["x", "a:b", "", "%F0%9F%98%80", "A" * 1500, "WyJhIl0:abc", signing.Signer(salt="other").sign_object(["a"])],
)
def test_tampered_cursor_is_refused(reader: Reader, cursor: str) -> None:
    problem = reader.problem("/incidents", f"cursor={cursor}")
    assert problem["errors"][0]["name"] == "cursor"


def test_changed_cursor_is_refused(reader: Reader) -> None:
    IncidentRevision.objects.bulk_create([a_row(number) for number in range(3)])
    cursor = urlsplit(reader.body("/incidents", "per_page=1")["next"]).query.split("cursor=")[1]
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    assert reader.problem("/incidents", f"per_page=1&cursor={changed}")["code"] == "bad_cursor"
