"""Names, folded, and kept with what is public."""

import pytest

from incidents.publication.publish import publish, withdraw
from incidents.published import names
from incidents.published.lookup_models import Name
from tests.builders import a_curator, a_party, a_role, an_incident


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Méta Platforms, Inc.", "meta platforms inc"),
        ("  O’Brien & Søn  A/S ", "obrien son a s"),
        ("STRASSE Straße", "strasse strasse"),
        ("Łódź-İstanbul", "lodz istanbul"),
        ("ﬁnance ①", "finance 1"),
        ("Яндекс", "яндекс"),
        ("!?", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert names.fold(text) == folded
    assert names.fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("facbook", "facebook", 6 / 11),
        ("bank", "bank", 1),
        ("abcd", "wxyz", 0),
        ("", "", 0),
        ("bank two", "two bank", 1),
    ],
)
def test_likeness_is_that_of_trigrams(one: str, other: str, share: float) -> None:
    assert names.likeness(one, other) == pytest.approx(share)


def held() -> set[tuple[str, str, str]]:
    return set(Name.objects.values_list("kind", "name", "folded"))


@pytest.fixture
def incident(db: None):
    party = a_party("Méta", aliases=["META", "Facebook, Inc."])
    incident = an_incident(title="Profiles copied")
    a_role(quote="Facebook", party=party, incident=incident, review_state="curator_accepted")
    return incident


def test_names_come_and_go_with_publication(incident) -> None:
    assert held() == set()
    publish(incident=incident, curator=a_curator())
    assert held() == {
        ("party", "Méta", "meta"),
        ("party", "Facebook, Inc.", "facebook inc"),
        ("incident", "Profiles copied", "profiles copied"),
    }
    incident.refresh_from_db()
    incident.title = "Profiles of friends copied"
    incident.save()
    publish(incident=incident, curator=a_curator())
    assert ("incident", "Profiles of friends copied", "profiles of friends copied") in held()
    assert len(held()) == 3
    withdraw(incident=incident, curator=a_curator(), reason="error in source")
    assert held() == set()


def test_rebuilding_gives_what_publication_keeps(incident) -> None:
    publish(incident=incident, curator=a_curator())
    kept = held()
    Name.objects.all().delete()
    names.rebuild()
    assert held() == kept
    names.rebuild()
    assert held() == kept
