"""What a curator decides about a fact: each act, and each way in which it is refused."""

import datetime

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from incidents.curation import decide
from incidents.curation.refusals import (
    AlreadyDecided,
    BrokenEvidence,
    EditConflict,
    IncidentClosed,
    InvalidField,
    NoIncidentLinked,
    NotAPerson,
    NotComparable,
    QuoteNotFound,
    ReasonMissing,
)
from incidents.curation.spans import Span
from incidents.models import Decision, Evidence, Fact, Incident
from tests.builders import (
    a_curator,
    a_link,
    a_remediation,
    a_role,
    a_second_curator,
    a_service,
    a_version,
    an_estimate,
    an_incident,
)

pytestmark = pytest.mark.django_db

TEXT = "Facebook said that up to 87 million people may be affected. Earlier it was 50 million people."
NOW = datetime.datetime(2018, 4, 6, 12, tzinfo=datetime.UTC)


def a_linked_proposal(**columns: object) -> tuple[Fact, Incident]:
    """An open estimate whose article is linked to a fresh incident."""
    estimate = an_estimate(text=TEXT, quote="up to 87 million people", **columns)
    incident = an_incident()
    a_link(estimate.article, incident)
    return Fact.objects.get(pk=estimate.pk), incident


def test_an_accepted_proposal_belongs_to_the_linked_incident() -> None:
    fact, incident = a_linked_proposal(claimant_name="Facebook, Inc.")
    decision = decide.accept(fact=fact, curator=a_curator(), version=1, now=NOW, note="plain")
    fact.refresh_from_db()
    assert (fact.review_state, fact.incident, fact.reviewed_by, fact.reviewed_at) == (
        "curator_accepted",
        incident,
        a_curator(),
        NOW,
    )
    assert fact.version == 2
    assert fact.claimant is not None
    assert fact.claimant.name == "Facebook, Inc."
    assert (decision.kind, decision.note, decision.decided_at) == ("accept", "plain", NOW)
    assert decision.before["review_state"] == "machine_proposed"
    assert decision.after["fields"]["high"] == 87_000_000
    assert decision.before["evidence"][0]["quote"] == "up to 87 million people"


def test_the_last_decision_makes_the_article_reviewed() -> None:
    fact, _ = a_linked_proposal()
    decide.accept(fact=fact, curator=a_curator(), version=1)
    fact.article.refresh_from_db()
    assert fact.article.review_state == "awaiting_text"  # the pipeline's word is not touched
    other = an_estimate(version=fact.article.latest, quote="50 million people", bound="none_stated", best=50_000_000)
    type(fact.article).objects.filter(pk=fact.article.pk).update(review_state="to_review")
    decide.reject(fact=other, curator=a_curator(), version=1, reason="not_needed")
    fact.article.refresh_from_db()
    assert fact.article.review_state == "reviewed"


def test_edited_fields_and_words_are_what_is_accepted_and_the_proposal_stays_in_the_decision() -> None:
    fact, _ = a_linked_proposal(claimant_name="Wednesday")
    version = fact.article.latest
    span = Span(version=version, start=13, end=42)
    decision = decide.edit_and_accept(
        fact=fact,
        curator=a_curator(),
        version=1,
        changes={"claimant": "Facebook", "claimed_on": "2018-04-04", "basis": "upper_bound_model"},
        evidence=span,
    )
    detail = fact.detail()
    assert (detail.review_state, detail.claimant_name, detail.claimed_on) == (
        "curator_edited",
        "Facebook",
        "2018-04-04",
    )
    assert (detail.basis, detail.high) == ("upper_bound_model", 87_000_000)
    assert fact.evidence.get().quote == " that up to 87 million people"
    assert decision.kind == "edit_and_accept"
    assert decision.before["fields"]["claimant"] == "Wednesday"
    assert decision.before["evidence"][0]["start"] == 19


def test_an_edit_without_difference_is_a_plain_acceptance() -> None:
    fact, _ = a_linked_proposal()
    decision = decide.edit_and_accept(fact=fact, curator=a_curator(), version=1, changes={"high": 87_000_000})
    assert decision.kind == "accept"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"best": 87_000_000}, "bound", "bound at_most takes high, not best, high"),
        ({"measure": "cats"}, "measure", "is not in the list measure"),
        ({"claimed_on": "2018-02-30"}, "claimed_on", "not in the calendar"),
        ({"currency": "USD"}, "currency", "goes with the measure money"),
        ({"high": "many"}, "high", "is not a whole number"),
        ({"measure": ""}, "measure", "Measure is required"),
        ({"claimant": "x" * 301}, "claimant", "300 are allowed"),
        ({"colour": "red"}, "colour", "estimate has no field 'colour'"),
    ],
)
def test_an_edit_that_breaks_the_rule_book_is_refused_with_its_field(
    changes: dict[str, object], field: str, message: str
) -> None:
    fact, _ = a_linked_proposal()
    with pytest.raises(InvalidField, match=message) as refused:
        decide.edit_and_accept(fact=fact, curator=a_curator(), version=1, changes=changes)
    assert refused.value.field == field
    fact.refresh_from_db()
    assert (fact.review_state, Decision.objects.count()) == ("machine_proposed", 0)


def test_an_amount_needs_its_currency() -> None:
    version = a_version("The regulator imposed a fine of 500,000.")
    incident = an_incident()
    a_link(version.article, incident)
    with pytest.raises(InvalidField, match="needs its currency") as refused:
        decide.add(
            article_version=version,
            incident=incident,
            kind="action",
            fields={"action": "administrative_fine", "status": "decided", "amount": 500_000},
            start=4,
            end=13,
            curator=a_curator(),
        )
    assert refused.value.field == "currency"


def test_a_rejection_keeps_its_reason() -> None:
    fact, _ = a_linked_proposal()
    decision = decide.reject(fact=fact, curator=a_curator(), version=1, reason="hedged", note="may")
    fact.refresh_from_db()
    assert (fact.review_state, decision.reason, decision.note) == ("curator_rejected", "hedged", "may")


def test_a_rejection_without_reason_is_refused() -> None:
    fact, _ = a_linked_proposal()
    with pytest.raises(ReasonMissing, match="wrong_value, wrong_incident"):
        decide.reject(fact=fact, curator=a_curator(), version=1, reason="")


def test_a_fact_by_hand_is_accepted_at_once_as_the_curators() -> None:
    version = a_version(TEXT)
    incident = an_incident()
    a_link(version.article, incident, number="2")
    decision = decide.add(
        article_version=version,
        incident=incident,
        kind="estimate",
        fields={"bound": "none_stated", "best": 50_000_000, "measure": "people"},
        start=75,
        end=92,
        curator=a_curator(),
    )
    fact = decision.fact
    assert fact is not None
    assert (fact.review_state, fact.origin_kind, fact.origin_name, fact.incident_number) == (
        "curator_accepted",
        "person",
        "ada",
        "2",
    )
    assert fact.evidence.get().quote == "50 million people"
    assert (decision.kind, decision.before) == ("add", {})


def test_a_fact_by_hand_needs_a_span_of_the_text() -> None:
    version, incident = a_version(TEXT), an_incident()
    a_link(version.article, incident)
    with pytest.raises(QuoteNotFound, match="no span of a text with 93 characters"):
        decide.add(
            article_version=version, incident=incident, kind="cause", fields={"cause": "Phishing"}, start=90, end=94,
            curator=a_curator(),
        )  # fmt: skip


def test_nothing_is_accepted_before_an_incident_is_linked() -> None:
    fact = an_estimate(text=TEXT, quote="up to 87 million people")
    a_link(fact.article, an_incident(), state="proposed")
    with pytest.raises(NoIncidentLinked, match="Incident 1 of this article is not linked yet"):
        decide.accept(fact=fact, curator=a_curator(), version=1)


def test_a_rejected_incident_takes_nothing_in() -> None:
    fact, incident = a_linked_proposal()
    Incident.objects.filter(pk=incident.pk).update(state="rejected")
    with pytest.raises(IncidentClosed, match="is rejected and takes no facts in"):
        decide.accept(fact=fact, curator=a_curator(), version=1)


def test_a_service_account_decides_nothing() -> None:
    fact, _ = a_linked_proposal()
    with pytest.raises(NotAPerson, match="worker is not an active person's account"):
        decide.accept(fact=fact, curator=a_service(), version=1)
    with pytest.raises(NotAPerson):
        decide.reject(fact=fact, curator=a_service(), version=1, reason="other")


def test_the_second_of_two_curators_is_shown_the_firsts_decision() -> None:
    fact, _ = a_linked_proposal()
    decide.reject(fact=fact, curator=a_curator(), version=1, reason="hedged")
    with pytest.raises(EditConflict) as refused:
        decide.accept(fact=fact, curator=a_second_curator(), version=1)
    theirs = refused.value.theirs
    assert (theirs.kind, theirs.reason, theirs.decided_by) == ("reject", "hedged", a_curator())


def test_a_decided_fact_is_not_decided_again() -> None:
    fact, _ = a_linked_proposal()
    decide.accept(fact=fact, curator=a_curator(), version=1)
    with pytest.raises(AlreadyDecided, match="accepted as proposed"):
        decide.reject(fact=fact, curator=a_curator(), version=2, reason="other")


def test_broken_evidence_is_not_accepted() -> None:
    fact, _ = a_linked_proposal()
    with pgtrigger.ignore("incidents.Evidence:quote_stands_in_text"):
        Evidence.objects.create(fact=fact, article_version=fact.article.latest, start=0, end=8, quote="Farcebook"[:8])
    with pytest.raises(BrokenEvidence, match="is not “Farceboo” any more"):
        decide.accept(fact=fact, curator=a_curator(), version=1)


def test_the_same_claim_becomes_evidence_of_the_recorded_fact() -> None:
    fact, incident = a_linked_proposal()
    recorded = an_estimate(incident=incident, review_state="curator_accepted")
    decision = decide.corroborate(fact=fact, recorded=recorded, curator=a_curator(), version=1)
    fact.refresh_from_db()
    assert fact.review_state == "curator_rejected"
    assert [words.quote for words in recorded.evidence.all()] == ["Up to 87 million people", "up to 87 million people"]
    assert (decision.kind, decision.reason, decision.after["recorded"]) == (
        "corroborate",
        "duplicate",
        recorded.public_id,
    )


def test_a_claim_of_another_incident_is_not_the_same_claim() -> None:
    fact, _ = a_linked_proposal()
    recorded = an_estimate(incident=an_incident(title="Another"), review_state="curator_accepted")
    with pytest.raises(NotComparable, match="an incident that the article is linked to"):
        decide.corroborate(fact=fact, recorded=recorded, curator=a_curator())


def test_words_are_added_to_accepted_facts_only() -> None:
    fact, incident = a_linked_proposal()
    with pytest.raises(NotComparable, match="accepted fact only"):
        decide.corroborate(fact=fact, recorded=an_estimate(incident=incident), curator=a_curator())


def test_words_that_nobody_proposed_become_further_evidence() -> None:
    recorded = an_estimate(review_state="curator_accepted")
    version = a_version(TEXT)
    a_link(version.article, recorded.incident)
    decision = decide.add_evidence(recorded=recorded, span=Span(version=version, start=19, end=42), curator=a_curator())
    assert recorded.evidence.count() == 2
    assert (decision.article, decision.after["added"]["start"]) == (version.article, 19)


def test_a_newer_claim_supersedes_an_older_one_and_both_stay() -> None:
    old = an_estimate(review_state="curator_accepted")
    new = an_estimate(incident=old.incident, review_state="curator_accepted")
    decision = decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    old.refresh_from_db()
    assert (old.superseded_by_id, old.review_state) == (new.pk, "curator_accepted")
    assert decision.after["superseded_by"] == new.public_id


def test_two_facts_never_supersede_each_other() -> None:
    old = an_estimate(review_state="curator_accepted")
    new = an_estimate(incident=old.incident, review_state="curator_accepted")
    decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    with pytest.raises(NotComparable, match="supersede each other"):
        decide.supersede(old=new, new=old, curator=a_curator(), reason="revised")


@pytest.mark.parametrize("kind", ["other kind", "other incident", "open proposal"])
def test_only_a_comparable_accepted_fact_supersedes(kind: str) -> None:
    old = an_estimate(review_state="curator_accepted")
    new = {
        "other kind": lambda: a_role(incident=old.incident, review_state="curator_accepted"),
        "other incident": lambda: an_estimate(incident=an_incident(), review_state="curator_accepted"),
        "open proposal": lambda: an_estimate(incident=old.incident),
    }[kind]()
    with pytest.raises(NotComparable):
        decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")


def test_a_retracted_fact_stays_and_frees_what_it_superseded() -> None:
    old = an_estimate(review_state="curator_accepted")
    new = an_estimate(incident=old.incident, review_state="curator_accepted")
    decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    decision = decide.retract(fact=new, curator=a_curator(), reason="error in source")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (new.review_state, old.superseded_by) == ("retracted", None)
    assert decision.after["released"] == [old.public_id]


def test_what_a_retracted_claim_had_replaced_stays_replaced_by_its_successor() -> None:
    first = an_estimate(review_state="curator_accepted")
    middle = an_estimate(incident=first.incident, review_state="curator_accepted")
    last = an_estimate(incident=first.incident, review_state="curator_accepted")
    decide.supersede(old=first, new=middle, curator=a_curator(), reason="revised")
    decide.supersede(old=middle, new=last, curator=a_curator(), reason="revised")
    decide.retract(fact=middle, curator=a_curator(), reason="error in source")
    first.refresh_from_db()
    assert first.superseded_by_id == last.pk


def test_a_form_that_is_sent_twice_adds_one_fact() -> None:
    version, incident = a_version(TEXT), an_incident()
    a_link(version.article, incident)
    fields = {"name": "Facebook", "party_kind": "organisation", "roles": ["DataController"]}

    def add() -> None:
        decide.add(
            article_version=version, incident=incident, kind="party", fields=fields, start=0, end=8,
            curator=a_curator(),
        )  # fmt: skip

    add()
    with pytest.raises(AlreadyDecided, match="recorded already"):
        add()
    assert incident.facts.count() == 1


def test_an_open_proposal_is_not_retracted() -> None:
    with pytest.raises(AlreadyDecided, match="only accepted ones retract"):
        decide.retract(fact=an_estimate(), curator=a_curator(), reason="error")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_decision SET note = 'changed'",
        "DELETE FROM incidents_decision",
        "UPDATE incidents_affectedestimate SET high = 1",
        "UPDATE incidents_fact SET claimed_on = '2001'",
        "UPDATE incidents_fact SET review_state = 'machine_proposed'",
        "DELETE FROM incidents_affectedestimate",
        "DELETE FROM incidents_fact",
        "UPDATE incidents_evidence SET quote = 'changed'",
        "DELETE FROM incidents_evidence",
        "UPDATE incidents_articleversion SET text = 'changed'",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_decided(statement: str) -> None:
    fact, _ = a_linked_proposal()
    decide.accept(fact=fact, curator=a_curator(), version=1)
    with (
        pytest.raises(DatabaseError, match=r"append-only|Cannot|never|evidence|violates"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_remediation_takes_the_dates_that_only_a_curator_gives() -> None:
    step = a_remediation()
    a_link(step.article, an_incident())
    decide.edit_and_accept(
        fact=step,
        curator=a_curator(),
        version=1,
        changes={"actor": "Facebook", "target": "search by phone number", "done_on": "2018-04-04"},
    )
    step.refresh_from_db()
    assert (step.actor.name, step.target, step.done_on) == ("Facebook", "search by phone number", "2018-04-04")


def test_a_fact_of_the_articles_other_incident_is_moved_on_acceptance() -> None:
    fact, _ = a_linked_proposal()
    second = an_incident(title="The other")
    a_link(fact.article, second, number="2")
    decision = decide.edit_and_accept(fact=fact, curator=a_curator(), version=1, changes={}, number="2")
    fact.refresh_from_db()
    assert (fact.incident, fact.incident_number, decision.kind) == (second, "2", "edit_and_accept")
    assert decision.before["incident_number"] == "1"
