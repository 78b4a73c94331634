"""The published revisions of an incident: when each was valid, and what it changed."""

from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_revisions_come_newest_first_with_their_validity(reader: Reader, base: Dataset) -> None:
    body = reader.body(f"/incidents/{base.clinic}/history")
    assert [(one["revision"], one["valid_from"], one["valid_to"]) for one in body["results"]] == [
        (2, "2020-05-01T12:00:00Z", None),
        (1, "2020-04-01T12:00:00Z", "2020-05-01T12:00:00Z"),
    ]
    assert body["meta"]["count"] == 2
    assert (body["next"], body["previous"]) == (None, None)


def test_a_revision_tells_typed_changes_and_curators_words_before_and_after(reader: Reader, base: Dataset) -> None:
    newest, first = reader.body(f"/incidents/{base.clinic}/history")["results"]
    assert [(one["type"], one["text"]) for one in newest["changes"]] == [("wording", "title")]
    assert newest["fields"] == [
        {
            "name": "title",
            "before": "Harbour Clinic mailbox phished",
            "after": "Harbour Clinic mailbox opened by phishing",
        }
    ]
    assert first["changes"][0]["type"] == "incident.published"
    assert {one["type"] for one in first["changes"]} == {"incident.published", "estimate.added", "fact.added"}
    told = {one["name"]: (one["before"], one["after"]) for one in first["fields"]}
    assert told["title"] == (None, "Harbour Clinic mailbox phished")
    assert told["first_public"] == (None, {"value": "2020-03", "precision": "month", "qualifier": "exact"})
    assert told["headline"][1]["text"].startswith("exactly 1,200 people")


def test_each_revision_leads_to_its_state(reader: Reader, base: Dataset) -> None:
    for one in reader.body(f"/incidents/{base.clinic}/history")["results"]:
        path, _, query = one["url"].removeprefix("http://testserver/api/v1").partition("?")
        assert reader.body(path, query)["version"] == one["revision"]


def test_as_of_cuts_the_history(reader: Reader, base: Dataset) -> None:
    body = reader.body(f"/incidents/{base.clinic}/history", "as_of=2020-04-15")
    assert [(one["revision"], one["valid_to"]) for one in body["results"]] == [(1, None)]
    assert body["meta"]["as_of"] == "2020-04-15"
    assert reader.problem(f"/incidents/{base.clinic}/history", "as_of=2019", status=404)["code"] == "not_found"


def test_known_by_is_refused_with_the_reason(reader: Reader, base: Dataset) -> None:
    problem = reader.problem(f"/incidents/{base.clinic}/history", "known_by=2020-01-01&page=2")
    assert [one["code"] for one in problem["errors"]] == ["incompatible_parameters", "unknown_parameter"]
    assert "as_of" in problem["errors"][0]["detail"]


def test_json_is_the_only_format(reader: Reader, base: Dataset) -> None:
    problem = reader.problem(f"/incidents/{base.clinic}/history", "format=csv")
    assert problem["errors"][0]["name"] == "format"


def test_pages_follow_each_other(reader: Reader, base: Dataset) -> None:
    path = f"/incidents/{base.clinic}/history"
    first = reader.body(path, "per_page=1")
    assert [one["revision"] for one in first["results"]] == [2]
    assert first["results"][0]["fields"][0]["before"] == "Harbour Clinic mailbox phished"
    second = reader.client.get(first["next"]).json()
    assert [one["revision"] for one in second["results"]] == [1]
    assert second["next"] is None
    assert reader.client.get(second["previous"]).json()["results"] == first["results"]
    assert reader.body(path, "per_page=0")["results"] == []
    assert reader.problem(path, first["next"].partition("?")[2] + "x")["code"] == "bad_cursor"
    other = first["next"].partition("?")[2]
    assert reader.problem(f"/incidents/{base.shop}/history", other)["code"] == "bad_cursor"


def test_withdrawn_is_410_and_merged_leads_to_the_survivor(reader: Reader, base: Dataset) -> None:
    problem = reader.problem(f"/incidents/{base.withdrawn}/history", status=410)
    assert problem["reason"] == "error in source"
    assert "CANARY" not in str(problem)
    moved = reader.get(f"/incidents/{base.merged}/history", "per_page=5")
    assert (moved.status_code, moved["Location"]) == (301, f"/api/v1/incidents/{base.profiles}/history?per_page=5")
