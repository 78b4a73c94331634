"""Names as printed lead to one party each."""

import pytest

from incidents.curation.parties import fold, resolve
from incidents.models import Party, PartyAlias
from tests.builders import a_link, a_party, a_role, an_incident


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Facebook", "facebook"),
        ("Facebook, Inc.", "facebook"),
        ("Facebook’s", "facebook"),
        ("the Société Générale S.A.", "societe generale"),
        ("British Airways'", "british airways"),
        ("Information Commissioner's Office", "information commissioner office"),
        ("Johnson & Johnson", "johnson and johnson"),
        ("U.S. Department of Justice", "us department of justice"),
        ("Yahoo!", "yahoo"),
        ("The", "the"),
        ("Limited", "limited"),
        ("中国", "中国"),
        ("…", ""),
    ],
)
def test_folding_drops_what_does_not_tell_parties_apart(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.django_db
def test_two_spellings_of_an_organisation_are_one_party() -> None:
    first = resolve("Facebook", "organisation", an_incident())
    second = resolve("Facebook Inc.", "organisation", an_incident(title="Another"))
    assert first is not None
    assert first == second
    assert [alias.name for alias in first.aliases.all()] == ["Facebook"]


@pytest.mark.django_db
def test_an_alias_leads_to_its_party() -> None:
    office = a_party("Information Commissioner's Office", kind="authority", aliases=["ICO"])
    assert resolve("the ICO", "authority", an_incident()) == office


@pytest.mark.django_db
def test_no_name_is_no_party() -> None:
    assert resolve(None, "organisation", an_incident()) is None
    assert resolve("…", "organisation", an_incident()) is None
    assert not Party.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["person", "group"])
def test_people_and_groups_of_one_name_are_one_inside_an_incident_alone(kind: str) -> None:
    here, there = an_incident(), an_incident(title="Another")
    known = resolve("John Smith", kind, here)
    a_role(name="John Smith", party_kind=kind, party=known, incident=here, review_state="curator_accepted")
    assert resolve("John Smith", kind, here) == known
    assert resolve("John Smith", kind, there) != known


@pytest.mark.django_db
def test_a_claimant_takes_the_kind_that_the_article_gives_the_name() -> None:
    role = a_role(name="Alex Cruz", party_kind="person")
    incident = an_incident()
    a_link(role.article, incident)
    speaker = resolve("Alex Cruz", None, incident)
    assert speaker is not None
    assert speaker.kind == "person"


@pytest.mark.django_db
def test_a_merged_party_leads_to_the_survivor() -> None:
    survivor = a_party("Meta")
    old = Party.objects.create(name="Facebook", merged_into=survivor)
    PartyAlias.objects.create(party=old, name="Facebook", folded="facebook")
    assert resolve("Facebook", "organisation", an_incident()) == survivor


@pytest.mark.django_db
def test_words_without_a_capital_describe_a_group_of_the_incident() -> None:
    here, there = an_incident(), an_incident(title="Another")
    attackers = resolve("attackers", None, here)
    assert attackers is not None
    assert attackers.kind == "group"
    assert resolve("attackers", None, there) != attackers
