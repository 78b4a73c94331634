"""The OpenAPI document and the pages: valid, complete, conforming, and without anything from outside."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from api.listings import LISTS
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


@pytest.fixture
def document(reader: Reader) -> Any:
    return reader.body("/schema")


def test_document_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_document_is_made_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_document_comes_as_yaml_too(reader: Reader) -> None:
    assert reader.get("/schema", "format=yaml").content.startswith(b"openapi: 3.1")
    assert reader.get("/schema", accept="application/yaml")["Content-Type"] == "application/yaml"


def test_document_has_every_address_once_and_every_parameter(document: Any) -> None:
    assert not [path for path in document["paths"] if path.endswith("/")]
    for name, listing in LISTS.items():
        told = {one["name"] for one in document["paths"][f"/api/v1/{name}"]["get"]["parameters"]}
        assert told == set(listing.parameters)


def test_every_operation_documents_its_problems(document: Any) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            responses = operation["responses"]
            success = {"get": {"200", "304"}, "post": {"201", "409", "413", "415"}, "delete": {"204"}}[method]
            assert success | {"400", "404", "406", "429", "500", "503"} <= responses.keys(), path
            assert list(responses["400"]["content"]) == ["application/problem+json"]
    assert "410" in document["paths"]["/api/v1/incidents/{incident_id}"]["get"]["responses"]


def closed(schema: Any) -> Any:
    """The schema with no other members allowed than it names, so that an undocumented one fails the test."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    return inner | ({"additionalProperties": False} if "properties" in schema else {})


def check(document: Any, path: str, body: Any) -> None:
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(closed({"components": document["components"], **schema}))
    assert [f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(body)] == []


@pytest.mark.parametrize("name", list(LISTS))
def test_every_stored_body_conforms(reader: Reader, base: Dataset, document: Any, name: str) -> None:
    body = reader.body(f"/{name}", "per_page=200")
    assert body["results"]
    check(document, f"/api/v1/{name}", body)


@pytest.mark.parametrize("known_by", ["2018-03-20", "2030"])
def test_pruned_bodies_conform(reader: Reader, base: Dataset, document: Any, known_by: str) -> None:
    for name in LISTS:
        check(document, f"/api/v1/{name}", reader.body(f"/{name}", f"known_by={known_by}"))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", ""),
        ("/vocabularies", ""),
        ("/changes", "per_page=200"),
        ("/lookup", "url=http://news.example/87-million?id=7"),
    ],
)
def test_other_answers_conform(reader: Reader, base: Dataset, document: Any, path: str, query: str) -> None:
    check(document, f"/api/v1{path}", reader.body(path, query))


def test_single_answers_conform(reader: Reader, base: Dataset, document: Any) -> None:
    check(document, "/api/v1/incidents/{incident_id}", reader.body(f"/incidents/{base.profiles}"))
    check(document, "/api/v1/vocabularies/{name}", reader.body("/vocabularies/cause"))
    contradictions = reader.body(f"/incidents/{base.profiles}/contradictions")
    check(document, "/api/v1/incidents/{incident_id}/contradictions", contradictions)
    problem = reader.problem("/incidents", "page=1&cause=phising")
    component = closed({"components": document["components"], "$ref": "#/components/schemas/Problem"})
    assert list(Draft202012Validator(component).iter_errors(problem)) == []


def test_docs_begin_with_a_request_that_works(reader: Reader, base: Dataset) -> None:
    page = reader.get("/docs", accept="text/html").content.decode()
    first = re.search(r"curl 'http://testserver/api/v1(/[a-z]+)\?([^']*)'", page)
    assert first
    assert reader.body(first[1], first[2])["meta"]["count"] == 4
    assert base.profiles in page
    assert page.index("at most 87 million people") < page.index("<h2>Filters</h2>")
    for listing in LISTS.values():
        for parameter in listing.parameters:
            assert f"<code>{parameter}</code>" in page


@pytest.mark.parametrize("path", ["/docs", "/docs/swagger", "/docs/problems/not_found"])
def test_pages_load_nothing_from_outside(reader: Reader, base: Dataset, path: str) -> None:
    response = reader.get(path, accept="text/html,*/*;q=0.8")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    page = response.content.decode()
    loaded = re.findall(r"(?:src|<link[^>]*href)=\"([^\"]*)\"", page)
    assert loaded
    assert all(address == "data:," or re.match(r"/[^/]", address) for address in loaded)
    assert not re.findall(r"<script(?![^>]*src=)", page)
    for address in loaded:
        if address.startswith("/static/"):
            static = reader.client.get(address)
            static.close()
            assert static.status_code == 200, address


def test_swagger_page_alone_may_style_inline(reader: Reader, base: Dataset) -> None:
    swagger = reader.get("/docs/swagger")["Content-Security-Policy"]
    assert "default-src 'self'" in swagger
    assert "style-src 'self' 'unsafe-inline'" in swagger
    assert "script-src" not in swagger
    assert "unsafe-inline" not in reader.get("/docs")["Content-Security-Policy"]
    assert reader.get("/docs/swagger", "script=")["Content-Type"].startswith("application/javascript")


def test_root_leads_everywhere(reader: Reader, base: Dataset) -> None:
    root = reader.body("")
    assert root["licence"] == "CC-BY-4.0"
    assert root["data_version"] == reader.body("/incidents")["meta"]["data_version"]
    for name, link in root["links"].items():
        if name != "lookup":
            assert reader.client.get(link).status_code == 200, link


def test_vocabularies_give_codes_with_their_standards(reader: Reader, base: Dataset) -> None:
    lists = {one["name"]: one for one in reader.body("/vocabularies")["results"]}
    assert lists["bound"]["count"] == 11
    terms = {one["code"]: one for one in reader.body("/vocabularies/cause")["terms"]}
    assert terms["Phishing"]["standard"] == "VERIS"
    problem = reader.problem("/vocabularies/cuase", status=404)
    assert problem["did_you_mean"] == ["cause"]
