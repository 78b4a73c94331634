"""Which known incident an article probably reports."""

import pytest

from incidents.curation.matching import propose_incidents
from incidents.curation.parties import resolve
from incidents.models import Article, Incident
from tests.builders import a_role, a_version, an_estimate, an_incident

pytestmark = pytest.mark.django_db

TEXT = "Acme and Globex and the Data Office and The Daily said so."


def an_incident_naming(*names: str, kind: str = "organisation", **columns: object) -> Incident:
    incident = an_incident(**columns)
    for name in names:
        party = resolve(name, kind, incident)
        a_role(name=name, party=party, party_kind=kind, incident=incident, review_state="curator_accepted")
    return incident


def an_article_naming(name: str, *, kind: str = "organisation", number: str = "1", **columns: object) -> Article:
    version = a_version(TEXT, published_on="2018-04-05")
    a_role(version=version, quote="Acme", name=name, party_kind=kind, incident_number=number, **columns)
    return version.article


def test_the_incident_that_shares_most_comes_first_with_its_reason() -> None:
    article = an_article_naming("Acme, Inc.")
    an_estimate(version=article.latest, quote="Globex", claimant_name="Globex")
    one = an_incident_naming("Acme", first_public="2018-04-04", title="Acme profiles taken")
    both = an_incident_naming("Acme", "Globex", first_public="2001")
    first, second = propose_incidents(article)
    assert (first.incident, first.reason) == (both, "both name Acme, Inc., Globex")
    assert second.incident == one
    assert second.reason == "both name Acme, Inc.; Acme, Inc. stands in its title; dates 1 day apart"
    assert (first.score, second.score) == (0.72, 0.664)


def test_a_name_that_many_incidents_share_tells_less() -> None:
    article = an_article_naming("Acme")
    for _ in range(5):
        an_incident_naming("Acme", first_public=None)
    assert propose_incidents(article) == []


def test_a_regulator_alone_suggests_nothing_even_within_the_year() -> None:
    article = an_article_naming("Data Office", kind="authority")
    an_incident_naming("Data Office", kind="authority", first_public="2018-04-05")
    assert propose_incidents(article) == []


def test_who_reported_it_does_not_count() -> None:
    article = an_article_naming("The Daily", roles=["journalist"])
    an_incident_naming("The Daily")
    assert propose_incidents(article) == []


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_a_closed_incident_is_not_suggested(state: str) -> None:
    article = an_article_naming("Acme")
    incident = an_incident_naming("Acme")
    Incident.objects.filter(pk=incident.pk).update(state=state, public_id="PIKB-2018-00001")
    assert propose_incidents(article) == []


def test_each_number_of_the_article_has_its_own_suggestions() -> None:
    article = an_article_naming("Acme", number="1")
    a_role(version=article.latest, quote="Globex", name="Globex", incident_number="2")
    acme, globex = an_incident_naming("Acme"), an_incident_naming("Globex")
    assert [(match.number, match.incident) for match in propose_incidents(article)] == [("1", acme), ("2", globex)]


def test_at_most_five_are_suggested() -> None:
    article = an_article_naming("Acme")
    for letter in "abcdefg":
        party = f"Partner {letter}"
        a_role(version=article.latest, quote="Globex", name=party)
        an_incident_naming(party)
    assert len(propose_incidents(article)) == 5
