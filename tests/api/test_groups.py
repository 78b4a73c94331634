"""Counts by group: exact, with what is not stated, and the same from kept counts as from the rows."""

from collections import Counter

import pytest

from api import groups as groups_of_the_api
from api.listings import LISTS
from api.pages import DataVersion
from incidents.published import counts
from incidents.published.groups import GROUP_KEYS
from incidents.published.models import GroupCount
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

EVERY_KEY = [(resource, key.name) for resource, keys in GROUP_KEYS.items() for key in keys]
NO_FILTER = "modified__gte=1900"  # keeps everything, and is counted from the rows


def groups(reader: Reader, path: str, query: str) -> dict[str, int]:
    return {one["key"]: one["count"] for one in reader.body(path, query)["groups"]}


def test_a_many_valued_key_counts_an_incident_in_each_of_its_groups(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents", "group_by=role")

    assert {one["key"]: one["count"] for one in body["groups"]} == {
        "unknown": 2,
        "DataController": 1,
        "ServiceProvider": 1,
        "ThirdParty": 1,
        "platform": 1,
    }
    assert [one["key"] for one in body["groups"]][:2] == ["unknown", "DataController"]  # largest first, then by code
    assert body["results"] == []
    assert body["meta"]["groups_count"] == len(body["groups"])
    assert body["meta"]["count"] == 4
    assert list(body) == ["meta", "results", "groups", "next", "previous"]


def test_what_is_not_stated_is_listed_even_where_everything_is_stated(reader: Reader, base: Dataset) -> None:
    assert groups(reader, "/incidents", "group_by=status&status=IncidentOngoing") == {
        "IncidentOngoing": 1,
        "unknown": 0,
    }


def test_dates_are_grouped_by_year(reader: Reader, base: Dataset) -> None:
    assert groups(reader, "/incidents", "group_by=occurred") == {"2013": 1, "2020": 1, "unknown": 2}
    assert groups(reader, "/estimates", "group_by=claimed_on") == {"2018": 3, "2020": 1, "2021": 1, "unknown": 1}


def test_parties_are_labelled_by_name(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents", "group_by=party")

    labels = {one["key"]: (one["label"], one["count"]) for one in body["groups"]}
    assert labels[base.facebook] == ("Facebook", 2)
    assert labels["unknown"] == ("not stated", 2)


def test_two_keys_count_pairs(reader: Reader, base: Dataset) -> None:
    body = reader.body("/estimates", "group_by=bound,measure")

    pairs = {(one["key"], one["key_2"]): one["count"] for one in body["groups"]}
    assert pairs[("at_most", "people")] == 2
    assert pairs[("at_least", "accounts")] == 1
    assert sum(pairs.values()) == 6
    assert {"label", "label_2"} <= set(body["groups"][0])


def test_filters_decide_what_is_counted(reader: Reader, base: Dataset) -> None:
    assert groups(reader, "/incidents", "group_by=status&party=Facebook") == {"IncidentMitigated": 2, "unknown": 0}
    assert groups(reader, "/incidents", "group_by=cause&q=phishing")["Phishing"] == 1


def test_both_clocks_turn_the_counts_back(reader: Reader, base: Dataset) -> None:
    assert groups(reader, "/incidents", "group_by=cause&as_of=2019-06-01") == {"unknown": 1}
    assert groups(reader, "/estimates", "group_by=bound&known_by=2018-03-20") == {"none_stated": 1, "unknown": 0}
    then = groups(reader, "/incidents", "group_by=remediation&known_by=2018-03-20")
    assert then == {"unknown": 1}
    assert groups(reader, "/incidents", "group_by=remediation&known_by=2018-04-05") == {
        "disable_feature": 1,
        "unknown": 0,
    }


def test_groups_are_counted_once_until_the_next_change(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "group_by=cause&modified__gte=1901"
    first = groups(reader, "/incidents", query)
    count, counted = groups_of_the_api._counted, []
    monkeypatch.setattr(
        groups_of_the_api, "_counted", lambda *asked, **how: counted.append(asked) or count(*asked, **how)
    )

    assert groups(reader, "/incidents", query) == first
    assert counted == []
    later = DataVersion(sequence=10**9, changed_at=None)
    monkeypatch.setattr(groups_of_the_api, "data_version", lambda: later)
    assert groups(reader, "/incidents", query) == first
    assert len(counted) == 1


def test_of_very_many_rows_the_newest_are_grouped_and_that_is_told(
    reader: Reader, base: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups_of_the_api, "MOST_ROWS", 2)

    body = reader.body("/incidents", "group_by=status&modified__gte=1902")
    assert body["meta"]["grouped"] == 2
    assert sum(one["count"] for one in body["groups"]) == 2
    kept = reader.body("/incidents", "group_by=status")
    assert "grouped" not in kept["meta"]
    assert sum(one["count"] for one in kept["groups"]) == 4


def test_an_incidents_own_records_can_be_counted(reader: Reader, base: Dataset) -> None:
    assert groups(reader, f"/incidents/{base.profiles}/estimates", "group_by=bound") == {
        "at_most": 2,
        "none_stated": 1,
        "unknown": 0,
    }


@pytest.mark.parametrize(("resource", "key"), EVERY_KEY)
def test_kept_counts_are_those_of_the_rows(reader: Reader, base: Dataset, resource: str, key: str) -> None:
    kept = groups(reader, f"/{resource}", f"group_by={key}")

    assert kept == groups(reader, f"/{resource}", f"group_by={key}&{NO_FILTER}")
    assert sum(kept.values()) >= reader.body(f"/{resource}", "per_page=0")["meta"]["count"]


def test_a_recount_finds_what_publication_kept(reader: Reader, base: Dataset) -> None:
    def held() -> Counter[tuple[str, str, str]]:
        rows = GroupCount.objects.exclude(rows=0).values_list("resource", "key", "code", "rows")
        return Counter({(resource, key, code): rows for resource, key, code, rows in rows})

    before = held()
    counts.recount()

    assert held() == before
    assert sum(before.values()) > 50


def test_a_withdrawn_incident_counts_nowhere(reader: Reader, base: Dataset) -> None:
    assert groups(reader, "/incidents", "group_by=cause") == {"Phishing": 1, "unknown": 3}
    assert groups(reader, "/causes", "group_by=cause") == {"Phishing": 1, "unknown": 0}


@pytest.mark.parametrize("resource", LISTS)
def test_an_unknown_key_is_refused_with_those_there_are(reader: Reader, base: Dataset, resource: str) -> None:
    problem = reader.problem(f"/{resource}", "group_by=colour")

    assert problem["code"] == "unknown_field"
    assert problem["errors"][0]["allowed"] == [key.name for key in GROUP_KEYS[resource]]


@pytest.mark.parametrize("query", ["group_by=cause,role,data", "group_by=cause,cause", "group_by=cause&cursor=*"])
def test_combinations_without_an_answer_are_refused(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.problem("/incidents", query)["errors"]
