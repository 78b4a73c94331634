"""What will go is told in headers, in the document and on the page, and is refused once it has gone.

Nothing is deprecated today: the addresses here are declared for the test and served by the real machinery.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

import kb.urls
from api import deprecation, schemas
from api.deprecation import Deprecation, ImpossibleDeprecation
from api.documented import Documented
from api.listings import INCIDENTS
from api.openapi import document
from api.parameters import Single
from api.values import Text
from api.views.base import PublicView, take_only
from api.views.incidents import IncidentView
from api.views.lists import ListView
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

SINCE = datetime.date(2026, 1, 1)
FAR = datetime.date(2099, 12, 31)
OLD_PAGE = Deprecation(since=SINCE, sunset=FAR, says="Ask for `/incidents`.", successor="/api/v1/incidents")
OLD_CAUSE = Deprecation(since=datetime.date(2026, 3, 1), says="Ask with `data`.")
OLD_Q = Deprecation(since=SINCE, sunset=datetime.date(2098, 1, 1), says="Ask with `cause`.")


class Tomes(PublicView):
    deprecated = OLD_PAGE

    def get(self, request: Request) -> Response:
        take_only(request)
        return Response({"caller": "anonymous", "limits": []})

    def documented(self) -> Documented:
        return Documented(shape=schemas.RateLimit, says="All tomes. By title.")


class Gone(Tomes):
    deprecated = Deprecation(
        since=datetime.date(2020, 1, 1), sunset=datetime.date(2022, 1, 1), says="Read books.", successor="/api/v2/books"
    )


class Volumes(ListView):
    listing = replace(
        INCIDENTS,
        filters=tuple(replace(one, deprecated=OLD_CAUSE) if one.name == "cause" else one for one in INCIDENTS.filters),
    )

    def takes(self) -> Any:
        return (*super().takes(), Single(name="q", says="Words.", reader=Text(), deprecated=OLD_Q))


@pytest.fixture(autouse=True)
def _served(settings: Any) -> Iterator[None]:
    document.cache_clear()
    urls = ModuleType("urls_with_deprecated_addresses")
    own = [
        path(f"api/v1/{name}", view.as_view()) for name, view in (("tomes", Tomes), ("gone", Gone), ("vol", Volumes))
    ]
    urls.urlpatterns = own + kb.urls.urlpatterns  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = urls
    yield
    document.cache_clear()  # what was made with the addresses of the test


def test_a_deprecated_address_says_so(reader: Reader, base: Dataset) -> None:
    response = reader.get("/tomes")
    assert response.status_code == 200
    assert response["Deprecation"] == "@1767225600"
    assert response["Sunset"] == "Thu, 31 Dec 2099 00:00:00 GMT"
    assert '</api/v1/docs#deprecated>; rel="deprecation"; type="text/html"' in response["Link"]
    assert '</api/v1/incidents>; rel="successor-version"' in response["Link"]
    assert 'rel="license"' in response["Link"]
    assert "Deprecation, Sunset" in response["Access-Control-Expose-Headers"]


def test_its_refusals_say_so_too(reader: Reader, base: Dataset) -> None:
    response = reader.get("/tomes", "page=1")
    assert response.status_code == 400
    assert response["Deprecation"] == "@1767225600"


def test_the_page_lists_what_will_go(reader: Reader, base: Dataset) -> None:
    page = reader.get("/docs").content.decode()
    assert "Nothing is deprecated." not in page
    assert (
        "<code>GET /api/v1/tomes</code>: All tomes. By title. Deprecated since 2026-01-01, gone on 2099-12-31." in page
    )
    assert "<code>GET /api/v1/vol: cause__exists</code>" in page


def test_nothing_is_said_where_nothing_is_deprecated(reader: Reader, base: Dataset) -> None:
    for address, query in (("/incidents", "cause=Phishing&q=a"), ("/vol", ""), ("/vol", "data=contact"), ("/docs", "")):
        response = reader.get(address, query)
        assert response.status_code == 200
        assert not response.has_header("Deprecation")
        assert not response.has_header("Sunset")
        assert "deprecation" not in response["Link"]


@pytest.mark.parametrize("query", ["cause=Phishing", "cause!=Phishing", "cause__exists=true", "cause=phising"])
def test_a_deprecated_parameter_says_so_when_it_is_used(reader: Reader, base: Dataset, query: str) -> None:
    response = reader.get("/vol", query)
    assert response["Deprecation"] == "@1772323200"
    assert not response.has_header("Sunset")
    assert 'rel="deprecation"' in response["Link"]
    assert "successor-version" not in response["Link"]


def test_the_earliest_of_several_dates_holds(reader: Reader, base: Dataset) -> None:
    response = reader.get("/vol", "cause=Phishing&q=phishing")
    assert response["Deprecation"] == "@1767225600"
    assert response["Sunset"] == "Wed, 01 Jan 2098 00:00:00 GMT"
    assert response["Link"].count('rel="deprecation"') == 1


def test_an_unreadable_query_is_told_as_ever(reader: Reader, base: Dataset) -> None:
    assert reader.problem("/vol", "cause=%00")["code"] == "invalid_request"


def test_what_is_past_its_sunset_answers_410(reader: Reader, base: Dataset) -> None:
    response = reader.get("/gone")
    problem = reader.problem("/gone", status=410)
    assert problem["code"] == "version_retired"
    assert problem["detail"] == "It ended on 2022-01-01. Read books."
    assert (problem["sunset"], problem["successor"]) == ("2022-01-01", "/api/v2/books")
    assert response["Sunset"] == "Sat, 01 Jan 2022 00:00:00 GMT"
    assert reader.client.options("/api/v1/gone").status_code == 204


def test_a_retired_version_answers_410_and_its_pages_stay(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deprecation, "VERSION", Gone.deprecated)
    for address in ("", "/incidents", f"/incidents/{base.clinic}", "/changes", "/rate-limit", "/nothing"):
        assert reader.problem(address, status=410)["code"] == "version_retired"
    for address in ("/docs", "/docs/problems/version_retired", "/schema"):
        assert reader.get(address).status_code == 200
    assert reader.client.get("/").status_code == 200
    assert reader.client.get("/incidents").status_code == 200


def test_a_version_to_be_retired_says_so_everywhere(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deprecation, "VERSION", OLD_PAGE)
    assert reader.get("/incidents")["Sunset"] == "Thu, 31 Dec 2099 00:00:00 GMT"
    assert reader.get("/incidents/PIKB-1999-00001")["Deprecation"] == "@1767225600"
    assert not reader.get("/docs").has_header("Deprecation")
    operations = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    assert all(one["deprecated"] for methods in operations.values() for one in methods.values())


def test_the_document_marks_what_is_deprecated() -> None:
    patterns = [path("api/v1/tomes", Tomes.as_view()), path("api/v1/vol", Volumes.as_view())]
    made = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)["paths"]
    tomes = made["/api/v1/tomes"]["get"]
    assert tomes["deprecated"] is True
    assert tomes["summary"] == "All tomes"
    assert tomes["description"].endswith(
        "By title. Deprecated since 2026-01-01, gone on 2099-12-31. Ask for `/incidents`."
    )
    assert "410" in tomes["responses"]
    volumes = made["/api/v1/vol"]["get"]
    assert "deprecated" not in volumes
    marked = {one["name"]: one["description"] for one in volumes["parameters"] if one.get("deprecated")}
    assert set(marked) == {"cause", "cause!", "cause__exists"}
    assert marked["cause"].endswith("Deprecated since 2026-03-01. Ask with `data`.")


@pytest.mark.parametrize(
    "given",
    [
        {"since": SINCE, "sunset": datetime.date(2025, 12, 31), "says": "Too late."},
        {"since": SINCE, "successor": "https://elsewhere.example/", "says": "Not ours."},
    ],
)
def test_an_impossible_declaration_is_refused_at_import(given: Any) -> None:
    with pytest.raises(ImpossibleDeprecation):
        Deprecation(**given)


def test_a_sunset_on_the_day_of_the_deprecation_is_allowed() -> None:
    assert Deprecation(since=SINCE, sunset=SINCE, says="At once.").is_over(datetime.datetime.now(datetime.UTC))


def test_single_objects_take_declared_parameters() -> None:
    assert {one.parameters for one in IncidentView().takes()} >= {("as_of",), ("known_by",), ("select",)}
