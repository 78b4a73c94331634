"""What may not happen to clients within a version: the comparison itself by table, and our document by it."""

import copy
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from api.compatibility import UnreadableSchema, breaks
from api.management.commands import release_api
from api.openapi import document

BREAKS = """The API breaks clients of its last release (docs/openapi/v1.json):
{found}
Put back what is missing, or deprecate it (docs/api.md, "What may change"). When a release is cut,
`manage.py release_api` keeps its document; before the first one, `manage.py release_api --anew` begins again."""

BOOK: dict[str, Any] = {
    "openapi": "3.1.1",
    "paths": {
        "/books": {
            "get": {
                "operationId": "get_books",
                "security": [{}, {"apiKey": []}],
                "parameters": [
                    {"in": "query", "name": "q", "schema": {"type": "string", "minLength": 1, "maxLength": 300}},
                    {"in": "query", "name": "mode", "schema": {"type": "string", "enum": ["any", "all"]}},
                    {"in": "query", "name": "pages", "schema": {"type": "integer", "minimum": 0}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}},
                    "304": {},
                },
            },
            "post": {
                "operationId": "post_books",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"title": {"type": "string"}, "year": {"type": ["integer", "null"]}},
                                "required": ["title"],
                            }
                        }
                    }
                },
                "responses": {"201": {"content": {"application/json": {"schema": {"type": "object"}}}}},
            },
        }
    },
    "components": {
        "schemas": {
            "Page": {
                "type": "object",
                "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}},
                "required": ["results"],
            },
            "Book": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "year": {"type": ["integer", "null"]},
                    "bound": {"type": "string", "enum": ["cloth", "paper"]},
                    "day": {"type": "string", "format": "date"},
                    "author": {"oneOf": [{"$ref": "#/components/schemas/Author"}, {"type": "null"}]},
                },
                "required": ["title", "year"],
            },
            "Author": {"type": "object", "properties": {"name": {"type": "string"}}},
        },
        "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer"}},
    },
}


def changed(change: Callable[[Any], object]) -> Any:
    new = copy.deepcopy(BOOK)
    change(new)
    return new


def get(new: Any) -> Any:
    return new["paths"]["/books"]["get"]


def taken(new: Any) -> Any:
    return new["paths"]["/books"]["post"]["requestBody"]["content"]["application/json"]["schema"]


def book(new: Any) -> Any:
    return new["components"]["schemas"]["Book"]


def parameter(**given: Any) -> Any:
    return {"in": "query", "schema": {"type": "string"}, **given}


IN_BOOK = "GET /books: answer 200.results[]"
BREAKING: dict[str, tuple[Callable[[Any], object], str]] = {
    "an operation removed": (lambda new: new["paths"]["/books"].pop("get"), "GET /books: the operation is gone"),
    "an address renamed": (
        lambda new: (
            new["paths"]["/books"].update(delete=1) or new["paths"].update({"/tomes": new["paths"].pop("/books")})
        ),
        "GET /books: the operation is gone",
    ),
    "an operation renamed": (
        lambda new: get(new).update(operationId="list_books"),
        "GET /books: renamed from get_books to list_books",
    ),
    "a parameter removed": (lambda new: get(new)["parameters"].pop(0), "GET /books: query parameter q: gone"),
    "a parameter renamed": (
        lambda new: get(new)["parameters"][0].update(name="search"),
        "GET /books: query parameter q: gone",
    ),
    "a parameter moved": (
        lambda new: get(new)["parameters"][0].update({"in": "header"}),
        "GET /books: query parameter q: gone",
    ),
    "a new parameter that must be given": (
        lambda new: get(new)["parameters"].append(parameter(name="shelf", required=True)),
        "GET /books: query parameter shelf: new and must be given",
    ),
    "a parameter that must be given now": (
        lambda new: get(new)["parameters"][0].update(required=True),
        "GET /books: query parameter q: must be given now",
    ),
    "another type of a parameter": (
        lambda new: get(new)["parameters"][2].update(schema={"type": "string"}),
        "GET /books: query parameter pages: the type changes from integer to string",
    ),
    "a value of a parameter removed": (
        lambda new: get(new)["parameters"][1]["schema"].update(enum=["any"]),
        "GET /books: query parameter mode: the value all is gone",
    ),
    "only some values of a parameter": (
        lambda new: get(new)["parameters"][0]["schema"].update(enum=["a"]),
        "GET /books: query parameter q: stricter: only some values are taken now",
    ),
    "a lower bound raised": (
        lambda new: get(new)["parameters"][2]["schema"].update(minimum=1),
        "GET /books: query parameter pages: stricter: minimum is 1 now",
    ),
    "an upper bound lowered": (
        lambda new: get(new)["parameters"][0]["schema"].update(maxLength=200),
        "GET /books: query parameter q: stricter: maxLength is 200 now",
    ),
    "an upper bound added": (
        lambda new: get(new)["parameters"][2]["schema"].update(maximum=9),
        "GET /books: query parameter pages: stricter: maximum is 9 now",
    ),
    "a pattern added": (
        lambda new: get(new)["parameters"][0]["schema"].update(pattern="^a"),
        "GET /books: query parameter q: stricter: pattern is ^a now",
    ),
    "a member of the body removed": (
        lambda new: taken(new)["properties"].pop("year"),
        "POST /books: body: the member year is gone",
    ),
    "a member of the body that must be given now": (
        lambda new: taken(new).update(required=["title", "year"]),
        "POST /books: body: the member year must be given now",
    ),
    "a member of the body that may not be null any more": (
        lambda new: taken(new)["properties"]["year"].update(type="integer"),
        "POST /books: body.year: the type changes from integer or null to integer",
    ),
    "other members refused": (
        lambda new: taken(new).update(additionalProperties=False),
        "POST /books: body: stricter: other members are refused now",
    ),
    "a body that must be sent": (
        lambda new: get(new).update(requestBody={"required": True, "content": {}}),
        "GET /books: a body must be sent now",
    ),
    "a body not taken any more": (
        lambda new: new["paths"]["/books"]["post"].pop("requestBody"),
        "POST /books: a body application/json is not taken any more",
    ),
    "a status of success changed": (
        lambda new: new["paths"]["/books"]["post"].update(responses={"202": {}}),
        "POST /books: answer 201: gone",
    ),
    "a format of answers removed": (
        lambda new: get(new)["responses"].update({"200": {"content": {}}}),
        "GET /books: answer 200: application/json is gone",
    ),
    "a field removed": (lambda new: book(new)["properties"].pop("year"), f"{IN_BOOK}: the member year is gone"),
    "a field renamed": (
        lambda new: book(new)["properties"].update(name=book(new)["properties"].pop("title")),
        f"{IN_BOOK}: the member title is gone",
    ),
    "a field deep inside removed": (
        lambda new: new["components"]["schemas"]["Author"].update(properties={}),
        f"{IN_BOOK}.author: the member name is gone",
    ),
    "a field that may be left out": (
        lambda new: book(new).update(required=["title"]),
        f"{IN_BOOK}: the member year may be left out now",
    ),
    "another type of a field": (
        lambda new: book(new)["properties"]["year"].update(type="string"),
        f"{IN_BOOK}.year: the type changes from integer or null to string",
    ),
    "a field that may be null": (
        lambda new: book(new)["properties"]["title"].update(type=["string", "null"]),
        f"{IN_BOOK}.title: the type changes from string to null or string",
    ),
    "a whole number that becomes any number": (
        lambda new: book(new)["properties"]["year"].update(type=["number", "null"]),
        f"{IN_BOOK}.year: the type changes from integer or null to integer or null or number",
    ),
    "a day that becomes an instant": (
        lambda new: book(new)["properties"]["day"].update(format="date-time"),
        f"{IN_BOOK}.day: the format changes from date to date-time",
    ),
    "a code of a field removed": (
        lambda new: book(new)["properties"]["bound"].update(enum=["cloth"]),
        f"{IN_BOOK}.bound: the value paper is gone",
    ),
    "a key that is needed": (
        lambda new: get(new).update(security=[{"apiKey": []}]),
        "GET /books: a request with no key is not enough any more",
    ),
    "a scope that is needed": (
        lambda new: get(new).update(security=[{}, {"apiKey": ["read"]}]) or get(new)["security"].pop(0),
        "GET /books: a request with no key is not enough any more",
    ),
    "another way to show a key": (
        lambda new: new["components"]["securitySchemes"].update(apiKey={"type": "apiKey", "in": "header"}),
        "the way to show a key changed: apiKey",
    ),
}
ADDITIVE: dict[str, Callable[[Any], object]] = {
    "nothing": lambda new: None,
    "an address": lambda new: new["paths"].update({"/shelves": new["paths"]["/books"]}),
    "an operation": lambda new: new["paths"]["/books"].update(delete={"operationId": "delete", "responses": {}}),
    "an optional parameter": lambda new: get(new)["parameters"].append(parameter(name="shelf")),
    "an optional header of requests": lambda new: get(new)["parameters"].append(
        parameter(name="x-a", **{"in": "header"})
    ),
    "a header of answers": lambda new: get(new)["responses"]["200"].update(headers={"X-A": {}}),
    "an optional member of the body": lambda new: taken(new)["properties"].update(shelf={"type": "string"}),
    "a field": lambda new: book(new)["properties"].update(isbn={"type": "string"}),
    "a field that is always there": lambda new: book(new)["required"].append("bound"),
    "a value of a parameter": lambda new: get(new)["parameters"][1]["schema"]["enum"].append("none"),
    "a code of a field": lambda new: book(new)["properties"]["bound"]["enum"].append("leather"),
    "a rule made looser": lambda new: get(new)["parameters"][0]["schema"].update(minLength=0, maxLength=900),
    "a rule dropped": lambda new: get(new)["parameters"][2]["schema"].pop("minimum"),
    "a parameter that takes more types": lambda new: get(new)["parameters"][2]["schema"].update(type="number"),
    "a member that may be null": lambda new: taken(new)["properties"]["title"].update(type=["string", "null"]),
    "a member that need not be given": lambda new: taken(new).update(required=[]),
    "a field that is never null": lambda new: book(new)["properties"]["year"].update(type="integer"),
    "a status": lambda new: get(new)["responses"].update({"410": {}}),
    "a format of answers": lambda new: get(new)["responses"]["200"]["content"].update({"text/csv": {"schema": {}}}),
    "no key needed": lambda new: new["paths"]["/books"]["post"].update(security=[{}]),
    "a way to be let in": lambda new: get(new)["security"].append({"other": []}),
    "a deprecation": lambda new: get(new).update(deprecated=True),
    "other words": lambda new: book(new)["properties"]["title"].update(description="The title"),
    "another order": lambda new: book(new).update(properties=dict(reversed(book(new)["properties"].items()))),
}


@pytest.mark.parametrize("kind", list(BREAKING))
def test_what_breaks_clients_is_told(kind: str) -> None:
    change, sentence = BREAKING[kind]
    assert sentence in breaks(BOOK, changed(change))


@pytest.mark.parametrize("kind", list(ADDITIVE))
def test_what_only_adds_passes(kind: str) -> None:
    assert breaks(BOOK, changed(ADDITIVE[kind])) == []


def test_a_component_renamed_is_no_difference() -> None:
    new = json.loads(json.dumps(BOOK).replace("schemas/Author", "schemas/Writer").replace('"Author"', '"Writer"'))
    assert breaks(BOOK, new) == []


def test_a_difference_in_a_shared_component_is_told_once() -> None:
    new = changed(lambda new: book(new)["properties"].pop("year"))
    old = changed(lambda new: None)
    for one in (old, new):
        one["paths"]["/tomes"] = {"get": get(one) | {"operationId": "get_tomes"}}
    assert breaks(old, new) == [f"{IN_BOOK}: the member year is gone"]


def test_alternatives_that_cannot_be_compared_are_refused() -> None:
    new = changed(lambda new: book(new)["properties"].update(title={"oneOf": [{"type": "string"}, {"type": "object"}]}))
    with pytest.raises(UnreadableSchema):
        breaks(BOOK, new)


def test_the_api_keeps_its_promise_to_clients_of_the_last_release() -> None:
    found = breaks(json.loads(release_api.RELEASED.read_text()), document())
    assert found == [], BREAKS.format(found="\n".join(f"  {one}" for one in found))


def test_every_construct_of_our_document_is_compared() -> None:
    incident = document()["components"]["schemas"]["Incident"]["properties"]
    new = copy.deepcopy(document())
    del new["components"]["schemas"]["Evidence"]["properties"]["sha256"]
    assert len(breaks(document(), new)) == 1
    assert {"estimates", "headline", "occurred"} <= set(incident)


def test_a_release_is_refused_where_it_breaks_the_last(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    released = tmp_path / "openapi" / "v1.json"
    monkeypatch.setattr(release_api, "RELEASED", released)
    call_command("release_api", stdout=StringIO())
    first = released.read_bytes()
    call_command("release_api", stdout=StringIO())
    assert released.read_bytes() == first

    more = json.loads(first)
    more["paths"]["/api/v1/gone"] = more["paths"]["/api/v1/changes"]
    released.write_text(json.dumps(more))
    with pytest.raises(CommandError, match="GET /api/v1/gone: the operation is gone"):
        call_command("release_api")
    call_command("release_api", "--anew", stdout=StringIO())
    assert released.read_bytes() == first
