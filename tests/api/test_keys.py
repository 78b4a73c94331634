"""Keys: made by anybody, shown once, told apart from nothing in the logs, and never a way around a limit."""

import logging
from typing import Any

import pytest
from django.utils import timezone

from incidents.intake import keys
from incidents.intake.models import ApiKey
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of the test's own transaction; what the role of the box may do is tried in test_intake_role."""
    monkeypatch.setattr(keys, "ALIAS", "default")


def post(reader: Reader, path: str, body: Any = None, **headers: str) -> Any:
    return reader.client.post(
        f"/api/v1{path}", data=body if body is not None else {}, content_type="application/json", headers=headers
    )


def new_key(reader: Reader, **told: Any) -> str:
    response = post(reader, "/keys", {"name": "A study of fines"} | told)
    assert response.status_code == 201, response.content
    return str(response.json()["key"])


def bearing(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def test_a_key_is_shown_once_and_kept_as_a_digest(reader: Reader, base: Dataset) -> None:
    response = post(reader, "/keys", {"name": "Notebook", "scopes": ["submit", "read"], "expires_in_days": 30})

    body = response.json()
    assert response["Cache-Control"] == "private, no-store"
    assert body["scopes"] == ["read", "submit"]
    assert body["expires_at"] is not None
    row = ApiKey.objects.get(prefix=body["prefix"])
    assert row.digest == keys.digest(body["key"])
    assert body["key"] not in str(ApiKey.objects.filter(pk=row.pk).values())
    seen = reader.client.get("/api/v1/keys/current", headers=bearing(body["key"]))
    assert seen.json()["prefix"] == body["prefix"]
    assert "key" not in seen.json()
    assert seen.json()["last_used_at"] is not None


def test_a_key_reads_with_the_same_bytes_and_for_itself_alone(reader: Reader, base: Dataset) -> None:
    text = new_key(reader)
    for path in ("/incidents", f"/incidents/{base.profiles}", "/changes"):
        anonymous, keyed = reader.get(path), reader.get(path, **bearing(text))
        assert keyed.content == anonymous.content
        assert keyed["ETag"] == anonymous["ETag"]
        assert anonymous["Cache-Control"] == "public, max-age=60"
        assert keyed["Cache-Control"] == "private, max-age=60"
        assert reader.get(path, if_none_match=anonymous["ETag"], **bearing(text)).status_code == 304


@pytest.mark.parametrize(
    "header",
    [
        "Bearer pikb_aaaaaaaa_" + "x" * 43,
        "Bearer nonsense",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        "Token abc",
        "pikb_aaaaaaaa_" + "x" * 43,
        "Bearer " + "x" * 5000,
    ],
)
def test_an_unusable_key_is_refused_and_not_repeated(reader: Reader, base: Dataset, header: str) -> None:
    response = reader.get("/incidents", authorization=header)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_key")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Cache-Control"] == "no-store"
    assert "x" * 43 not in response.content.decode()


def test_an_expired_and_a_revoked_key_are_refused(reader: Reader, base: Dataset) -> None:
    text = new_key(reader)
    assert reader.client.delete("/api/v1/keys/current", headers=bearing(text)).status_code == 204
    assert reader.get("/incidents", **bearing(text)).json()["code"] == "invalid_key"
    other = new_key(reader)
    ApiKey.objects.filter(digest=keys.digest(other)).update(expires_at=timezone.now())
    assert reader.get("/incidents", **bearing(other)).json()["code"] == "expired_key"


def test_after_rotation_both_work_for_a_day(reader: Reader, base: Dataset) -> None:
    old = new_key(reader, scopes=["read", "submit"])
    response = post(reader, "/keys/current/rotate", {}, **bearing(old))
    new = response.json()["key"]
    assert response.status_code == 201
    assert response.json()["scopes"] == ["read", "submit"]
    assert reader.get("/incidents", **bearing(old)).status_code == 200
    assert reader.get("/incidents", **bearing(new)).status_code == 200
    ends = ApiKey.objects.get(digest=keys.digest(old)).expires_at
    assert ends is not None
    assert (ends - timezone.now()).total_seconds() <= 86_400


def test_a_key_does_only_what_its_scopes_say(reader: Reader, base: Dataset) -> None:
    reads = new_key(reader)
    refused = post(reader, "/submissions", {"url": "https://a.example/", "reason": "because it is"}, **bearing(reads))
    assert (refused.status_code, refused.json()["code"], refused.json()["scope"]) == (403, "missing_scope", "submit")
    submits = new_key(reader, scopes=["submit"])
    assert reader.get("/incidents", **bearing(submits)).json()["scope"] == "read"


@pytest.mark.parametrize("name", ["api_key", "q", "token", "anything"])
def test_a_key_in_the_address_is_refused_and_not_repeated(reader: Reader, base: Dataset, name: str) -> None:
    text = new_key(reader)
    response = reader.get("/incidents", f"{name}={text}")
    assert (response.status_code, response.json()["code"]) == (400, "key_in_query")
    assert text not in response.content.decode()


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a", "scopes": []}, "scopes"),
        ({"name": "a", "scopes": ["write"]}, "scopes"),
        ({"name": "a", "scopes": "read"}, "scopes"),
        ({"name": "a", "expires_in_days": 0}, "expires_in_days"),
        ({"name": "a", "expires_in_days": True}, "expires_in_days"),
        ({"name": "a", "contact": "nobody"}, "contact"),
        ({"name": "a", "rate": "1000000/min"}, "rate"),
        ({"name": "a", "digest": "0"}, "digest"),
    ],
)
def test_what_a_key_cannot_be(reader: Reader, base: Dataset, told: Any, name: str) -> None:
    response = post(reader, "/keys", told)
    assert response.status_code == 400
    assert [error["name"] for error in response.json()["errors"]] == [name]


def test_no_key_reaches_a_log(reader: Reader, base: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = new_key(reader)
    secret = text.rpartition("_")[2]
    reader.get("/incidents", **bearing(text))
    reader.get("/incidents", f"q={text}")
    reader.get("/nothing", **bearing(text + "x"))
    post(reader, "/keys/current/rotate", {"expires_in_days": 10**9}, **bearing(text))
    assert text not in caplog.text
    assert secret not in caplog.text


def test_limits_are_told_and_telling_costs_nothing(reader: Reader, base: Dataset, settings: Any) -> None:
    rates = {"anonymous": "60/min,5000/day", "key": "300/min", "key_write": None, "anonymous_write": None}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    for _ in range(3):
        body = reader.client.get("/api/v1/rate-limit", REMOTE_ADDR="192.0.2.77").json()
    assert body["caller"] == "anonymous"
    assert [(one["name"], one["limit"], one["remaining"]) for one in body["limits"]] == [
        ("minute", 60, 60),
        ("day", 5000, 5000),
    ]
    reader.client.get("/api/v1/incidents", REMOTE_ADDR="192.0.2.77")
    after = reader.client.get("/api/v1/rate-limit", REMOTE_ADDR="192.0.2.77").json()
    assert [one["remaining"] for one in after["limits"]] == [59, 4999]
    text = new_key(reader)
    keyed = reader.client.get("/api/v1/rate-limit", headers=bearing(text)).json()
    assert keyed["caller"] == f"pikb_{text.split('_')[1]}_…"
    assert keyed["limits"][0]["limit"] == 300


def test_a_key_has_its_own_count_and_may_have_its_own_limits(reader: Reader, base: Dataset, settings: Any) -> None:
    rates = {"anonymous": "2/min", "key": "4/min", "anonymous_write": None}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    text = new_key(reader)
    keyed = [reader.get("/vocabularies", **bearing(text)).status_code for _ in range(5)]
    assert keyed == [200, 200, 200, 200, 429]
    other = new_key(reader)
    ApiKey.objects.filter(digest=keys.digest(other)).update(rate="6/min")
    assert [reader.get("/vocabularies", **bearing(other)).status_code for _ in range(7)][-2:] == [200, 429]


def test_guessing_keys_is_counted_like_anybody(reader: Reader, base: Dataset, settings: Any) -> None:
    rates = {"anonymous": "3/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}

    def guess(number: int) -> int:
        text = f"pikb_aaaaaaaa_{number:043}"
        return reader.client.get("/api/v1/incidents", REMOTE_ADDR="192.0.2.66", headers=bearing(text)).status_code

    assert [guess(number) for number in range(5)] == [401, 401, 401, 429, 429]
