"""Incidents: one, several, and what they hold."""

import pytest

from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_newest_change_comes_first(reader: Reader, base: Dataset) -> None:
    assert reader.ids("/incidents") == [base.portal, base.shop, base.clinic, base.profiles]


def test_list_envelope_has_its_members_in_order(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents")
    assert list(body) == ["meta", "results", "next", "previous"]
    assert {name: value for name, value in body["meta"].items() if name != "data_version"} == {
        "count": 4,
        "count_is": "exact",
        "per_page": 25,
        "sort": "-modified,-id",
        "as_of": None,
        "known_by": None,
        "licence": "CC-BY-4.0",
    }


def test_three_conflicting_counts_stand_side_by_side(reader: Reader, base: Dataset) -> None:
    incident = reader.body(f"/incidents/{base.profiles}")
    counts = {(one["bound"], one["best"], one["high"]) for one in incident["estimates"]}
    assert counts == {
        ("at_most", None, 87_000_000),
        ("none_stated", 50_000_000, None),
        ("at_most", None, 30_000_000),
    }
    assert incident["headline"]["text"] == "at most 87 million people (Facebook, 2018-04-04)"
    assert incident["headline"]["range"] == {"low": 30_000_000, "high": 87_000_000}
    assert incident["headline"]["reason"]


def test_detail_and_list_give_the_same_object(reader: Reader, base: Dataset) -> None:
    listed = reader.body("/incidents", "sort=modified&per_page=1")["results"][0]
    assert listed == reader.body(f"/incidents/{base.profiles}")


def test_id_in_the_path_has_no_case(reader: Reader, base: Dataset) -> None:
    assert reader.body(f"/incidents/{base.profiles.lower()}")["id"] == base.profiles


def test_addresses_in_bodies_are_under_the_name_that_was_asked(reader: Reader, base: Dataset) -> None:
    response = reader.client.get(f"/api/v1/incidents/{base.profiles}", headers={"host": "localhost:8080"})
    assert response.json()["url"] == f"http://localhost:8080/api/v1/incidents/{base.profiles}"


def test_slash_at_the_end_is_answered_directly(reader: Reader, base: Dataset) -> None:
    assert reader.get("/incidents/").status_code == 200
    assert reader.get(f"/incidents/{base.profiles}/").status_code == 200


def test_merged_incident_moves_to_the_survivor_with_path_and_query(reader: Reader, base: Dataset) -> None:
    response = reader.get(f"/incidents/{base.merged}/estimates", "bound=at_most")
    assert response.status_code == 301
    assert response["Location"] == f"/api/v1/incidents/{base.profiles}/estimates?bound=at_most"


@pytest.mark.parametrize("tail", ["", "/causes", "/contradictions"])
def test_withdrawn_incident_answers_410_with_reason_and_successor(reader: Reader, base: Dataset, tail: str) -> None:
    problem = reader.problem(f"/incidents/{base.withdrawn}{tail}", status=410)
    assert problem["code"] == "withdrawn"
    assert problem["reason"] == "error in source"
    assert problem["successor"] == base.profiles
    assert problem["withdrawn_at"] == "2022-03-01T12:00:00Z"


def test_no_instant_of_the_past_brings_a_withdrawn_incident_back(reader: Reader, base: Dataset) -> None:
    then = "as_of=2022-02-15"
    assert reader.problem(f"/incidents/{base.withdrawn}", then, status=410)["code"] == "withdrawn"
    assert base.withdrawn not in reader.ids("/incidents", then)
    assert b"CANARY" not in reader.get("/causes", then).content
    assert b"CANARY" not in reader.get("/articles", then).content
    assert b"CANARY" not in reader.get("/changes", "per_page=200").content


@pytest.mark.parametrize("incident_id", ["PIKB-2018-99999", "PIKB-2018", "nonsense", "%00", "PIKB-2018-00001%0A"])
def test_unknown_incident_answers_404(reader: Reader, base: Dataset, incident_id: str) -> None:
    assert reader.problem(f"/incidents/{incident_id}", status=404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("resource", "count"),
    [
        ("estimates", 3),
        ("parties", 2),
        ("remediations", 1),
        ("actions", 1),
        ("causes", 0),
        ("data", 1),
        ("events", 1),
        ("statements", 1),
        ("articles", 1),
        ("contradictions", 0),
    ],
)
def test_nested_lists_hold_what_the_incident_holds(reader: Reader, base: Dataset, resource: str, count: int) -> None:
    body = reader.body(f"/incidents/{base.profiles}/{resource}")
    assert body["meta"]["count"] == count
    held = reader.body(f"/incidents/{base.profiles}")[resource]
    assert sorted(one["id"] for one in body["results"]) == sorted(one["id"] for one in held)


def test_nested_list_takes_the_filters_of_the_flat_one(reader: Reader, base: Dataset) -> None:
    body = reader.body(f"/incidents/{base.profiles}/estimates", "bound=none_stated")
    assert [one["best"] for one in body["results"]] == [50_000_000]
    assert reader.problem(f"/incidents/{base.profiles}/estimates", "incident=PIKB-2018-00001")["code"] == (
        "unknown_parameter"
    )
