"""The feed: gap-free, typed, resumable."""

from urllib.parse import urlsplit

from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_feed_is_gap_free_in_order(reader: Reader, base: Dataset) -> None:
    body = reader.body("/changes", "per_page=200")
    numbers = [one["sequence"] for one in body["results"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert body["results"][0]["type"] == "incident.published"
    assert body["results"][0]["incident"] == base.profiles
    assert body["meta"]["last"] == numbers[-1]
    assert body["meta"]["data_version"] == str(numbers[-1])


def test_reader_resumes_where_it_stopped(reader: Reader, base: Dataset) -> None:
    whole = [one["sequence"] for one in reader.body("/changes", "per_page=200")["results"]]
    seen: list[int] = []
    query = "per_page=3"
    while True:
        body = reader.body("/changes", query)
        seen += [one["sequence"] for one in body["results"]]
        if body["next"] is None:
            break
        query = urlsplit(body["next"]).query
    assert seen == whole
    assert reader.body("/changes", f"since={body['meta']['last']}")["results"] == []


def test_feed_by_type_and_incident(reader: Reader, base: Dataset) -> None:
    body = reader.body("/changes", f"type=wording,incident.updated&incident={base.clinic}")
    assert [(one["type"], one["revision"]) for one in body["results"]] == [("wording", 2)]
    assert body["meta"]["last"] == int(body["meta"]["data_version"])
    problem = reader.problem("/changes", "type=incident.publishd&from=1")
    assert problem["errors"][0]["did_you_mean"][0] == "incident.published"
    assert problem["errors"][1]["code"] == "unknown_parameter"


def test_withdrawal_stays_in_the_feed_without_the_words_before_it(reader: Reader, base: Dataset) -> None:
    changes = reader.body("/changes", f"incident={base.withdrawn}")["results"]
    assert [one["type"] for one in changes] == ["incident.published", "fact.added", "incident.withdrawn"]
    assert [one["title"] for one in changes[:2]] == [None, None]
    assert "error in source" in changes[2]["text"]


def test_record_of_a_withdrawn_incident_answers_410(reader: Reader, base: Dataset) -> None:
    added = reader.body("/changes", f"incident={base.withdrawn}")["results"][1]
    assert reader.problem(f"/causes/{added['record']}", status=410)["code"] == "withdrawn"
    assert reader.problem(f"/causes/{added['record']}", "as_of=2022-02-15", status=410)["code"] == "withdrawn"
