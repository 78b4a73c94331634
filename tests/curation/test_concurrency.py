"""Two people at the same moment: one decides, the other is told. Nothing is decided twice and no party made twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from incidents.curation import decide
from incidents.curation.refusals import EditConflict
from incidents.models import Decision, Fact, Party
from tests.builders import a_curator, a_link, a_second_curator, an_estimate, an_incident

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each on a connection of its own; returns results, or the refusals raised."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except EditConflict as conflict:
            return conflict
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
