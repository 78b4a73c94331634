"""Proposals are stored once, follow the newest text, and never touch what a curator decided."""

import dataclasses

import pytest

from incidents.curation import decide, link
from incidents.curation.propose import Stored, store_proposals
from incidents.extraction.document import Extraction
from incidents.models import Article, ArticleVersion, Fact
from incidents.proposed import ProposedCause, ProposedEstimate, ProposedFact, ProposedParty
from tests.builders import a_curator, a_version

pytestmark = pytest.mark.django_db

TEXT = "Facebook said that up to 87 million people may be affected.\n\nIt came from phishing."


def an_extraction(
    version: ArticleVersion, *facts: ProposedFact, extractor: str = "1.0", name: str = "rules"
) -> Extraction:
    return Extraction(
        document_id=str(version.pk), relevant=bool(facts), facts=facts, extractor_name=name, extractor_version=extractor
    )


def store(version: ArticleVersion, *facts: ProposedFact, **origin: str) -> Stored:
    return store_proposals(version=version, extraction=an_extraction(version, *facts, **origin))


def shorter(proposal: ProposedEstimate, **changes: object) -> ProposedEstimate:
    """The same claim by fewer of the words."""
    quote = "87 million people"
    start = proposal.start + len("up to ")
    return dataclasses.replace(proposal, start=start, end=start + len(quote), quote=quote, **changes)


def open_facts(article: Article) -> list[tuple[str, str, list[str]]]:
    """Kind, origin and who agrees, of what waits for review."""
    found = article.facts.awaiting_review().order_by("kind", "origin_name")
    return [(fact.kind, fact.origin_name, [one["name"] for one in fact.agreed_by]) for fact in found]


def people(text: str = TEXT, **changes: object) -> ProposedEstimate:
    quote = "up to 87 million people"
    start = text.index(quote)
    proposal = ProposedEstimate(
        start=start, end=start + len(quote), quote=quote, confidence=0.9,
        bound="at_most", measure="people", high=87_000_000, claimant="Facebook",
    )  # fmt: skip
    return dataclasses.replace(proposal, **changes)


def phishing(text: str = TEXT) -> ProposedCause:
    start = text.index("phishing")
    return ProposedCause(start=start, end=start + 8, quote="phishing", confidence=0.6, cause="Phishing")


def states(article: Article) -> dict[str, int]:
    found = list(article.facts.values_list("review_state", flat=True))
    return {state: found.count(state) for state in set(found)}


def accept_first(article: Article, **changes: object) -> Fact:
    fact = article.facts.get(kind="estimate", review_state="machine_proposed")
    if not article.incident_links.filter(state="accepted").exists():
        link.open_incident(article=article, number="1", title="Profiles passed on", curator=a_curator())
    decide.edit_and_accept(fact=fact, curator=a_curator(), version=fact.version, changes=changes)
    fact.refresh_from_db()
    return fact


def test_a_proposal_is_stored_with_its_words_and_waits_for_review() -> None:
    version = a_version(TEXT)
    stored = store_proposals(version=version, extraction=an_extraction(version, people(), phishing()))
    fact = version.article.facts.get(kind="estimate").detail()
    words = fact.evidence.get()
    assert (stored.created, stored.refused) == (2, ())
    assert (fact.high, fact.best, fact.claimant_name, fact.origin_name) == (87_000_000, None, "Facebook", "rules")
    assert (words.start, words.end, words.quote) == (19, 42, "up to 87 million people")
    version.article.refresh_from_db()
    version.refresh_from_db()
    assert (version.article.review_state, version.relevant) == ("to_review", True)


def test_storing_the_same_extraction_again_changes_nothing() -> None:
    version = a_version(TEXT)
    store_proposals(version=version, extraction=an_extraction(version, people(), phishing()))
    before = list(Fact.objects.order_by("pk").values())
    stored = store_proposals(version=version, extraction=an_extraction(version, people(), phishing()))
    assert (stored.created, stored.known, stored.outdated) == (0, 2, 0)
    assert list(Fact.objects.order_by("pk").values()) == before


def unread(version: ArticleVersion) -> Extraction:
    return Extraction(document_id=str(version.pk), relevant=False, facts=(), language="de", unsupported_language=True)


def test_an_article_in_another_language_stays_for_hand_work() -> None:
    version = a_version("Die Klinik sagte, bis zu 87 Personen seien betroffen.")
    store_proposals(version=version, extraction=unread(version))
    version.refresh_from_db()
    version.article.refresh_from_db()
    assert (version.article.review_state, version.relevant, version.unsupported_language) == (
        "other_language",
        False,
        True,
    )


def test_another_extractor_that_finds_nothing_does_not_take_hand_work_away() -> None:
    version = a_version("Die Klinik sagte, bis zu 87 Personen seien betroffen.")
    store_proposals(version=version, extraction=unread(version))
    other = dataclasses.replace(an_extraction(version), extractor_name="chat")
    store_proposals(version=version, extraction=other)
    version.article.refresh_from_db()
    assert version.article.review_state == "other_language"


def test_what_another_extractor_reads_in_another_language_waits_as_usual() -> None:
    version = a_version(TEXT)
    store_proposals(version=version, extraction=unread(version))
    store_proposals(
        version=version, extraction=dataclasses.replace(an_extraction(version, people()), extractor_name="chat")
    )
    version.article.refresh_from_db()
    assert (version.article.review_state, version.unsupported_language) == ("to_review", False)


def test_a_newer_text_that_is_read_is_no_hand_work_any_more() -> None:
    first = a_version("Die Klinik sagte, bis zu 87 Personen seien betroffen.")
    store_proposals(version=first, extraction=unread(first))
    second = a_version("It rained on the fair.", article=first.article, number=2)
    store_proposals(version=second, extraction=an_extraction(second))
    second.article.refresh_from_db()
    assert second.article.review_state == "no_facts"


def test_an_article_without_facts_needs_no_review() -> None:
    version = a_version(TEXT)
    store_proposals(version=version, extraction=an_extraction(version))
    version.article.refresh_from_db()
    version.refresh_from_db()
    assert (version.article.review_state, version.relevant) == ("no_facts", False)


def test_a_newer_text_outdates_open_proposals_of_the_older_one() -> None:
    old = a_version(TEXT)
    store_proposals(version=old, extraction=an_extraction(old, people(), phishing()))
    newer_text = "Correction. " + TEXT
    newer = a_version(newer_text, article=old.article)
    stored = store_proposals(version=newer, extraction=an_extraction(newer, people(newer_text)))
    assert (stored.created, stored.outdated) == (1, 2)
    assert states(old.article) == {"outdated": 2, "machine_proposed": 1}


def test_a_newer_extractor_outdates_open_proposals_of_the_older_one() -> None:
    version = a_version(TEXT)
    store_proposals(version=version, extraction=an_extraction(version, people()))
    store_proposals(version=version, extraction=an_extraction(version, people(), extractor="1.1"))
    assert states(version.article) == {"outdated": 1, "machine_proposed": 1}
    assert version.article.facts.get(review_state="machine_proposed").origin_version == "1.1"


def test_an_accepted_fact_gets_the_newer_words_as_further_evidence() -> None:
    old = a_version(TEXT)
    store_proposals(version=old, extraction=an_extraction(old, people()))
    fact = accept_first(old.article)
    newer_text = "Correction. " + TEXT
    newer = a_version(newer_text, article=old.article)
    stored = store_proposals(version=newer, extraction=an_extraction(newer, people(newer_text)))
    assert (stored.created, stored.confirmed) == (0, 1)
    assert list(fact.evidence.values_list("article_version__number", "start")) == [(1, 19), (2, 31)]
    assert states(old.article) == {"curator_accepted": 1}


def test_what_was_edited_is_not_proposed_wrongly_again() -> None:
    old = a_version(TEXT)
    store_proposals(version=old, extraction=an_extraction(old, people(claimant="Wednesday")))
    fact = accept_first(old.article, claimant="Facebook")
    newer_text = TEXT + "\n\nMore follows."
    newer = a_version(newer_text, article=old.article)
    stored = store_proposals(version=newer, extraction=an_extraction(newer, people(claimant="Wednesday")))
    assert (stored.created, stored.confirmed) == (0, 1)
    assert fact.evidence.count() == 2


def test_what_was_rejected_is_not_proposed_again() -> None:
    version = a_version(TEXT)
    store_proposals(version=version, extraction=an_extraction(version, people()))
    fact = version.article.facts.get()
    decide.reject(fact=fact, curator=a_curator(), version=fact.version, reason="wrong_value")
    newer = a_version(TEXT + "\n\nMore.", article=version.article)
    stored = store_proposals(version=newer, extraction=an_extraction(newer, people()))
    assert (stored.created, stored.known) == (0, 1)
    assert states(version.article) == {"curator_rejected": 1}


def test_a_page_without_incident_stays_decided_when_it_is_extracted_again() -> None:
    version = a_version(TEXT)
    store_proposals(version=version, extraction=an_extraction(version, people()))
    link.mark_not_relevant(article=version.article, curator=a_curator(), reason="no_incident")
    store_proposals(version=version, extraction=an_extraction(version, people(), extractor="1.1"))
    version.article.refresh_from_db()
    assert version.article.review_state == "not_relevant"
    assert states(version.article) == {"curator_rejected": 1}


def test_an_older_text_that_is_extracted_late_stores_no_proposals() -> None:
    old = a_version(TEXT)
    newer = a_version(TEXT + "\n\nMore.", article=old.article)
    store_proposals(version=newer, extraction=an_extraction(newer, people()))
    stored = store_proposals(version=old, extraction=an_extraction(old, people(), phishing()))
    assert stored.superseded_by_newer_text
    assert states(old.article) == {"machine_proposed": 1}


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (people(quote="up to 78 million people"), "is not the quote"),
        (people(claimant="x" * 301), "300 are allowed"),
        (people(claimant="a\x00b"), "NUL"),
    ],
)
def test_one_broken_proposal_is_named_and_does_not_hide_the_others(broken: ProposedFact, rule: str) -> None:
    version = a_version(TEXT)
    stored = store_proposals(version=version, extraction=an_extraction(version, broken, phishing()))
    assert stored.created == 1
    assert rule in stored.refused[0]


def test_an_article_joins_the_incident_that_names_the_same_organisation() -> None:
    first, second = a_version(TEXT), a_version(TEXT + " Once more.")
    store_proposals(version=first, extraction=an_extraction(first, people()))
    accept_first(first.article)
    party = ProposedParty(
        start=0, end=8, quote="Facebook", confidence=0.9, name="Facebook, Inc.", party_kind="organisation",
        roles=("DataController",),
    )  # fmt: skip
    store_proposals(version=second, extraction=an_extraction(second, party))
    proposed = second.article.incident_links.get()
    assert (proposed.state, proposed.incident.title) == ("proposed", "Profiles passed on")
    assert proposed.reason == "both name Facebook, Inc."
    assert proposed.score == 0.6


def test_a_newer_text_gives_no_words_of_one_incident_to_the_fact_of_another() -> None:
    text = TEXT + "\n\nThe other clinic lost its files by phishing."
    second = dataclasses.replace(phishing(text), start=text.rindex("phishing"), end=text.rindex("phishing") + 8)
    second = dataclasses.replace(second, incident="2")
    first = a_version(text)
    store_proposals(version=first, extraction=an_extraction(first, phishing(text), second))
    link.open_incident(article=first.article, number="1", title="Profiles passed on", curator=a_curator())
    accepted = first.article.facts.get(incident_number="1")
    decide.accept(fact=accepted, curator=a_curator(), version=accepted.version)
    newer = a_version(text + " More to follow.", article=first.article)
    stored = store_proposals(version=newer, extraction=an_extraction(newer, phishing(text), second))
    assert (stored.confirmed, stored.created) == (1, 1)
    assert {(words.article_version_id, words.start) for words in accepted.evidence.all()} == {
        (first.pk, text.index("phishing")),
        (newer.pk, text.index("phishing")),
    }
    assert first.article.facts.get(review_state="machine_proposed").incident_number == "2"


def test_what_a_second_extractor_proposes_too_is_one_fact_with_both_names() -> None:
    version = a_version(TEXT)
    store(version, people())
    stored = store(version, shorter(people(), confidence=0.7), phishing(), name="chat", extractor="1 m")
    assert (stored.created, stored.agreed, stored.outdated) == (1, 1, 0)
    assert open_facts(version.article) == [("cause", "chat", []), ("estimate", "rules", ["chat"])]
    assert version.article.facts.get(kind="estimate").agreed_by == [
        {"name": "chat", "version": "1 m", "confidence": 0.7, "why": [], "start": 25, "end": 42}
    ]
    again = store(version, shorter(people(), confidence=0.7), phishing(), name="chat", extractor="1 m")
    assert (again.created, again.agreed, again.known, again.outdated) == (0, 0, 2, 0)


@pytest.mark.parametrize("change", [{"claimant": None}, {"status": "disputed"}, {"incident": "2"}])
def test_extractors_that_differ_in_a_field_propose_side_by_side(change: dict[str, object]) -> None:
    version = a_version(TEXT)
    store(version, people())
    store(version, people(**change), name="chat")
    assert open_facts(version.article) == [("estimate", "chat", []), ("estimate", "rules", [])]


def test_the_same_said_elsewhere_in_the_text_is_no_agreement() -> None:
    text = TEXT + "\n\nIt is phishing again."
    second = dataclasses.replace(phishing(text), start=text.rindex("phishing"), end=text.rindex("phishing") + 8)
    version = a_version(text)
    store(version, phishing(text))
    store(version, second, name="chat")
    assert open_facts(version.article) == [("cause", "chat", []), ("cause", "rules", [])]


def test_an_extractor_that_changes_its_mind_takes_its_agreement_back() -> None:
    version = a_version(TEXT)
    store(version, people())
    store(version, people(), name="chat")
    store(version, name="chat", extractor="1.1")
    assert open_facts(version.article) == [("estimate", "rules", [])]


def test_what_its_origin_drops_stands_on_for_those_who_agreed() -> None:
    version = a_version(TEXT)
    store(version, people())
    store(version, shorter(people(), confidence=0.7), name="chat", extractor="1 m")
    stored = store(version, phishing(), extractor="1.1")
    assert (stored.created, stored.outdated) == (1, 1)
    assert open_facts(version.article) == [("cause", "rules", []), ("estimate", "chat", [])]
    fact = version.article.facts.get(kind="estimate", review_state="machine_proposed").detail()
    assert (fact.high, fact.origin_version, fact.confidence) == (87_000_000, "1 m", 0.7)
    assert fact.evidence.get().quote == "87 million people"


def test_an_agreement_follows_its_fact_to_the_next_version_of_the_extractor() -> None:
    version = a_version(TEXT)
    store(version, people())
    store(version, people(), name="chat")
    store(version, people(), extractor="1.1")
    fact = version.article.facts.get(review_state="machine_proposed")
    assert (fact.origin_version, [one["name"] for one in fact.agreed_by]) == ("1.1", ["chat"])
    assert states(version.article) == {"outdated": 1, "machine_proposed": 1}


def test_a_newer_text_outdates_what_every_extractor_proposed_from_the_older() -> None:
    old = a_version(TEXT)
    store(old, people())
    store(old, people(), phishing(), name="chat")
    newer = a_version(TEXT + "\n\nMore.", article=old.article)
    assert store(newer, people()).outdated == 2
    assert open_facts(old.article) == [("estimate", "rules", [])]
    assert store(old, phishing(), name="chat").superseded_by_newer_text


def test_what_was_decided_is_not_proposed_again_by_another_extractor_with_fewer_words() -> None:
    accepted, rejected = a_version(TEXT), a_version(TEXT + " Once more.")
    store(accepted, people())
    accept_first(accepted.article)
    store(rejected, people())
    fact = rejected.article.facts.get()
    decide.reject(fact=fact, curator=a_curator(), version=fact.version, reason="wrong_value")
    for version in (accepted, rejected):
        stored = store(version, shorter(people()), name="chat")
        assert (stored.created, stored.known) == (0, 1)


def test_an_agreement_by_an_extractor_leaves_an_open_page_valid() -> None:
    version = a_version(TEXT)
    store(version, people())
    before = version.article.facts.get().version
    store(version, people(), name="chat")
    assert version.article.facts.get().version == before


def test_an_extractor_that_sees_no_incident_does_not_speak_for_the_others() -> None:
    version = a_version(TEXT)
    store(version, people())
    store(version, name="chat")
    version.refresh_from_db()
    assert version.relevant is True
    store(version, extractor="1.1")
    version.refresh_from_db()
    assert version.relevant is False


def test_what_stands_nowhere_agrees_with_nothing() -> None:
    version = a_version(TEXT)
    store(version, people())
    stored = store(version, people(quote="up to 78 million people"), name="chat")
    assert (stored.agreed, len(stored.refused)) == (0, 1)


def test_how_far_each_extractor_read_is_kept_and_follows_its_last_run() -> None:
    version = a_version(TEXT)

    def read(name: str, unread_from: int | None) -> list[tuple[str, str, int | None]]:
        extraction = dataclasses.replace(an_extraction(version, people(), name=name), unread_from=unread_from)
        store_proposals(version=version, extraction=extraction)
        return list(version.extraction_runs.values_list("extractor_name", "extractor_version", "unread_from"))

    assert read("rules", 61) == [("rules", "1.0", 61)]
    assert read("chat", None) == [("rules", "1.0", 61), ("chat", "1.0", None)]
    assert read("rules", None) == [("rules", "1.0", None), ("chat", "1.0", None)]
