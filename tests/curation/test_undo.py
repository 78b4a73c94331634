"""Undo is another decision; history stays, and what later decisions rest on is not undone."""

import pytest

from incidents.curation import contradictions, decide, link
from incidents.curation.refusals import CannotUndo
from incidents.models import Decision, Fact, Incident
from tests.builders import a_curator, a_link, a_version, an_estimate, an_incident

pytestmark = pytest.mark.django_db

TEXT = "Facebook said that up to 87 million people may be affected."


def a_linked_proposal() -> Fact:
    estimate = an_estimate(text=TEXT, quote="up to 87 million people", claimant_name="Wednesday")
    a_link(estimate.article, an_incident())
    return Fact.objects.get(pk=estimate.pk)


def test_undoing_an_acceptance_retracts_the_fact_and_proposes_it_again_as_it_was() -> None:
    fact = a_linked_proposal()
    accepted = decide.edit_and_accept(fact=fact, curator=a_curator(), version=1, changes={"claimant": "Facebook"})
    undone = decide.undo(decision=accepted, curator=a_curator())
    fact.refresh_from_db()
    again = Fact.objects.get(public_id=undone.after["proposed_again"])
    assert (fact.review_state, again.review_state) == ("retracted", "machine_proposed")
    assert (again.claimant_name, again.detail().high, again.confidence) == ("Wednesday", 87_000_000, 0.9)
    assert again.evidence.get().quote == "up to 87 million people"
    assert undone.undoes == accepted


def test_undoing_a_rejection_opens_the_proposal_again() -> None:
    fact = a_linked_proposal()
    rejected = decide.reject(fact=fact, curator=a_curator(), version=1, reason="hedged")
    decide.undo(decision=rejected, curator=a_curator())
    fact.refresh_from_db()
    assert (fact.review_state, fact.reviewed_by, fact.version) == ("machine_proposed", None, 3)


def test_undoing_a_fact_by_hand_retracts_it() -> None:
    version, incident = a_version(TEXT), an_incident()
    a_link(version.article, incident)
    added = decide.add(
        article_version=version, incident=incident, kind="party", start=0, end=8, curator=a_curator(),
        fields={"name": "Facebook", "party_kind": "organisation", "roles": ["DataController"]},
    )  # fmt: skip
    decide.undo(decision=added, curator=a_curator())
    assert [fact.review_state for fact in Fact.objects.all()] == ["retracted"]


def test_undoing_a_retraction_accepts_a_copy() -> None:
    fact = a_linked_proposal()
    decide.accept(fact=fact, curator=a_curator(), version=1)
    retracted = decide.retract(fact=fact, curator=a_curator(), reason="error")
    undone = decide.undo(decision=retracted, curator=a_curator())
    copy = Fact.objects.get(public_id=undone.after["accepted_again"])
    fact.refresh_from_db()
    assert (fact.review_state, copy.review_state) == ("retracted", "curator_accepted")
    assert (copy.incident, copy.evidence.count()) == (fact.incident, 1)


def test_undoing_a_retraction_restores_what_replaced_what() -> None:
    middle = a_linked_proposal()
    decide.accept(fact=middle, curator=a_curator(), version=1)
    middle.refresh_from_db()
    first = an_estimate(incident=middle.incident, review_state="curator_accepted")
    last = an_estimate(incident=middle.incident, review_state="curator_accepted")
    decide.supersede(old=first, new=middle, curator=a_curator(), reason="revised")
    decide.supersede(old=middle, new=last, curator=a_curator(), reason="revised")
    retracted = decide.retract(fact=middle, curator=a_curator(), reason="error")
    undone = decide.undo(decision=retracted, curator=a_curator())
    copy = Fact.objects.get(public_id=undone.after["accepted_again"])
    first.refresh_from_db()
    assert (first.superseded_by_id, copy.superseded_by_id) == (copy.pk, last.pk)


def test_undoing_a_retraction_never_moves_the_fact_to_another_incident() -> None:
    fact = a_linked_proposal()
    decide.accept(fact=fact, curator=a_curator(), version=1)
    fact.refresh_from_db()
    first = fact.incident
    assert first is not None
    retracted = decide.retract(fact=fact, curator=a_curator(), reason="error")
    link.unlink(article=fact.article, number="1", incident=first, curator=a_curator())
    link.link(article=fact.article, number="1", incident=an_incident(), curator=a_curator())
    with pytest.raises(CannotUndo, match="linked to another incident"):
        decide.undo(decision=retracted, curator=a_curator())
    assert not Fact.objects.accepted().exists()


def test_a_supersession_that_is_undone_lets_its_contradiction_show_again() -> None:
    old = an_estimate(review_state="curator_accepted", bound="exact", best=1)
    new = an_estimate(incident=old.incident, review_state="curator_accepted", bound="exact", best=2)
    assert old.incident is not None
    contradictions.find(old.incident)
    decision = decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    decide.undo(decision=decision, curator=a_curator())
    row = old.incident.contradictions.get()
    assert (row.resolution, row.note) == ("open", None)


def test_a_link_that_was_made_again_outlives_the_undoing_of_earlier_decisions() -> None:
    fact, incident = an_estimate(text=TEXT, quote="up to 87 million people"), an_incident()
    proposed = a_link(fact.article, incident, state="proposed")
    unlinked = link.unlink(article=fact.article, number="1", incident=incident, curator=a_curator())
    linked = link.link(article=fact.article, number="1", incident=incident, curator=a_curator())
    with pytest.raises(CannotUndo, match="decided again since"):
        decide.undo(decision=unlinked, curator=a_curator())
    link.unlink(article=fact.article, number="1", incident=incident, curator=a_curator())
    link.link(article=fact.article, number="1", incident=incident, curator=a_curator())
    with pytest.raises(CannotUndo, match="decided again since"):
        decide.undo(decision=linked, curator=a_curator())
    proposed.refresh_from_db()
    assert proposed.state == "accepted"


def test_an_opening_is_not_undone_while_another_number_is_linked_to_the_incident() -> None:
    article = a_version(TEXT).article
    incident = link.open_incident(article=article, number="1", title="Profiles", curator=a_curator())
    link.link(article=article, number="2", incident=incident, curator=a_curator())
    with pytest.raises(CannotUndo, match="linked to the incident"):
        decide.undo(decision=Decision.objects.get(kind="open_incident"), curator=a_curator())


def test_undoing_a_supersession_lets_the_older_claim_stand() -> None:
    old = an_estimate(review_state="curator_accepted")
    new = an_estimate(incident=old.incident, review_state="curator_accepted")
    decision = decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    decide.undo(decision=decision, curator=a_curator())
    old.refresh_from_db()
    assert old.superseded_by is None


def test_a_decision_is_undone_once() -> None:
    fact = a_linked_proposal()
    rejected = decide.reject(fact=fact, curator=a_curator(), version=1, reason="hedged")
    decide.undo(decision=rejected, curator=a_curator())
    with pytest.raises(CannotUndo, match="undone before"):
        decide.undo(decision=rejected, curator=a_curator())


def test_what_was_decided_again_since_is_not_undone() -> None:
    fact = a_linked_proposal()
    accepted = decide.accept(fact=fact, curator=a_curator(), version=1)
    decide.retract(fact=fact, curator=a_curator(), reason="error")
    with pytest.raises(CannotUndo, match="it is retracted after acceptance"):
        decide.undo(decision=accepted, curator=a_curator())


def test_words_once_given_as_evidence_stay() -> None:
    fact = a_linked_proposal()
    incident = fact.article.incident_links.get().incident
    recorded = an_estimate(incident=incident, review_state="curator_accepted")
    decision = decide.corroborate(fact=fact, recorded=recorded, curator=a_curator())
    with pytest.raises(CannotUndo, match="is not undone here"):
        decide.undo(decision=decision, curator=a_curator())


def test_undoing_an_opening_rejects_the_incident_and_its_link() -> None:
    article = a_version(TEXT).article
    incident = link.open_incident(article=article, number="1", title="Profiles", curator=a_curator())
    decide.undo(decision=Decision.objects.get(kind="open_incident"), curator=a_curator())
    incident.refresh_from_db()
    assert (incident.state, article.incident_links.get().state) == ("rejected", "rejected")


def test_an_incident_with_facts_is_not_unopened() -> None:
    fact = an_estimate(text=TEXT, quote="up to 87 million people")
    link.open_incident(article=fact.article, number="1", title="Profiles", curator=a_curator())
    decide.accept(fact=fact, curator=a_curator(), version=1)
    with pytest.raises(CannotUndo, match="has facts or was published"):
        decide.undo(decision=Decision.objects.get(kind="open_incident"), curator=a_curator())


def test_undoing_not_relevant_opens_its_facts_again() -> None:
    fact = an_estimate(text=TEXT, quote="up to 87 million people")
    type(fact.article).objects.update(review_state="to_review")
    decision = link.mark_not_relevant(article=fact.article, curator=a_curator(), reason="no_news")
    decide.undo(decision=decision, curator=a_curator())
    fact.refresh_from_db()
    fact.article.refresh_from_db()
    assert (fact.review_state, fact.article.review_state) == ("machine_proposed", "to_review")


def test_undoing_an_incident_edit_restores_the_words() -> None:
    incident = an_incident(title="Before")
    decision = link.edit_incident(incident=incident, version=1, changes={"title": "After"}, curator=a_curator())
    decide.undo(decision=decision, curator=a_curator())
    incident.refresh_from_db()
    assert (incident.title, incident.version) == ("Before", 3)
    Incident.objects.filter(pk=incident.pk).update(title="Later")
    other = link.edit_incident(incident=incident, version=3, changes={"title": "Last"}, curator=a_curator())
    Incident.objects.filter(pk=incident.pk).update(title="Changed since")
    with pytest.raises(CannotUndo, match="changed again since"):
        decide.undo(decision=other, curator=a_curator())
