"""as_of: as the base stood. known_by: what had been claimed. Never mixed, and they combine."""

import pytest

from incidents.published.models import Record
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def test_as_of_answers_with_the_revision_of_that_day(reader: Reader, base: Dataset) -> None:
    assert reader.body(f"/incidents/{base.clinic}")["title"] == "Harbour Clinic mailbox opened by phishing"
    then = reader.body(f"/incidents/{base.clinic}", "as_of=2020-04-15")
    assert then["title"] == "Harbour Clinic mailbox phished"
    assert then["version"] == 1


def test_as_of_a_date_means_the_end_of_that_day_and_an_instant_that_instant(reader: Reader, base: Dataset) -> None:
    published_at_noon = "2020-05-01"
    path = f"/incidents/{base.clinic}"
    assert reader.body(path, f"as_of={published_at_noon}")["version"] == 2
    assert reader.body(path, f"as_of={published_at_noon}T11:59:59Z")["version"] == 1
    assert reader.body(path, f"as_of={published_at_noon}T12:00:00Z")["version"] == 2
    assert reader.body(path, f"as_of={published_at_noon}T13:59:59+02:00")["version"] == 1


def test_as_of_lists_what_was_public_then(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents", "as_of=2020-12-31")
    assert [one["id"] for one in body["results"]] == [base.clinic, base.profiles]
    assert body["meta"]["count"] == 2
    assert body["meta"]["as_of"] == "2020-12-31"
    assert reader.body("/estimates", "as_of=2019-06")["meta"]["count"] == 3
    assert reader.ids("/incidents", "as_of=2020-12-31&cause=Phishing") == [base.clinic]
    assert reader.ids("/incidents", "as_of=2020-12-31&q=facebook") == [base.profiles]


def test_as_of_before_publication_is_404(reader: Reader, base: Dataset) -> None:
    assert reader.problem(f"/incidents/{base.clinic}", "as_of=2018", status=404)["code"] == "not_found"


def test_as_of_the_future_is_refused(reader: Reader, base: Dataset) -> None:
    assert reader.problem("/incidents", "as_of=9999")["errors"][0]["name"] == "as_of"
    assert reader.problem(f"/incidents/{base.clinic}", "as_of=9999")["errors"][0]["name"] == "as_of"


def test_parties_of_the_past_hold_no_role_of_later(reader: Reader, base: Dataset) -> None:
    (facebook,) = reader.body("/parties", "name=Facebook&as_of=2020")["results"]
    assert facebook["incidents"] == [base.profiles]


def test_known_by_gives_50_million_and_not_87(reader: Reader, base: Dataset) -> None:
    incident = reader.body(f"/incidents/{base.profiles}", "known_by=2018-03-20")
    assert [one["best"] for one in incident["estimates"]] == [50_000_000]
    assert incident["headline"]["best"] == 50_000_000
    assert "87" not in str(incident["headline"])
    listed = reader.body("/incidents", "known_by=2018-03-20")
    assert listed["results"] == [incident]
    assert listed["meta"]["known_by"] == "2018-03-20"


def test_known_by_leaves_out_incidents_of_which_nothing_was_known(reader: Reader, base: Dataset) -> None:
    assert reader.body("/incidents", "known_by=2018-03-20")["meta"]["count"] == 1
    assert reader.body("/incidents", "known_by=2018-03-16")["meta"]["count"] == 0
    assert reader.problem(f"/incidents/{base.profiles}", "known_by=2018-03-16", status=404)["code"] == "not_found"


def test_known_by_a_month_means_its_last_day(reader: Reader, base: Dataset) -> None:
    assert reader.ids("/incidents", "known_by=2018-03") == [base.profiles]
    assert reader.ids("/incidents", "known_by=2018-02") == []


def test_known_by_looks_at_filters_through_what_was_claimed(reader: Reader, base: Dataset) -> None:
    assert reader.ids("/incidents", "party=Facebook&known_by=2018-03-20") == []
    assert reader.ids("/incidents", "party=Facebook&known_by=2018-04-04") == [base.profiles]
    assert reader.ids("/incidents", "affected__gte=60000000&affected_mode=any&known_by=2018-03-20") == []
    assert reader.ids("/incidents", "affected__gte=60000000&affected_mode=any&known_by=2018-04-04") == [base.profiles]


def test_known_by_refuses_what_it_could_only_guess(reader: Reader, base: Dataset) -> None:
    problem = reader.problem("/incidents", "affected__gte=1&known_by=2018-03-20&sort=-affected")
    assert [(one["name"], one["code"]) for one in problem["errors"]] == [
        ("affected_mode", "incompatible_parameters"),
        ("sort", "incompatible_parameters"),
    ]


def test_known_by_on_flat_resources(reader: Reader, base: Dataset) -> None:
    assert [one["best"] for one in reader.body("/estimates", "known_by=2018-03-20")["results"]] == [50_000_000]
    assert reader.body("/roles", "known_by=2018-03-20")["results"] == []
    assert reader.body("/articles", "known_by=2018-03-20")["results"] == []
    assert reader.body(f"/incidents/{base.profiles}/estimates", "known_by=2018-03-20")["meta"]["count"] == 1


def test_record_not_yet_claimed_is_404(reader: Reader, base: Dataset) -> None:
    late = Record.objects.get(resource="estimates", high=87_000_000).record_id
    assert reader.problem(f"/estimates/{late}", "known_by=2018-03-20", status=404)["code"] == "not_found"
    assert reader.body(f"/estimates/{late}", "known_by=2018-04-04")["high"] == 87_000_000


def test_the_clocks_combine(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents", "as_of=2019-06-01&known_by=2018-03-20")
    assert [one["headline"]["best"] for one in body["results"]] == [50_000_000]
    assert reader.ids("/incidents", "as_of=2018-06-01&known_by=2018-03-20") == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/estimates", "status=asserted"),
        ("/estimates", "status!=superseded"),
        ("/estimates", "group_by=status"),
        ("/remediations", "status=ActivityCompleted"),
        ("/remediations", "verification__exists=true"),
        ("/remediations", "date__gte=2018"),
        ("/remediations", "group_by=action,date"),
    ],
)
def test_what_changes_as_a_record_goes_on_is_no_filter_for_a_past_day(
    reader: Reader, base: Dataset, path: str, query: str
) -> None:
    assert reader.problem(path, f"{query}&known_by=2018-03-20")["code"] == "incompatible_parameters"
    assert reader.body(path, query)["meta"]["count"]
