"""Refusals: problem+json for everything, all that is wrong at once, and no 5xx from any input."""

from typing import Any

import pytest
from psycopg import sql

from api import database
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_all_that_is_wrong_is_told_together(reader: Reader, base: Dataset) -> None:
    problem = reader.problem("/incidents", "occured__gte=2018&cause=phising&per_page=900&sort=-modifed")
    assert problem["status"] == 400
    assert problem["instance"] == "/api/v1/incidents"
    assert problem["type"] == "http://testserver/api/v1/docs/problems/invalid_value"
    assert [(one["in"], one["name"], one["code"]) for one in problem["errors"]] == [
        ("query", "per_page", "invalid_value"),
        ("query", "occured__gte", "unknown_parameter"),
        ("query", "cause", "invalid_value"),
        ("query", "sort", "invalid_value"),
    ]
    _, parameter, cause, sort = problem["errors"]
    assert parameter["did_you_mean"][0] == "occurred__gte"
    assert parameter["detail"] == "there is no parameter 'occured__gte' here; did you mean occurred__gte?"
    assert "affected__gte" in parameter["allowed"]
    assert cause["did_you_mean"][0] == "Phishing"
    assert "Misconfiguration" in cause["allowed"]
    assert sort["did_you_mean"] == ["modified"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("page=2", "follow `next`"),
        ("limit=10", "`per_page`"),
        ("fields=id", "`select`"),
        ("facet=cause", "`group_by`"),
        ("api_key=x", "without a key"),
        ("ordering=-id", "`sort`"),
    ],
)
def test_parameters_of_other_apis_get_a_hint(reader: Reader, base: Dataset, query: str, hint: str) -> None:
    problem = reader.problem("/incidents", query)
    assert problem["code"] == "unknown_parameter"
    assert hint in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("per_page=201", "invalid_value"),
        ("per_page=-1", "invalid_value"),
        ("per_page=1&per_page=2", "repeated_parameter"),
        ("sort=relevance", "incompatible_parameters"),
        ("sort=id,id", "invalid_value"),
        ("affected_mode=any", "incompatible_parameters"),
        ("affected__gte=1,000,000", "invalid_value"),
        ("affected__gte=-1", "invalid_value"),
        ("affected__gte=1e6", "invalid_value"),
        ("affected__gte=%D9%A1", "invalid_value"),
        ("affected!=5", "unknown_parameter"),
        ("affected__gte=1&affected_mode=most", "invalid_value"),
        ("occurred__gte=0000", "invalid_value"),
        ("occurred=2018-02-30", "invalid_value"),
        ("occurred__gte=2018,2019", "invalid_value"),
        ("modified__gte=2018-01-01T00:00:00", "invalid_value"),
        ("as_of=yesterday", "invalid_value"),
        ("as_of=0001-01-01T00:00:00%2B23:59", "invalid_value"),
        ("known_by=2018-13", "invalid_value"),
        ("party=par_!", "invalid_value"),
        ("party=", "invalid_value"),
        ('party="open', "invalid_value"),
        ("status=", "invalid_value"),
        ("q=", "invalid_value"),
        ("format=xml", "invalid_value"),
        ("cause=" + ",".join(["Phishing"] * 101), "invalid_value"),
        ("%FF=1", "invalid_request"),
        ("party=%ED%A0%80", "invalid_request"),
        ("party=a%00b", "invalid_request"),
        ("&".join(["q=a"] * 101), "invalid_request"),
    ],
)
def test_each_refusal_has_its_code(reader: Reader, base: Dataset, query: str, code: str) -> None:
    assert reader.problem("/incidents", query)["code"] == code


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/incidents/PIKB-2018-00001/nothing", "/estimates/est_none", "/x/y/z/", "/x%0Ay", "//incidents"],
)
def test_unknown_address_is_a_problem(reader: Reader, base: Dataset, path: str) -> None:
    assert reader.problem(path, status=404)["code"] == "not_found"


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_other_verbs_are_refused(reader: Reader, base: Dataset, verb: str) -> None:
    response = reader.client.generic(verb, "/api/v1/incidents")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("application/*", 200),
        ("application/pdf", 406),
    ],
)
def test_accept_is_heeded(reader: Reader, base: Dataset, accept: str, status: int) -> None:
    response = reader.get("/incidents", accept=accept)
    assert response.status_code == status
    if status == 406:
        assert response.json()["code"] == "not_acceptable"


@pytest.mark.parametrize("accept", ["", "a", "a/b/c", ";;;", "*/*;q=abc", "text/html;" * 50, "é", "," * 500])
def test_no_accept_header_is_answered_with_a_fault(reader: Reader, base: Dataset, accept: str) -> None:
    assert reader.get("/incidents", accept=accept).status_code in (200, 406)


def test_foreign_host_is_refused(reader: Reader, base: Dataset) -> None:
    response = reader.client.get("/api/v1/incidents", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_request_id_stands_in_problem_and_header(reader: Reader, base: Dataset) -> None:
    response = reader.get("/nothing", x_request_id="0123456789abcdef")
    assert response["X-Request-Id"] == response.json()["request_id"] == "0123456789abcdef"


def test_fault_of_ours_shows_no_trace(reader: Reader, base: Dataset, monkeypatch: Any) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret words of the trace")

    monkeypatch.setattr("api.views.lists.fetch", broken)
    response = reader.get("/incidents")
    assert response.status_code == 500
    assert response.json()["code"] == "internal_error"
    assert b"secret" not in response.content


def test_too_long_a_question_is_503_with_retry_after(reader: Reader, base: Dataset, monkeypatch: Any) -> None:
    slow = sql.SQL("SELECT pg_sleep(30)")  # the role's own time-out ends it after 3 s
    monkeypatch.setattr("api.views.lists.fetch", lambda selection: database.rows(slow))
    response = reader.get("/incidents")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response.json()["code"] == "query_timeout"


def test_every_code_has_a_page(reader: Reader, base: Dataset) -> None:
    from api.problems import KINDS

    for code, kind in KINDS.items():
        response = reader.get(f"/docs/problems/{code}")
        assert response.status_code == 200
        assert kind.title in response.content.decode()
    assert reader.problem("/docs/problems/none", status=404)["code"] == "not_found"


_PATHS = ("/incidents", "/estimates", "/parties", "/articles", "/changes", "/lookup", "/incidents/PIKB-2018-00001")
_NAMES = (
    "q", "party", "cause", "cause!", "occurred__gte", "affected__gte", "affected", "as_of", "known_by", "cursor",
    "sort", "per_page", "url", "since", "type", "incident", "name", "claimed_on", "published_on", "modified__lt", "",
)  # fmt: skip
_VALUES = (
    "%00", "%ED%A0%80", "%FF%FE", "0000", "0000-00-00", "9999-12-31", "9999-12-31T23:59:59.999999-23:59", "1" * 40,
    "1000000000000000000", "-9223372036854775809", "1e400", "NaN", "-" * 33, "- " * 60, "%22" * 31, "%22%20or%20" * 40,
    "a%20or" * 40, "(((((", "%26%7C!%3A*", "'%3B%20drop%20table%20x--", "%25s%25(x)s%7B0%7D", "%5C%5C%5C", "%25",
    "%E2%80%AE", "%F0%9F%92%A9" * 50, "a" * 2500, ",,,,", "%0A%0D", "%EF%BC%91", "http://[::1",
    "http://a@b", "*", "par_", "..",
)  # fmt: skip


@pytest.mark.parametrize("path", _PATHS)
def test_no_input_is_answered_with_a_fault(reader: Reader, base: Dataset, path: str) -> None:
    for name in _NAMES:
        for value in _VALUES:
            response = reader.get(path, f"{name}={value}")
            told = b"".join(response.streaming_content) if response.streaming else response.content
            assert response.status_code in (200, 400, 404), (path, name, value, told)
            if response.status_code != 200:
                assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query", ["&&&", "=", "=&=", "%", "%zz", "?", "a" * 8000, "q=a;q=b", "q[]=a", "\x00", "q=\xff", "party=1&" * 99]
)
def test_no_query_string_is_answered_with_a_fault(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.get("/incidents", query).status_code in (200, 400)
