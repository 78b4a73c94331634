"""What every answer carries; and what a conditional request costs."""

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

ADDRESSES = (
    "", "/incidents", "/incidents/{id}", "/incidents/{id}/causes", "/incidents/{id}/contradictions", "/estimates",
    "/articles/{article}", "/vocabularies", "/vocabularies/cause", "/changes", "/schema",
)  # fmt: skip


def address(template: str, base: Dataset) -> str:
    return template.format(id=base.profiles, article=base.article)


@pytest.mark.parametrize("template", ADDRESSES)
def test_answers_carry_validators_and_links(reader: Reader, base: Dataset, template: str) -> None:
    response = reader.get(address(template, base))
    assert response.status_code == 200
    assert response["ETag"]
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Vary"] == "Accept, Accept-Encoding"
    assert response["API-Version"] == "1.0"
    assert response["X-Request-Id"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in response["Link"]
    assert "Set-Cookie" not in response


@pytest.mark.parametrize("template", ADDRESSES)
def test_unchanged_answer_is_304_with_the_same_tag(reader: Reader, base: Dataset, template: str) -> None:
    tag = reader.get(address(template, base))["ETag"]
    again = reader.get(address(template, base), if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert reader.get(address(template, base), if_none_match='"other", ' + tag.removeprefix("W/")).status_code == 304
    assert reader.get(address(template, base), if_none_match='"other"').status_code == 200


def test_last_modified_is_when_it_was_published(reader: Reader, base: Dataset) -> None:
    assert reader.get(f"/incidents/{base.profiles}")["Last-Modified"] == "Tue, 01 Jan 2019 12:00:00 GMT"
    assert reader.get("/incidents")["Last-Modified"] == "Tue, 01 Mar 2022 12:00:00 GMT"


@pytest.mark.parametrize("query", ["known_by=2018-03-20", "as_of=2020-01-01", "known_by=2018-04-04"])
def test_the_clocks_enter_the_tag(reader: Reader, base: Dataset, query: str) -> None:
    for path in ("/incidents", f"/incidents/{base.profiles}"):
        assert reader.get(path, query)["ETag"] != reader.get(path)["ETag"]


@pytest.mark.parametrize("template", ["/incidents", "/incidents/{id}", "/estimates", "/changes"])
def test_304_reads_no_body(reader: Reader, base: Dataset, template: str) -> None:
    path = address(template, base)
    tag = reader.get(path)["ETag"]
    with CaptureQueriesContext(connections["published"]) as asked:
        assert reader.get(path, if_none_match=tag).status_code == 304
    assert len(asked) == 1
    assert "body" not in asked[0]["sql"]


@pytest.mark.parametrize(
    "query", ["", "party=par_x&status=IncidentOngoing", "q=facebook", "as_of=2020", "occurred__gte=2019&sort=occurred"]
)
def test_a_list_is_one_statement(reader: Reader, base: Dataset, query: str) -> None:
    with CaptureQueriesContext(connections["published"]) as asked:
        reader.body("/incidents", query)
    assert len(asked) == 1


def test_head_is_get_without_a_body(reader: Reader, base: Dataset) -> None:
    response = reader.client.head("/api/v1/incidents")
    assert (response.status_code, response.content) == (200, b"")
    whole = reader.get("/incidents")
    assert response["ETag"] == whole["ETag"]
    assert int(response["Content-Length"]) == len(whole.content)
    assert reader.client.head("/api/v1/nothing").status_code == 404


def test_options_answers_a_preflight(reader: Reader, base: Dataset) -> None:
    response = reader.client.options("/api/v1/incidents", headers={"origin": "https://reader.example"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


def test_problems_are_not_cached_and_cross_origins(reader: Reader, base: Dataset) -> None:
    response = reader.get("/incidents", "page=2")
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_media_type_of_json_has_no_charset(reader: Reader, base: Dataset) -> None:
    assert reader.get("/incidents")["Content-Type"] == "application/json"


def test_tag_names_the_host(reader: Reader, base: Dataset) -> None:
    def tag(host: str) -> Any:
        return reader.client.get("/api/v1/incidents", headers={"host": host})["ETag"]

    assert tag("localhost") != tag("127.0.0.1")
