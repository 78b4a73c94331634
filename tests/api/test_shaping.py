"""`select` leaves members out, `expand` makes references whole – on lists, single records and under both clocks."""

import pytest

from api.listings import LISTS
from api.shaping import references_of, selectable
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_members_and_their_members(reader: Reader, base: Dataset) -> None:
    (one,) = reader.body("/incidents", f"ids={base.clinic}&select=id,headline.best,estimates.bound,occurred")["results"]

    assert one == {
        "id": base.clinic,
        "occurred": {"from": {"value": "2020-02-10", "precision": "day", "qualifier": "exact"}, "to": None},
        "headline": {"best": 1200},
        "estimates": [{"bound": "exact"}],
    }


def test_what_is_not_stated_stays_null(reader: Reader, base: Dataset) -> None:
    (one,) = reader.body("/incidents", f"ids={base.portal}&select=headline.low,first_public.value")["results"]
    assert one == {"first_public": None, "headline": None}


def test_a_whole_member_wins_over_a_part_of_it(reader: Reader, base: Dataset) -> None:
    (one,) = reader.body("/incidents", f"ids={base.clinic}&select=headline.low,headline")["results"]
    assert one["headline"]["text"]


@pytest.mark.parametrize("resource", LISTS)
def test_every_name_that_is_offered_can_be_selected(reader: Reader, base: Dataset, resource: str) -> None:
    whole = reader.body(f"/{resource}", "per_page=200")["results"]
    for name in selectable(resource):
        head, _, inner = name.partition(".")
        found = reader.body(f"/{resource}", f"per_page=200&select={name}")["results"]
        assert [list(one) for one in found] == [[head]] * len(whole), name
        if not inner:
            assert found == [{head: one[head]} for one in whole], name


@pytest.mark.parametrize("resource", LISTS)
def test_every_reference_that_is_offered_can_be_expanded(reader: Reader, base: Dataset, resource: str) -> None:
    paths = [path for path, target in references_of(resource).items() if target]
    for path in paths:
        assert reader.body(f"/{resource}", f"per_page=200&expand={path}")["results"], path
    assert paths or resource == "contradictions"


def test_parties_become_whole(reader: Reader, base: Dataset) -> None:
    body = reader.body(f"/incidents/{base.profiles}", "expand=estimates.claimant,headline.claimant")

    whole = reader.body(f"/parties/{base.facebook}")
    assert body["headline"]["claimant"] == whole
    assert [one["claimant"] and one["claimant"]["name"] for one in body["estimates"]].count("Facebook") == 1
    assert whole in [one["claimant"] for one in body["estimates"]]
    assert whole["aliases"]


def test_an_incident_becomes_whole_in_its_facts(reader: Reader, base: Dataset) -> None:
    for one in reader.body("/causes", "expand=incident")["results"]:
        assert one["incident"] == reader.body(f"/incidents/{base.clinic}")


def test_articles_become_whole_in_evidence(reader: Reader, base: Dataset) -> None:
    facts = reader.body("/statements", "expand=evidence.article")["results"]
    assert facts[0]["evidence"][0]["article"] == reader.body(f"/articles/{base.article}")


def test_lists_of_ids_become_lists_of_objects(reader: Reader, base: Dataset) -> None:
    body = reader.body(f"/parties/{base.facebook}", "expand=incidents")
    assert body["incidents"][0]["title"].startswith("Facebook profile data")


def test_what_is_whole_already_may_be_named(reader: Reader, base: Dataset) -> None:
    plain = reader.body("/incidents")
    assert reader.body("/incidents", "expand=estimates.evidence,articles")["results"] == plain["results"]


def test_the_clocks_hold_for_what_is_made_whole(reader: Reader, base: Dataset) -> None:
    then = reader.body("/estimates", "known_by=2018-03-20&expand=incident&select=incident.headline,incident.estimates")
    (one,) = then["results"]
    assert one["incident"]["headline"]["best"] == 50_000_000
    assert len(one["incident"]["estimates"]) == 1
    body = reader.body(f"/parties/{base.facebook}", "as_of=2019-06-01&expand=incidents")
    assert [one["id"] for one in body["incidents"]] == [base.profiles]


def test_a_page_with_whole_objects_stays_below_the_limit_and_goes_on(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.LARGEST_ANSWER_BYTES", 20_000)
    ids, query = [], "expand=incident"
    for _ in range(10):
        body = reader.body("/estimates", query)
        assert body["results"]
        ids += [one["id"] for one in body["results"]]
        if body["next"] is None:
            break
        query = body["next"].partition("?")[2]
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize(
    ("query", "name", "near"),
    [
        ("select=titel", "select", "title"),
        ("select=headline.lo", "select", "headline.low"),
        ("select=id,headline.range.low", "select", "headline.range"),
        ("expand=estimate.claimant", "expand", "estimates.claimant"),
        ("select=", "select", None),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(
    reader: Reader, base: Dataset, query: str, name: str, near: str | None
) -> None:
    (error,) = reader.problem("/incidents", query)["errors"]
    assert error["name"] == name
    if near:
        assert error["code"] == "unknown_field"
        assert near in error["did_you_mean"]


def test_all_unknown_names_are_told_at_once(reader: Reader, base: Dataset) -> None:
    problem = reader.problem("/incidents", "select=foo,bar&expand=baz&group_by=qux")
    assert len(problem["errors"]) >= 4
