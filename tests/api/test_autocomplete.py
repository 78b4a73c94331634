"""Suggestions while a name is typed: parties, incidents and codes, each with the filter that it is for."""

from typing import Any

import pytest

from tests.api.conftest import READS, Reader
from tests.api.dataset import Dataset

pytestmark = READS


def suggest(reader: Reader, query: str) -> list[Any]:
    results: list[Any] = reader.body("/autocomplete", query)["results"]
    return results


def test_a_party_by_its_name_or_alias_without_accents(reader: Reader, base: Dataset) -> None:
    (facebook,) = suggest(reader, "q=faceb&type=party")
    assert facebook == {
        "type": "party",
        "id": base.facebook,
        "label": "Facebook",
        "matched": "Facebook",
        "vocabulary": None,
        "list": "incidents",
        "filter": "party",
        "count": 2,
        "url": f"http://testserver/api/v1/incidents?party={base.facebook}",
    }
    for query in ("q=meta", "q=M%C3%89T"):
        (meta,) = suggest(reader, f"{query}&type=party")
        assert (meta["id"], meta["label"], meta["matched"]) == (base.facebook, "Facebook", "Méta")
    assert [one["id"] for one in suggest(reader, "q=analyt&type=party")] == [base.analytica]


def test_an_incident_by_title_or_id(reader: Reader, base: Dataset) -> None:
    for query in ("q=harbour", "q=clin", "q=phishing", f"q={base.clinic}", "q=pikb-2020"):
        found = suggest(reader, f"{query}&type=incident")
        assert [one["id"] for one in found] == [base.clinic], query
    assert found[0] == {
        "type": "incident",
        "id": base.clinic,
        "label": "Harbour Clinic mailbox opened by phishing",
        "matched": base.clinic,
        "vocabulary": None,
        "list": "estimates",
        "filter": "incident",
        "count": None,
        "url": f"http://testserver/api/v1/incidents/{base.clinic}",
    }


def test_a_code_by_code_or_label_with_its_filter(reader: Reader, base: Dataset) -> None:
    phishing = next(one for one in suggest(reader, "q=phish&type=code") if one["filter"] == "cause")
    assert phishing == {
        "type": "code",
        "id": "Phishing",
        "label": phishing["label"],
        "matched": "Phishing",
        "vocabulary": "cause",
        "list": "incidents",
        "filter": "cause",
        "count": 1,
        "url": "http://testserver/api/v1/incidents?cause=Phishing",
    }
    confirmed = next(one for one in suggest(reader, "q=near+miss&type=code") if one["vocabulary"] == "veracity")
    assert confirmed["url"].endswith("/incidents?veracity=near_miss")
    bound = next(one for one in suggest(reader, "q=at+mos&type=code"))
    assert bound["url"].endswith("/estimates?bound=at_most")
    assert bound["count"] == 2


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=facbook&type=party", "facebook"),
        ("q=cambrige+ana&type=party", "analytica"),
        ("q=harbor+clinik&type=incident", "clinic"),
    ],
)
def test_a_misspelt_beginning_is_near_enough(reader: Reader, base: Dataset, query: str, name: str) -> None:
    assert suggest(reader, query)[0]["id"] == getattr(base, name)


def test_a_misspelt_code(reader: Reader, base: Dataset) -> None:
    assert "Phishing" in {one["id"] for one in suggest(reader, "q=phising&type=code")}


def test_types_share_the_ten_places(reader: Reader, base: Dataset) -> None:
    found = suggest(reader, "q=in")
    assert len(found) == 10
    types = [one["type"] for one in found]
    assert set(types) == {"party", "code"}
    found = suggest(reader, "q=phishing&type=code,incident")
    assert {one["type"] for one in found} == {"code", "incident"}


def test_beginnings_come_before_words_inside(reader: Reader, base: Dataset) -> None:
    assert suggest(reader, "q=information+c")[0]["id"] == base.regulator
    labels = [one["label"] for one in suggest(reader, "q=facebook&type=incident,party")]
    assert labels == ["Facebook", "Facebook profile data passed to Cambridge Analytica"]


def test_withdrawn_is_never_suggested(reader: Reader, base: Dataset) -> None:
    assert suggest(reader, "q=canary") == []
    assert suggest(reader, f"q={base.withdrawn}&type=incident") == []


@pytest.mark.parametrize("query", ["q=zzzzzzzzzzzz", "q=%22%25_", "q=%27%5C", "q=%E6%BC%A2"])
def test_nothing_fits(reader: Reader, base: Dataset, query: str) -> None:
    assert suggest(reader, query) == []


@pytest.mark.parametrize(
    ("query", "name"), [("", "q"), ("q=", "q"), ("q=a&type=people", "type"), ("q=" + "a" * 101, "q"), ("q=a&x=1", "x")]
)
def test_refusals(reader: Reader, base: Dataset, query: str, name: str) -> None:
    assert reader.problem("/autocomplete", query)["errors"][0]["name"] == name


def test_unchanged_suggestions_are_304(reader: Reader, base: Dataset) -> None:
    tag = reader.get("/autocomplete", "q=face")["ETag"]
    assert reader.get("/autocomplete", "q=face", if_none_match=tag).status_code == 304
