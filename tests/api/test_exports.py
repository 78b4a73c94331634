"""Whole lists as NDJSON and CSV: the same records as the pages, exact cells, bounded use of the server."""

import csv
import datetime
import io
from typing import Any

import orjson
import pytest
from django.db import connections
from hypothesis import example, given
from hypothesis import strategies as st

from api import exports, tables
from api.listings import LISTS, NESTED
from api.questions import understand
from api.selections import select
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def objects(reader: Reader, path: str, query: str) -> list[Any]:
    response = reader.get(path, query)
    assert response.status_code == 200, response.content
    return [orjson.loads(line) for line in text_of(response).splitlines()]


def table(reader: Reader, path: str, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(reader.get(path, query)), newline="")))


@pytest.mark.parametrize("resource", LISTS)
@pytest.mark.parametrize("query", ["", "modified__gte=2020", "as_of=2021-01-01", "known_by=2018-04-04", "sort=id"])
def test_lines_are_the_objects_of_the_pages_in_order(reader: Reader, base: Dataset, resource: str, query: str) -> None:
    lines = objects(reader, f"/{resource}", f"{query}&format=ndjson")
    assert lines == reader.body(f"/{resource}", f"{query}&per_page=200")["results"]


@pytest.mark.parametrize("resource", NESTED)
def test_an_incidents_records_stream_too(reader: Reader, base: Dataset, resource: str) -> None:
    path = f"/incidents/{base.profiles}/{resource}"
    assert objects(reader, path, "format=ndjson") == reader.body(path, "per_page=200")["results"]


def test_more_rows_than_are_fetched_at_once(reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    assert [one["id"] for one in objects(reader, "/estimates", "format=ndjson")] == reader.ids("/estimates")
    assert len(table(reader, "/estimates", "format=csv")) == 6


def test_accept_chooses_and_the_query_wins(reader: Reader, base: Dataset) -> None:
    for accept, media_type in (
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
    ):
        response = reader.get("/estimates", accept=accept)
        assert text_of(response)
        assert response["Content-Type"] == media_type
    assert reader.get("/estimates", "format=json", accept="text/csv")["Content-Type"] == "application/json"
    assert reader.get("/estimates", accept="application/pdf").status_code == 406
    assert reader.get(f"/incidents/{base.profiles}", accept="text/csv").status_code == 406


def test_members_and_whole_references_as_in_pages(reader: Reader, base: Dataset) -> None:
    query = "select=id,claimant.name&expand=claimant"
    assert objects(reader, "/estimates", f"format=ndjson&{query}") == reader.body("/estimates", query)["results"]
    rows = table(reader, "/estimates", "format=csv&select=id,claimant.name,evidence.quote,high")
    assert list(rows[0]) == ["id", "claimant.name", "evidence.quote", "high"]


@pytest.mark.parametrize("resource", LISTS)
def test_every_table_has_a_row_a_record_and_the_columns_of_the_dictionary(
    reader: Reader, base: Dataset, resource: str
) -> None:
    rows = table(reader, f"/{resource}", "format=csv")
    dictionary = reader.body("/dictionary")["results"]
    assert len(rows) == reader.body(f"/{resource}", "per_page=0")["meta"]["count"]
    assert list(rows[0]) == [one["column"] for one in dictionary if one["table"] == resource]


def test_cells_say_what_the_object_says(reader: Reader, base: Dataset) -> None:
    (row,) = [row for row in table(reader, "/incidents", "format=csv") if row["id"] == base.profiles]
    body = reader.body(f"/incidents/{base.profiles}")
    assert row["headline.high"] == "87000000"
    assert row["headline.low"] == ""
    assert row["occurred.from.value"] == "2013"
    assert row["estimates.count"] == "3"
    assert row["headline.claimant.name"] == "Facebook"
    (fact,) = table(reader, "/statements", "format=csv")
    assert fact["evidence.quote"] == body["statements"][0]["evidence"][0]["quote"]
    assert fact["evidence.count"] == "1"
    (party,) = [row for row in table(reader, "/parties", "format=csv") if row["id"] == base.facebook]
    assert party["aliases"] == "Facebook, Inc. | Méta"


def test_the_dictionary_explains_every_column_and_is_a_table_itself(reader: Reader, base: Dataset) -> None:
    columns = reader.body("/dictionary")["results"]
    assert [one for one in columns if not (one["meaning"] and one["type"])] == []
    told = reader.get("/dictionary", "format=csv").content.decode()
    assert list(csv.DictReader(io.StringIO(told, newline=""))) == columns


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_STARTS = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\0", "'", '"', "\n", ","])
_CELLS = st.none() | st.builds(lambda start, text: start + text, _STARTS, _TEXTS)


@given(st.lists(st.fixed_dictionaries({"id": _TEXTS, "title": _CELLS, "version": st.integers(0, 10**18)}), max_size=8))
@example([{"id": "a", "title": '=HYPERLINK("http://x","y")\n2', "version": 1}])
def test_a_table_reads_back_as_it_was_but_for_the_guard(rows: list[dict[str, Any]]) -> None:
    columns = [column for column in tables.columns_of("incidents") if column.name in ("id", "title", "version")]
    text = (tables.header(columns) + tables.rows(rows, columns)).decode()
    back = list(csv.reader(io.StringIO(text, newline="")))[1:]

    assert text.count("\r\n") >= len(rows)
    for row, cells in zip(rows, back, strict=True):
        for name, cell in zip(("id", "title", "version"), cells, strict=True):
            value = "" if row[name] is None else str(row[name])
            guarded = isinstance(row[name], str) and value.startswith(tables.FORMULA_STARTS)
            assert cell == ("'" + value if guarded else value)
            assert not (isinstance(row[name], str) and cell.startswith(tables.FORMULA_STARTS))


@pytest.mark.parametrize(
    "query",
    [
        "format=csv&per_page=2",
        "format=ndjson&cursor=*",
        "format=csv&group_by=bound",
        "format=csv&expand=claimant",
        "format=stix",
        "format=csv&colour=red",
    ],
)
def test_what_a_stream_cannot_do_is_refused_before_it_begins(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.problem("/estimates", query)["errors"]


def test_a_stream_has_validators_and_is_304_unchanged(reader: Reader, base: Dataset) -> None:
    response = reader.get("/estimates", "format=csv")
    text_of(response)
    assert response["Last-Modified"] == reader.get("/estimates")["Last-Modified"]
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Content-Disposition"] == 'attachment; filename="estimates.csv"'
    again = reader.get("/estimates", "format=csv", if_none_match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert text_of(reader.get("/estimates", "format=ndjson", if_none_match=response["ETag"]))


def test_an_empty_list_is_an_empty_stream(reader: Reader, base: Dataset) -> None:
    assert text_of(reader.get("/estimates", "format=ndjson&party=Nobody")) == ""
    assert len(text_of(reader.get("/estimates", "format=csv&party=Nobody")).splitlines()) == 1


def test_more_streams_than_places_are_refused_at_once(reader: Reader, base: Dataset, settings: Any) -> None:
    for _ in range(settings.EXPORTS_PER_PROCESS):
        assert exports._running.acquire(blocking=False)
    try:
        problem = reader.get("/estimates", "format=ndjson")
        assert (problem.status_code, problem.json()["code"], problem["Retry-After"]) == (503, "overloaded", "5")
    finally:
        for _ in range(settings.EXPORTS_PER_PROCESS):
            exports._running.release()
    assert text_of(reader.get("/estimates", "format=ndjson"))


def test_a_stream_left_half_read_gives_everything_back(base: Dataset) -> None:
    question = understand(LISTS["estimates"], [], path="/estimates", now=datetime.datetime.now(datetime.UTC))
    before = list(connections["published"].savepoint_ids)
    for _ in range(5):
        stream = exports.open_stream(select(question), lambda rows: rows[0].body.encode(), b"first")
        assert next(iter(stream)) == b"first"
        stream.close()
        stream.close()
    assert connections["published"].savepoint_ids == before
    assert [chunk[:5] for chunk in exports.open_stream(select(question), lambda rows: b"rows!", b"first")] == [
        b"first",
        b"rows!",
    ]


def test_head_reads_no_rows_and_holds_no_place(reader: Reader, base: Dataset) -> None:
    for _ in range(5):
        response = reader.client.head("/api/v1/estimates", QUERY_STRING="format=csv")
        assert response.status_code == 200
        assert response["ETag"]
    assert text_of(reader.get("/estimates", "format=csv"))
