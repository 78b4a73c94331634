"""Who takes part: persons and bodies told apart, parties without a name, roles by what the text says of them."""

import pytest

from incidents.extraction import confidence, evidence, model, names, parties, role_scores
from incidents.extraction.attribution import Attribution
from incidents.extraction.candidates import Candidate, Scene
from incidents.extraction.cast import Cast
from incidents.extraction.document import Document
from incidents.extraction.reading import read
from incidents.proposed import ProposedParty


def kinds(text: str) -> dict[str, str]:
    with model.reading_zone():
        scene = a_scene(text)
        facts = [one.fact for one in parties.candidates(scene)]
        return {fact.quote: fact.party_kind for fact in facts if isinstance(fact, ProposedParty)}


def a_scene(text: str) -> Scene:
    reading = read(Document(id="a", text=text))
    cast = Cast(reading)
    return Scene(reading, cast, Attribution(reading, cast))


@pytest.mark.parametrize(
    ("sentence", "name", "kind"),
    [
        ("The Department of Social Services fined Halmo.", "Department of Social Services", "authority"),
        ("Halmo told the Central Bank about the leak.", "Central Bank", "authority"),
        ("Wanjiru Osolo found the file on Monday.", "Wanjiru Osolo", "person"),
        ("The ransomware gang Red Mist posted the files of Halmo.", "Red Mist", "group"),
        ("The hackers, a crew calling itself Pale Lantern, wanted money.", "Pale Lantern", "group"),
        ("A nurse at the clinic opened the records.", "nurse", "person"),
        ("Prosecutors charged two men over the theft.", "Prosecutors", "authority"),
        ("A former marketing analyst at Halmo told regulators.", "former marketing analyst", "person"),
        ("The fine against Advocate Aurora Health was paid.", "Advocate Aurora Health", "organisation"),
        ("Advocate Meera Solanki appeared for Halmo.", "Meera Solanki", "person"),
        ("Nurses at St Oran’s University Hospital were told.", "St Oran’s University Hospital", "organisation"),
        ("Customers of Haddon Bank were told on Monday.", "Haddon Bank", "organisation"),
        ("The Wicked Sparrows sold the files of Halmo.", "Wicked Sparrows", "organisation"),
    ],
)  # fmt: skip
def test_a_party_has_its_kind(sentence: str, name: str, kind: str) -> None:
    assert kinds(sentence)[name] == kind


def test_a_court_is_quoted_with_its_place() -> None:
    assert "federal judge in the Western District of Orland" in kinds(
        "The suits were joined before a federal judge in the Western District of Orland."
    )


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("Halmo was sued by Ada Lund over the leak.", "Halmo", "pass:sue"),
        ("The lists were sold to Ferro Data by a clerk.", "Ferro Data", "to>:sell"),
        ("Halmo's customers were told on Monday.", "Halmo", "owns:customers"),
        ("A spokeswoman for Halmo declined to comment.", "Halmo", "for<:press"),
        ("Vendex, which hosts the portal for the city, was broken into.", "Vendex", "subj:serve"),
        ("The firm's insurer, Lakes Mutual, will pay.", "Lakes Mutual", "is:insurer"),
    ],
)
def test_the_evidence_says_what_a_party_does_and_suffers(text: str, name: str, told: str) -> None:
    with model.reading_zone():
        scene = a_scene(text)
        entity = next(one for one in scene.cast.entities if one.name == name)
        assert told in evidence.of_entity(scene, entity)


def test_the_best_roles_of_the_scores_are_given() -> None:
    fact = ProposedParty(
        start=0, end=5, quote="Halmo", confidence=0.5, name="Halmo", party_kind="organisation", roles=("other",)
    )
    fitted = {
        "bias": {"regulator": 0.0, "DataController": 0.1, "other": 0.0, "court": 0.0},
        "features": {"owns:customers": {"DataController": 0.5}, "subj:probe": {"regulator": 0.9}},
    }
    found = role_scores.assign(Candidate(fact, evidence=frozenset(("owns:customers",))), fitted).fact
    assert isinstance(found, ProposedParty)
    assert found.roles == ("DataController", "other")


@pytest.mark.parametrize(
    ("name", "titles", "pronoun"),
    [("Ada Lund", (), "she"), ("Kent", ("mr",), "he"), ("Lund", (), None), ("Pieter Aldo", (), "he")],
)
def test_a_title_or_a_given_name_tells_he_from_she(name: str, titles: tuple[str, ...], pronoun: str | None) -> None:
    assert names.pronoun_of(name, frozenset(titles)) == pronoun


def test_every_party_of_an_article_carries_evidence() -> None:
    with model.reading_zone():
        found = list(parties.candidates(a_scene("Halmo was sued by Ada Lund. A nurse at Halmo had sold the files.")))
    assert len(found) >= 3
    assert all(candidate.evidence and not candidate.rivalry for candidate in found)


def test_the_shipped_roles_rest_on_evidence() -> None:
    assert len(confidence.weights("party")["roles"]["features"]) > 100
