"""Two people at the same moment: one decides, the other is told. Nothing is decided twice and no party made twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connections, transaction

from incidents.curation import decide, journal
from incidents.curation.refusals import EditConflict, IncidentClosed, Refusal
from incidents.models import Decision, Fact, Incident, Party
from tests.builders import a_curator, a_link, a_second_curator, an_estimate, an_incident

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each on a connection of its own; returns results, or the refusals raised."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(acts)) as executor:
        return list(executor.map(run, acts))


def test_of_two_decisions_at_once_one_wins_and_the_other_is_told() -> None:
    estimate = an_estimate()
    a_link(estimate.article, an_incident())
    fact = Fact.objects.get(pk=estimate.pk)
    ada, ben = a_curator(), a_second_curator()
    results = at_once(
        lambda: decide.accept(fact=fact, curator=ada, version=1),
        lambda: decide.reject(fact=fact, curator=ben, version=1, reason="hedged"),
    )
    (conflict,) = [result for result in results if isinstance(result, EditConflict)]
    decision = Decision.objects.get()
    assert conflict.theirs == decision
    fact.refresh_from_db()
    assert fact.review_state == {"accept": "curator_accepted", "reject": "curator_rejected"}[decision.kind]


def test_a_name_that_two_curators_accept_at_once_is_one_party() -> None:
    facts = []
    for _ in range(2):
        estimate = an_estimate(claimant_name="Acme, Inc.")
        a_link(estimate.article, an_incident())
        facts.append(Fact.objects.get(pk=estimate.pk))
    ada = a_curator()
    at_once(*(lambda fact=fact: decide.accept(fact=fact, curator=ada, version=1) for fact in facts))
    assert [party.name for party in Party.objects.all()] == ["Acme, Inc."]


def when_locked(incident: Incident, meanwhile: Callable[[], object], act: Callable[[], object]) -> object:
    """What `act` gives when it begins while somebody holds the incident and does `meanwhile` before letting go."""
    is_locked, may_go = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            journal.lock_incident(incident)
            is_locked.set()
            may_go.wait(timeout=1)  # long enough for the other to come to the lock
            meanwhile()

    def run() -> object:
        is_locked.wait(timeout=10)
        return act()

    return at_once(hold, run)[1]


def test_an_incident_that_closes_while_a_fact_is_being_accepted_takes_it_not_in() -> None:
    estimate, incident = an_estimate(), an_incident()
    a_link(estimate.article, incident)
    fact, ada = Fact.objects.get(pk=estimate.pk), a_curator()
    refused = when_locked(
        incident,
        lambda: Incident.objects.filter(pk=incident.pk).update(state="rejected"),
        lambda: decide.accept(fact=fact, curator=ada, version=1),
    )
    assert isinstance(refused, IncidentClosed)
    fact.refresh_from_db()
    assert fact.review_state == "machine_proposed"


def test_a_retraction_waits_for_whoever_holds_the_incident_and_sees_what_was_accepted() -> None:
    old = an_estimate(review_state="curator_accepted", bound="exact", best=1)
    incident = old.incident
    assert incident is not None
    new = an_estimate(incident=incident, review_state="curator_accepted", bound="exact", best=2)
    ada = a_curator()
    decide.supersede(old=old, new=new, curator=ada, reason="revised")
    when_locked(
        incident,
        lambda: an_estimate(incident=incident, review_state="curator_accepted", bound="exact", best=3),
        lambda: decide.retract(fact=new, curator=ada, reason="error"),
    )
    assert incident.contradictions.get(left=old).resolution == "open"


def test_claims_that_are_to_replace_each_other_at_once_make_no_circle() -> None:
    one = an_estimate(review_state="curator_accepted")
    other = an_estimate(incident=one.incident, review_state="curator_accepted")
    ada = a_curator()
    results = at_once(
        lambda: decide.supersede(old=one, new=other, curator=ada, reason="revised"),
        lambda: decide.supersede(old=other, new=one, curator=ada, reason="revised"),
    )
    assert sorted(type(result).__name__ for result in results) == ["Decision", "NotComparable"]
