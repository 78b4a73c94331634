"""What holds at every address below /api/v1: GET, HEAD and OPTIONS, validators, and 304 without reading a body."""

import re
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from api.listings import FLAT, LISTS, NESTED
from api.urls import urlpatterns
from incidents.published.models import Record
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

PAGES = ("/docs", "/docs/swagger", "/docs/problems/{code}")
UNDATED = (*PAGES, "/schema", "/dictionary")  # what a release says, not what the base says
NOT_CACHED = ("/rate-limit",)
# What is written or belongs to a key; tested with keys and letters.
PRIVATE = {
    *("/keys", "/keys/current", "/keys/current/rotate"),
    *(f"/{name}{one}" for name in ("submissions", "corrections") for one in ("", "/{letter_id}")),
}
ADDRESSES = (
    "",
    *(f"/{name}" for name in LISTS),
    *(f"/{name}/{{record_id}}" for name in FLAT),
    "/incidents/{incident_id}",
    *(f"/incidents/{{incident_id}}/{name}" for name in (*NESTED, "contradictions", "history", "citation")),
    "/dictionary",
    "/vocabularies",
    "/vocabularies/{name}",
    "/accuracy",
    "/autocomplete",
    "/lookup",
    "/changes",
    "/rate-limit",
    "/schema",
    *PAGES,
)
QUERIES = {"/autocomplete": "q=face", "/lookup": "url=http://news.example/87-million%3Fid=7"}


def test_the_walk_misses_no_address() -> None:
    routes = {
        "/" + re.sub(r"<str:(\w+)>", r"{\1}", str(one.pattern)).removeprefix("api/v1").strip("/")
        for one in urlpatterns
        if isinstance(one, URLPattern) and not str(one.pattern).startswith("^")
    }
    assert routes == {one or "/" for one in ADDRESSES} | PRIVATE


def asked(template: str, base: Dataset) -> tuple[str, str]:
    """A path that exists, and the query that it needs."""
    resource = template.split("/")[1] if template else ""
    record = Record.objects.filter(resource=resource, valid_to=None).order_by("record_id").last()
    path = template.format(
        incident_id=base.profiles, record_id=record and record.record_id, name="cause", code="not_found"
    )
    return path, QUERIES.get(template, "")


@pytest.mark.parametrize("template", ADDRESSES)
def test_get_head_and_options(reader: Reader, base: Dataset, template: str) -> None:
    path, query = asked(template, base)
    accept = "text/html" if template in PAGES else "application/json"
    whole = reader.get(path, query, accept=accept)
    assert whole.status_code == 200, whole.content
    assert whole["API-Version"]
    head = reader.client.head(f"/api/v1{path}", QUERY_STRING=query, headers={"accept": accept})
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) == len(whole.content)
    assert head["Content-Type"] == whole["Content-Type"]
    options = reader.client.options(f"/api/v1{path}", QUERY_STRING=query)
    assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    if template in NOT_CACHED:
        assert "no-store" in whole["Cache-Control"]
        return
    assert whole["Cache-Control"] == "public, max-age=60"
    assert head["ETag"] == whole["ETag"]
    assert whole.has_header("Last-Modified") == (template not in UNDATED)


@pytest.mark.parametrize("template", [one for one in ADDRESSES if one not in NOT_CACHED])
def test_unchanged_is_304_and_reads_no_body(reader: Reader, base: Dataset, template: str) -> None:
    path, query = asked(template, base)
    accept = "text/html" if template in PAGES else "application/json"
    tag = reader.get(path, query, accept=accept)["ETag"]
    with CaptureQueriesContext(connections["published"]) as statements:
        again: Any = reader.get(path, query, accept=accept, if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Cache-Control"] == "public, max-age=60"
    if template not in PAGES:  # a page is tagged by what it says, which has an example in it
        assert not [one["sql"] for one in statements if re.search(r"\bbody\b", one["sql"])]
    assert reader.get(path, query, accept=accept, if_none_match='"other"').status_code == 200


@pytest.mark.parametrize("template", [one for one in ADDRESSES if one])
def test_a_slash_at_the_end_is_answered_alike(reader: Reader, base: Dataset, template: str) -> None:
    path, query = asked(template, base)
    assert reader.get(f"{path}/", query).status_code == 200
