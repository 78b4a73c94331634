"""Words that no row has are replaced by near words of names, and never where that would weaken an exact search."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from api.search_words import bare_words
from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset


class TestIncidents:
    pytestmark = READS

    @pytest.mark.parametrize(
        ("query", "searched_for", "found"),
        [
            ("q=facbook", "facebook", {"profiles", "shop"}),
            ("q=Facebok+lantern", "facebook lantern", {"shop"}),
            ("q=cambrige+analitica", "cambridge analytica", {"profiles"}),
            ("q=comissioner", "commissioner", {"profiles"}),
            ("q=facbook+-lantern", "facebook -lantern", {"profiles"}),
            ("q=%22data+profile%22+or+facbook", '"data profile" or facebook', {"profiles", "shop"}),
            ("q=facbook,", "facebook,", {"profiles", "shop"}),
        ],
    )
    def test_near_words_are_searched_for_and_told(
        self, reader: Reader, base: Dataset, query: str, searched_for: str, found: set[str]
    ) -> None:
        body = reader.body("/incidents", query)
        assert {one["id"] for one in body["results"]} == {getattr(base, name) for name in found}
        assert body["meta"]["searched_for"] == searched_for

    @pytest.mark.parametrize(
        "query",
        [
            "q=facebook",  # stands as it is
            "q=clinic+or+facbook",  # something is found
            "q=%22facbook%22",  # quoted
            "q=-facbook+clinic",  # excluded
            "q=-+facbook+clinic",
            "q=fcbk",  # like nothing
            "q=zzzzzzzz",
            "q=met",  # three letters
            "q=facb00k",  # not letters alone
            "q=with",  # no word that is searched for
            "q=facebook+clinic",  # each is there, together they are not
            "q=facebook&cause=Phishing",  # the filter is to blame
        ],
    )
    def test_nothing_is_replaced(self, reader: Reader, base: Dataset, query: str) -> None:
        assert "searched_for" not in reader.body("/incidents", query)["meta"]

    def test_what_is_found_costs_one_statement(self, reader: Reader, base: Dataset) -> None:
        with CaptureQueriesContext(connections["published"]) as asked:
            reader.body("/incidents", "q=clinic+or+facbook")
        assert len(asked) == 1

    def test_words_stay_replaced_on_every_page_and_in_every_shape(self, reader: Reader, base: Dataset) -> None:
        first = reader.body("/incidents", "q=facbook&per_page=1")
        second = reader.client.get(first["next"]).json()
        assert second["meta"]["searched_for"] == "facebook"
        assert {first["results"][0]["id"], second["results"][0]["id"]} == {base.profiles, base.shop}
        assert reader.body("/incidents", "q=facbook&per_page=0")["meta"]["count"] == 2
        groups = reader.body("/incidents", "q=facbook&group_by=status")
        assert groups["meta"]["searched_for"] == "facebook"
        assert sum(one["count"] for one in groups["groups"]) == 2
        assert len(reader.ids("/incidents", "q=facbook&sample=1&seed=7")) == 1

    def test_the_past_is_asked_what_it_had(self, reader: Reader, base: Dataset) -> None:
        body = reader.body("/incidents", "q=facbook&as_of=2020-12-31")
        assert [one["id"] for one in body["results"]] == [base.profiles]
        assert reader.body("/incidents", "q=lantren&as_of=2020-12-31")["meta"]["count"] == 0

    def test_a_file_has_what_was_asked_for_alone(self, reader: Reader, base: Dataset) -> None:
        response = reader.get("/incidents", "q=facbook&format=ndjson")
        assert (response.status_code, b"".join(response.streaming_content)) == (200, b"")

    def test_withdrawn_words_are_near_nothing(self, reader: Reader, base: Dataset) -> None:
        assert "searched_for" not in reader.body("/incidents", "q=canari")["meta"]

    def test_the_page_says_what_it_searched_for(self, reader: Reader, base: Dataset) -> None:
        page = reader.client.get("/incidents?q=facbook").content.decode()
        assert "for “<bdi>facebook</bdi>”" in page
        assert "Nothing has “<bdi>facbook</bdi>” as it stands." in page
        assert base.shop in page


class TestParties:
    pytestmark = READS

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("q=analyt", ["Cambridge Analytica"]),
            ("q=meta", ["Facebook"]),
            ("q=M%C3%89TA", ["Facebook"]),
            ("q=inc+facebook", ["Facebook"]),
            ("q=%25", []),
            ("q=100%25", []),
            ("q=meta&as_of=2020-12-31", ["Facebook"]),
            ("q=inc.&as_of=2020-12-31", ["Facebook"]),
            ("q=meta&as_of=2018", []),
        ],
    )
    def test_names_and_aliases_without_accents(
        self, reader: Reader, base: Dataset, query: str, names: list[str]
    ) -> None:
        body = reader.body("/parties", query)
        assert [one["name"] for one in body["results"]] == names
        assert "searched_for" not in body["meta"]

    def test_near_names(self, reader: Reader, base: Dataset) -> None:
        body = reader.body("/parties", "q=analitica")
        assert [one["name"] for one in body["results"]] == ["Cambridge Analytica"]
        assert body["meta"]["searched_for"] == "analytica"


class TestLimits:
    pytestmark = READS

    @pytest.mark.parametrize("path", ["/incidents", "/parties"])
    def test_long_and_many_words_are_refused(self, reader: Reader, base: Dataset, path: str) -> None:
        long = reader.problem(path, "q=" + "a" * 257)["errors"][0]
        assert (long["code"], "256" in long["detail"]) == ("invalid_value", True)
        many = reader.problem(path, "q=" + "+".join(["a"] * 17))["errors"][0]
        assert (many["code"], many["detail"]) == ("invalid_value", "17 words; at most 16 are allowed")
        assert reader.get(path, "q=" + "+".join(["ab"] * 16)).status_code == 200
        assert reader.get(path, "q=" + "a" * 256).status_code == 200

    @pytest.mark.parametrize("query", ["-" * 256, '"' * 255, "(" * 256, ")(" * 128, "- " * 100 + "a", "-(" * 100])
    def test_runs_of_operators_mean_one(self, reader: Reader, base: Dataset, query: str) -> None:
        assert reader.get("/incidents", f"q={query}").status_code == 200


def test_bare_words() -> None:
    q = """facbook -lantren "two words" or - gone Méta's e-mail amazn. x"glued wrds" tail"""
    assert [word for _, _, word in bare_words(q)] == ["facbook", "amazn", "tail"]
