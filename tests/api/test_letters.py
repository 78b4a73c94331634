"""Sending in: strict bodies, once per Idempotency-Key, a fate that only the sender sees, and nothing public of it."""

import json
from typing import Any

import pytest

from incidents.curation import letters as curation
from incidents.ingestion.single import NotTakenIn
from incidents.intake import keys
from incidents.intake.models import Answered, Correction, Submission
from incidents.models import Article
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset
from tests.builders import a_curator

pytestmark = READS


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of the test's own transaction; what the role of the box may do is tried in test_intake_role."""
    monkeypatch.setattr(keys, "ALIAS", "default")


ARTICLE = {"url": "http://Paper.example/Story?utm_source=x#top", "reason": "Reports how many were told."}
WRONG = {"problem": "The number counts accounts.", "proposal": "accounts", "member": "headline.measure"}


def post(reader: Reader, path: str, body: Any, content_type: str = "application/json", **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return reader.client.post(f"/api/v1{path}", data=data, content_type=content_type, headers=headers)


def path_of(response: Any) -> str:
    return str(response["Location"]).removeprefix("http://testserver/api/v1")


def test_a_submission_is_kept_and_can_be_followed(reader: Reader, base: Dataset) -> None:
    response = post(reader, "/submissions", ARTICLE | {"title": "A story", "contact": "reader@paper.example"})

    assert response.status_code == 201
    assert response["Cache-Control"] == "private, no-store"
    letter = Submission.objects.get()
    assert (letter.url, letter.contact) == ("http://paper.example/Story", "reader@paper.example")
    assert response.json() == {
        "id": letter.public_id,
        "state": "received",
        "received_at": response.json()["received_at"],
        "url": response["Location"],
    }
    fate = reader.body(path_of(response))
    assert fate["state"] == "received"
    assert (fate["outcome"], fate["articles"], fate["incidents"]) == (None, [], [])
    assert "reader@" not in json.dumps(fate)
    assert reader.get(path_of(response))["Cache-Control"] == "private, no-store"


def test_the_fate_names_what_is_public_by_now(reader: Reader, base: Dataset) -> None:
    response = post(reader, "/submissions", ARTICLE | {"url": "https://news.example/87-million?id=7&fbclid=2"})
    fate = reader.body(path_of(response))
    assert (fate["articles"], fate["incidents"]) in (([base.article], [base.profiles]), ([], []))
    again = post(reader, "/submissions", ARTICLE | {"url": "http://news.example/87-million?id=7&fbclid=2"})
    assert reader.body(path_of(again))["incidents"] == [base.profiles]


def test_a_declined_letter_says_why(reader: Reader, base: Dataset) -> None:
    response = post(reader, "/corrections", WRONG | {"record": base.profiles.lower()})
    curation.decline(Correction.objects.get(), curator=a_curator(), outcome="Both sources say people.")
    fate = reader.body(path_of(response))
    assert (fate["state"], fate["outcome"]) == ("declined", "Both sources say people.")
    assert fate["record"] == base.profiles
    assert fate["decided_at"] is not None


def test_an_accepted_text_goes_through_the_pipeline(reader: Reader, base: Dataset) -> None:
    words = "The council said on Monday that up to 4,000 people were affected by the open portal. " * 4
    response = post(reader, "/submissions", {"text": words, "title": "Portal", "reason": "Nobody else has it."})
    letter = curation.accept_submission(
        Submission.objects.get(), curator=a_curator(), outcome="Thank you, we read it.", extractors=["rules 1.0"]
    )
    assert Article.objects.get(public_id=letter.article).latest is not None
    fate = reader.body(path_of(response))
    assert (fate["state"], fate["articles"]) == ("accepted", [])  # accepted for reading is not published


def test_an_accepted_address_is_fetched_by_a_worker(reader: Reader, base: Dataset) -> None:
    post(reader, "/submissions", ARTICLE)
    letter = curation.accept_submission(
        Submission.objects.get(), curator=a_curator(), outcome="We read it.", extractors=["rules 1.0"]
    )
    assert Article.objects.get(public_id=letter.article).url == "http://paper.example/Story"


def test_a_letter_is_decided_once_with_an_outcome_by_a_person(reader: Reader, base: Dataset) -> None:
    post(reader, "/corrections", WRONG | {"record": base.profiles})
    letter, curator = Correction.objects.get(), a_curator()
    with pytest.raises(curation.OutcomeMissing):
        curation.decline(letter, curator=curator, outcome="  ")
    curation.accept_correction(letter, curator=curator, outcome="Mended.")
    with pytest.raises(curation.AlreadyDecided):
        curation.decline(letter, curator=curator, outcome="No.")


def test_a_text_that_cannot_be_taken_in_stays_open(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(reader, "/submissions", ARTICLE)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise NotTakenIn("no")

    monkeypatch.setattr(curation.single, "enqueue_url", refuse)
    with pytest.raises(NotTakenIn):
        curation.accept_submission(Submission.objects.get(), curator=a_curator(), outcome="x", extractors=[])
    assert Submission.objects.get().is_open


def test_the_same_request_twice_is_one_letter(reader: Reader, base: Dataset) -> None:
    first, second = (post(reader, "/submissions", ARTICLE, idempotency_key="a-1") for _ in range(2))
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert not first.has_header("Idempotency-Replayed")
    assert Submission.objects.count() == 1
    changed = ARTICLE | {"reason": "Another reason altogether."}
    conflict = post(reader, "/submissions", changed, idempotency_key="a-1")
    assert (conflict.status_code, conflict.json()["code"]) == (409, "idempotency_conflict")
    assert post(reader, "/submissions", changed, idempotency_key="a-2").status_code == 201
    assert post(reader, "/submissions", ARTICLE).status_code == 201
    assert Submission.objects.count() == 3
    assert Answered.objects.count() == 2


def test_nobody_is_answered_with_what_another_was_told(reader: Reader, base: Dataset) -> None:
    def sent_from(address: str) -> Any:
        return reader.client.post(
            "/api/v1/submissions", data=ARTICLE, content_type="application/json", REMOTE_ADDR=address,
            headers={"idempotency-key": "same"},
        ).json()["id"]  # fmt: skip

    assert sent_from("192.0.2.1") != sent_from("192.0.2.2")


def test_a_refused_letter_can_be_mended_under_the_same_key(reader: Reader, base: Dataset) -> None:
    assert post(reader, "/submissions", {"reason": "short"}, idempotency_key="k").status_code == 400
    assert post(reader, "/submissions", ARTICLE, idempotency_key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_an_idempotency_key_has_a_shape(reader: Reader, base: Dataset, key: str) -> None:
    assert post(reader, "/submissions", ARTICLE, idempotency_key=key).status_code == 400


def test_everything_wrong_is_told_at_once(reader: Reader, base: Dataset) -> None:
    response = post(reader, "/submissions", {"url": "ftp://x", "reasn": "why", "published_on": "2018-13", "text": 5})
    errors = {error["name"]: error["code"] for error in response.json()["errors"]}
    assert errors == {
        "reasn": "unknown_field",
        "url": "invalid_value",
        "published_on": "invalid_value",
        "text": "invalid_value",
        "reason": "missing_member",
    }
    assert all(error["in"] == "body" for error in response.json()["errors"])
    assert Submission.objects.count() == 0


def test_an_article_or_a_text_is_needed(reader: Reader, base: Dataset) -> None:
    response = post(reader, "/submissions", {"reason": "Because it is right."})
    assert response.json()["code"] == "missing_member"


@pytest.mark.parametrize("record", ["PIKB-1999-00001", "est_nobody", "{withdrawn}", "nonsense", "sub_abc"])
def test_corrections_are_about_what_is_public(reader: Reader, base: Dataset, record: str) -> None:
    response = post(reader, "/corrections", WRONG | {"record": record.format(withdrawn=base.withdrawn)})
    assert response.status_code == 400
    assert response.json()["errors"][0]["name"] == "record"


@pytest.mark.parametrize("resource", ["estimates", "parties", "roles", "articles", "remediations", "statements"])
def test_corrections_are_about_any_public_record(reader: Reader, base: Dataset, resource: str) -> None:
    record = reader.ids(f"/{resource}")[0]
    assert post(reader, "/corrections", WRONG | {"record": record}).status_code == 201


DEEP = b'{"url":' + b"[" * 40 + b"]" * 40 + b"}"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b" ", "application/json", 400, "invalid_body"),
        (b"{", "application/json", 400, "invalid_body"),
        (b"[]", "application/json", 400, "invalid_body"),
        (b"null", "application/json", 400, "invalid_body"),
        (b'"x"', "application/json", 400, "invalid_body"),
        (b'{"url": NaN}', "application/json", 400, "invalid_body"),
        (b'{"url": 1, "url": 2}', "application/json", 400, "invalid_body"),
        (b'{"reason": "\xff"}', "application/json", 400, "invalid_body"),
        (DEEP, "application/json", 400, "invalid_body"),
        (b"[" * 100_000, "application/json", 400, "invalid_body"),
        (b'{"url": ' + b"9" * 5000 + b"}", "application/json", 400, "invalid_body"),
        (b'{"reason": "\\ud800 half a pair"}', "application/json", 400, "missing_member"),
        (b'{"reason": "a NUL \\u0000 is in it"}', "application/json", 400, "missing_member"),
        (b"{" + b" " * 300_000 + b"}", "application/json", 413, "too_large"),
        (b"reason=x", "application/x-www-form-urlencoded", 415, "unsupported_media"),
        (b"<a/>", "application/xml", 415, "unsupported_media"),
        (b"{}", "application/json; charset=latin-1", 415, "unsupported_media"),
        (b"{}", "", 415, "unsupported_media"),
    ],
)
def test_hostile_bodies_are_refused(
    reader: Reader, base: Dataset, body: bytes, content_type: str, status: int, code: str
) -> None:
    response = post(reader, "/submissions", body, content_type)
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert code in {response.json()["code"], *(error["code"] for error in response.json()["errors"])} or status == 400
    if code != "missing_member":
        assert response.json()["code"] == code


def test_a_compressed_body_is_refused(reader: Reader, base: Dataset) -> None:
    assert post(reader, "/submissions", b"\x1f\x8b", content_encoding="gzip").status_code == 415


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_the_box_is_not_read(reader: Reader, base: Dataset, method: str) -> None:
    response = getattr(reader.client, method)("/api/v1/submissions")
    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize("name", ["sub_aaaaaaaaaaaaaaaaaaaaaaaaaa", "x", "sub_%00", "PIKB-2018-00001", "süb"])
def test_a_letter_that_is_not_there(reader: Reader, base: Dataset, name: str) -> None:
    for kind in ("submissions", "corrections"):
        assert reader.get(f"/{kind}/{name}").status_code in (404, 400)


def test_writing_has_a_stricter_limit_of_its_own(reader: Reader, base: Dataset, settings: Any) -> None:
    rates = {"anonymous": "100/min", "anonymous_write": "2/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}

    def send() -> int:
        return reader.client.post(
            "/api/v1/submissions", data=ARTICLE, content_type="application/json", REMOTE_ADDR="192.0.2.3"
        ).status_code  # fmt: skip

    assert [send() for _ in range(3)] == [201, 201, 429]
    assert reader.client.get("/api/v1/incidents", REMOTE_ADDR="192.0.2.3").status_code == 200


def test_only_declared_members_can_be_set(reader: Reader, base: Dataset) -> None:
    fields = {field.name for field in Submission._meta.fields}
    for name in fields - {"url", "text", "title", "publisher", "published_on", "reason", "contact"}:
        response = post(reader, "/submissions", ARTICLE | {name: "accepted"})
        assert response.status_code == 400, name
    assert Submission.objects.count() == 0
