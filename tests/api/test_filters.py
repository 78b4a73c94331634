"""Filters: what each keeps, and what it refuses."""

import pytest

from api.listings import LISTS
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS

NAMES = ("profiles", "clinic", "shop", "portal")


def names(reader: Reader, base: Dataset, query: str) -> set[str]:
    """Which incidents of the dataset a query keeps."""
    found = set(reader.ids("/incidents", query))
    return {name for name in NAMES if getattr(base, name) in found}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("party=Facebook", {"profiles", "shop"}),
        ("party=facebook", {"profiles", "shop"}),
        ('party="Facebook, Inc."', {"profiles", "shop"}),
        ("party=M%C3%89TA", {"profiles", "shop"}),
        ("party=Nobody", set()),
        ("party!=Facebook", {"clinic", "portal"}),
        ("party!=Nobody", {"profiles", "clinic", "shop", "portal"}),
        ("party=Facebook&party=Cambridge+Analytica", {"profiles"}),
        ("party=Facebook,Nobody", {"profiles", "shop"}),
        ("cause=Phishing", {"clinic"}),
        ("cause=phishing", {"clinic"}),
        ("cause!=Phishing", {"profiles", "shop", "portal"}),
        ("data=social_graph", {"profiles"}),
        ("remediation=disable_feature", {"profiles"}),
        ("remediation=patch,disable_feature", {"profiles"}),
        ("action=investigation", {"profiles"}),
        ("action_body=Information+Commissioner", {"profiles"}),
        ("action_body=Facebook", set()),
        ("role=platform", {"shop"}),
        ("role=platform,ThirdParty", {"profiles", "shop"}),
        ("status=IncidentOngoing", {"clinic"}),
        ("veracity=confirmed", {"profiles", "clinic", "shop", "portal"}),
        ("veracity!=confirmed", set()),
        ("cause=Phishing&status=IncidentMitigated", set()),
    ],
)
def test_code_and_party_filters(reader: Reader, base: Dataset, query: str, kept: set[str]) -> None:
    assert names(reader, base, query) == kept


def test_party_by_id_has_no_case(reader: Reader, base: Dataset) -> None:
    assert names(reader, base, f"party={base.facebook.upper()}") == {"profiles", "shop"}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        # occurred: profiles 2013 to 2015, clinic 2020-02-10; others not stated
        ("occurred=2014", {"profiles"}),
        ("occurred__gte=2015", {"profiles", "clinic"}),
        ("occurred__gt=2015", {"clinic"}),
        ("occurred__lte=2013", {"profiles"}),
        ("occurred__lt=2013", set()),
        ("occurred__gte=2016&occurred__lte=2019", set()),
        ("occurred=2020-02", {"clinic"}),
        ("occurred!=2014", {"clinic", "shop", "portal"}),
        # first public: profiles 2018-03-17, clinic 2020-03, shop 2021, portal not stated
        ("first_public__gte=2020-03-15", {"clinic", "shop"}),
        ("first_public__gt=2020-03-15", {"clinic", "shop"}),
        ("first_public__gt=2020-03", {"shop"}),
        ("first_public__lt=2021-01-02", {"profiles", "clinic", "shop"}),
        ("first_public=2018,2021", {"profiles", "shop"}),
        # modified: the instant of publication, noon UTC
        ("modified__gte=2021", {"shop", "portal"}),
        ("modified__lte=2019", {"profiles"}),
        ("modified__gt=2020-05-01", {"shop", "portal"}),
        ("modified__gt=2020-05-01T11:59:59Z", {"clinic", "shop", "portal"}),
        ("modified__lt=2020-05-01T14:00:00%2B02:00", {"profiles"}),
    ],
)
def test_date_filters_take_partial_dates_as_intervals(
    reader: Reader, base: Dataset, query: str, kept: set[str]
) -> None:
    assert names(reader, base, query) == kept


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        # headline: profiles 0 to 87 m, clinic 1,200, shop 5 m and more, portal none
        ("affected__gte=1000000", {"profiles", "shop"}),
        ("affected__gte=87000000", {"profiles", "shop"}),
        ("affected__gt=87000000", {"shop"}),
        ("affected__lte=1200", {"profiles", "clinic"}),
        ("affected__lt=1200", {"profiles"}),
        ("affected=1200", {"profiles", "clinic"}),
        ("affected=999", {"profiles"}),
        ("affected__gte=0", {"profiles", "clinic", "shop"}),
        ("affected__gte=1000&affected__lte=2000", {"profiles", "clinic"}),
        # any live claim: 87 m, 50 m and 30 m
        ("affected__gte=40000000&affected__lte=60000000&affected_mode=any", {"profiles", "shop"}),
        ("affected=50000000&affected_mode=any", {"profiles", "shop"}),
        ("affected__gt=87000000&affected_mode=any", {"shop"}),
        # all live claims: the claim of 30 million at most does not admit 40 million
        ("affected__gte=40000000&affected_mode=all", {"shop"}),
        ("affected__gte=30000000&affected_mode=all", {"profiles", "shop"}),
        ("affected__lte=50000000&affected_mode=all", {"profiles", "clinic", "shop"}),
        ("affected__lt=50000000&affected_mode=all", {"clinic", "shop"}),
    ],
)
def test_affected_keeps_what_the_words_allow(reader: Reader, base: Dataset, query: str, kept: set[str]) -> None:
    assert names(reader, base, query) == kept


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=phishing", {"clinic"}),
        ("q=harbour+mailbox", {"clinic"}),
        ("q=%22profile+data%22", {"profiles"}),
        ("q=%22data+profile%22", set()),
        ("q=clinic+or+lantern", {"clinic", "shop"}),
        ("q=facebook+-lantern", {"profiles"}),
        ("q=meta+lantern", {"shop"}),
        ("q=the", set()),
        ("q=---------------------------------", set()),
    ],
)
def test_search_reads_the_web_grammar(reader: Reader, base: Dataset, query: str, kept: set[str]) -> None:
    assert names(reader, base, query) == kept


def test_search_lists_the_best_match_first(reader: Reader, base: Dataset) -> None:
    body = reader.body("/incidents", "q=facebook")
    assert body["meta"]["sort"] == "-relevance,-id"
    assert [one["id"] for one in body["results"]] == [base.profiles, base.shop]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("sort=modified", ["profiles", "clinic", "shop", "portal"]),
        ("sort=-affected", ["profiles", "shop", "clinic", "portal"]),
        ("sort=affected", ["clinic", "shop", "profiles", "portal"]),
        ("sort=-first_public", ["shop", "clinic", "profiles", "portal"]),
        ("sort=first_public", ["profiles", "clinic", "shop", "portal"]),
        ("sort=-id", ["portal", "shop", "clinic", "profiles"]),
    ],
)
def test_what_is_not_stated_sorts_last(reader: Reader, base: Dataset, query: str, order: list[str]) -> None:
    expected = [getattr(base, name) for name in order]
    if query == "sort=-id":  # the year of an id is the year of publication where nothing else is known
        expected.sort(reverse=True)
    assert reader.ids("/incidents", query) == expected


@pytest.mark.parametrize(
    ("path", "query", "count"),
    [
        ("/estimates", "", 6),
        ("/estimates", "measure=accounts", 1),
        ("/estimates", "bound=at_most", 2),
        ("/estimates", "bound!=at_most", 4),
        ("/estimates", "claimant=facebook", 1),
        ("/estimates", "claimant_kind=controller", 1),
        ("/estimates", "affected__gte=40000000", 3),
        ("/estimates", "claimed_on__lte=2018-03", 1),
        ("/estimates", "claimed_on=2018", 3),
        ("/estimates", "claimed_on__gte=2021-12-31", 1),
        ("/parties", "", 3),
        ("/parties", "kind=authority", 1),
        ("/parties", "role=platform", 1),
        ("/parties", "name=m%C3%A9ta", 1),
        ("/parties", "q=analyt", 1),
        ("/parties", "q=100%25", 0),
        ("/roles", "party=facebook", 3),
        ("/roles", "status=alleged", 3),
        ("/remediations", "action=disable_feature&verification=self_certified&actor=Facebook", 1),
        ("/remediations", "verification=independently_verified", 0),
        ("/actions", "body=Information+Commissioner&target=Facebook&status=open", 1),
        ("/causes", "cause=Phishing", 1),
        ("/data", "category=social_graph&asserted=involved", 1),
        ("/events", "event=data_collected_from&date=2014", 1),
        ("/statements", "statement_kind=apology&speaker=facebook", 1),
        ("/articles", "publisher=the+daily+example", 4),
        ("/articles", "published_on=2018-04", 1),
        ("/articles", "url=HTTP://News.Example:80/87-million?utm_source=x%26id=7", 1),
    ],
)
def test_flat_resources_filter_by_the_fields_of_their_objects(
    reader: Reader, base: Dataset, path: str, query: str, count: int
) -> None:
    body = reader.body(path, query)
    assert body["meta"]["count"] == len(body["results"]) == count


def test_flat_resources_filter_by_incident(reader: Reader, base: Dataset) -> None:
    assert reader.body("/estimates", f"incident={base.profiles.lower()}")["meta"]["count"] == 3
    assert reader.ids("/articles", f"incident={base.profiles}") == [base.article]
    assert set(reader.ids("/parties", f"incident={base.shop}")) == {base.facebook}


def test_every_flat_record_has_an_address_of_its_own(reader: Reader, base: Dataset) -> None:
    for resource in ("estimates", "parties", "roles", "remediations", "actions", "causes", "data", "events",
                     "statements", "articles"):  # fmt: skip
        for record in reader.body(f"/{resource}")["results"]:
            assert reader.body(f"/{resource}/{record['id'].upper()}") == record


def test_lookup_understands_every_spelling_of_an_address(reader: Reader, base: Dataset) -> None:
    spelled = "HTTP%3A%2F%2FNews.Example%3A80%2Fa%2F..%2F87-million%3Futm_source%3Dx%26id%3D7%23top"
    body = reader.body("/lookup", f"url={spelled}")
    assert body["url"] == "http://news.example/87-million?id=7"
    assert body["covered"] is True
    assert body["incidents"] == [base.profiles]
    assert [one["id"] for one in body["articles"]] == [base.article]
    assert reader.body("/lookup", "url=https://news.example/other") == {
        "url": "https://news.example/other",
        "covered": False,
        "incidents": [],
        "articles": [],
    }


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("cause__exists=true", {"clinic"}),
        ("cause__exists=false", {"profiles", "shop", "portal"}),
        ("occurred__exists=true", {"profiles", "clinic"}),
        ("first_public__exists=false", {"portal"}),
        ("affected__exists=true", {"profiles", "clinic", "shop"}),
        ("affected__exists=false", {"portal"}),
        ("party__exists=true&cause__exists=false", {"profiles", "shop"}),
        ("party__exists=TRUE&known_by=2018-03-20", set()),
        ("party__exists=TRUE&known_by=2018-04-05", {"profiles"}),
        ("cause__exists=true&known_by=2018-04-05", set()),
    ],
)
def test_what_is_stated_at_all(reader: Reader, base: Dataset, query: str, kept: set[str]) -> None:
    assert names(reader, base, query) == kept


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("affected__gte=1", {"profiles", "clinic", "shop"}),
        ("affected__gte=1&include_placeholders=true", {"profiles", "clinic", "shop", "portal"}),
        ("affected__gte=1&include_placeholders=false", {"profiles", "clinic", "shop"}),
        ("affected__gte=1000000000&include_placeholders=true", {"shop", "portal"}),
        ("affected__gte=1&affected_mode=any&include_placeholders=true", {"profiles", "clinic", "shop", "portal"}),
        ("affected__lte=2000&affected_mode=all&include_placeholders=true", {"clinic", "portal"}),
    ],
)
def test_placeholders_pass_only_where_they_are_asked_for(
    reader: Reader, base: Dataset, query: str, kept: set[str]
) -> None:
    assert names(reader, base, query) == kept


@pytest.mark.parametrize("resource", LISTS)
def test_every_list_can_be_asked_for_what_changed(reader: Reader, base: Dataset, resource: str) -> None:
    assert reader.ids(f"/{resource}", "modified__lt=2019-01-01") == []
    assert len(reader.ids(f"/{resource}", "modified__gte=2019-01-01")) == len(reader.ids(f"/{resource}"))


def test_facts_are_found_by_any_party_that_they_name(reader: Reader, base: Dataset) -> None:
    assert len(reader.ids("/actions", "party=Facebook")) == 1
    assert len(reader.ids("/actions", "party=Information+Commissioner")) == 1
    assert len(reader.ids("/estimates", "party=Cambridge+Analytica")) == 1
    assert len(reader.ids("/estimates", "origin=machine")) == 6
    assert reader.ids("/estimates", "origin=person,importer") == []


@pytest.mark.parametrize("query", ["include_placeholders=true", "cause__exists=maybe", "status__exists=true"])
def test_flags_that_say_nothing_are_refused(reader: Reader, base: Dataset, query: str) -> None:
    assert reader.problem("/incidents", query)["errors"]
