"""Which accepted facts cannot both hold."""

from typing import Any

import pytest

from incidents.curation import contradictions, decide
from incidents.models import Fact, Incident
from tests.builders import a_curator, a_data_category, a_party, a_remediation, a_role, an_estimate, an_incident

pytestmark = pytest.mark.django_db


def rules_found(incident: Incident) -> list[str]:
    return [row.rule for row in contradictions.find(incident)]


def accepted(builder: Any, incident: Incident, **columns: Any) -> Fact:
    fact: Fact = builder(incident=incident, review_state="curator_accepted", **columns)
    return fact


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ({"bound": "at_most", "high": 87}, {"bound": "none_stated", "best": 50}, False),
        ({"bound": "at_most", "high": 30}, {"bound": "none_stated", "best": 50}, True),
        ({"bound": "fewer_than", "high": 50}, {"bound": "exact", "best": 50}, True),
        ({"bound": "at_least", "low": 50}, {"bound": "at_most", "high": 50}, False),
        ({"bound": "more_than", "low": 50}, {"bound": "at_most", "high": 50}, True),
        ({"bound": "about", "best": 500_000}, {"bound": "exact", "best": 496_000}, False),
        ({"bound": "exact", "best": 500_000}, {"bound": "exact", "best": 496_000}, True),
        ({"bound": "between", "low": 10, "high": 20}, {"bound": "exact", "best": 30}, True),
        ({"bound": "unknown_stated"}, {"bound": "exact", "best": 30}, False),
        ({"bound": "order_of_magnitude", "low": 10}, {"bound": "exact", "best": 30}, False),
        ({"bound": "exact", "best": 1}, {"bound": "exact", "best": 2, "measure": "accounts"}, False),
        ({"bound": "exact", "best": 1, "exposure": "none"}, {"bound": "exact", "best": 2, "exposure": "none"}, True),
        ({"bound": "about", "best": 1, "exposure": "none"}, {"bound": "about", "best": 2}, True),
        (
            {"bound": "about", "best": 1, "exposure": "none"},
            {"bound": "about", "best": 2, "exposure": "misused"},
            False,
        ),
        ({"bound": "exact", "best": 1, "scope": "Canada"}, {"bound": "exact", "best": 2, "scope": "Ireland"}, False),
        ({"bound": "exact", "best": 1, "scope": "Canada"}, {"bound": "exact", "best": 2, "scope": "canada"}, True),
        ({"bound": "exact", "best": 1, "scope": "Canada"}, {"bound": "exact", "best": 2}, False),
        ({"bound": "exact", "best": 3, "scope": "Canada"}, {"bound": "exact", "best": 2}, True),
        ({"bound": "exact", "best": 1, "status": "superseded"}, {"bound": "exact", "best": 2}, False),
    ],
)  # fmt: skip
def test_counts_contradict_when_no_number_satisfies_both(
    one: dict[str, Any], other: dict[str, Any], contradict: bool
) -> None:
    incident = an_incident()
    accepted(an_estimate, incident, **one)
    accepted(an_estimate, incident, **other)
    assert rules_found(incident) == (["incompatible_counts"] if contradict else [])


def test_done_contradicts_not_done_of_the_same_deed() -> None:
    incident, actor = an_incident(), a_party()
    accepted(a_remediation, incident, actor=actor)
    accepted(a_remediation, incident, actor=actor, status="ActivityPlanned")
    assert rules_found(incident) == []
    accepted(a_remediation, incident, actor=actor, status="ActivityNotCompleted")
    assert rules_found(incident) == ["done_not_done"]


def test_admitted_contradicts_denied_of_the_same_party_and_role() -> None:
    incident, party = an_incident(), a_party()
    accepted(a_role, incident, party=party, status="admitted")
    accepted(a_role, incident, party=a_party("Another"), status="denied")
    assert rules_found(incident) == []
    accepted(a_role, incident, party=party, status="denied", roles=["DataController", "platform"])
    assert rules_found(incident) == ["admitted_denied"]


def test_data_categories_are_too_wide_to_contradict() -> None:
    incident = an_incident()
    accepted(a_data_category, incident, asserted="involved")
    accepted(a_data_category, incident, asserted="not_involved")
    assert rules_found(incident) == []


def test_open_proposals_contradict_nothing() -> None:
    incident = an_incident()
    accepted(an_estimate, incident, bound="exact", best=1)
    an_estimate(incident=incident, bound="exact", best=2)
    assert rules_found(incident) == []


def test_finding_again_adds_nothing_and_keeps_what_was_resolved() -> None:
    incident = an_incident()
    accepted(an_estimate, incident, bound="exact", best=1)
    accepted(an_estimate, incident, bound="exact", best=2)
    assert len(contradictions.find(incident)) == 1
    incident.contradictions.update(resolution="scope_differs")
    assert contradictions.find(incident) == []
    assert incident.contradictions.count() == 1


def test_a_superseded_claim_contradicts_no_more() -> None:
    incident = an_incident()
    old = accepted(an_estimate, incident, bound="exact", best=1)
    new = accepted(an_estimate, incident, bound="exact", best=2)
    contradictions.find(incident)
    decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    assert incident.contradictions.get().resolution == "superseded"


def test_a_claim_that_stands_again_contradicts_again() -> None:
    incident = an_incident()
    old = accepted(an_estimate, incident, bound="exact", best=1)
    other = accepted(an_estimate, incident, bound="exact", best=2)
    new = accepted(an_estimate, incident, bound="exact", best=2)
    contradictions.find(incident)
    decide.supersede(old=old, new=new, curator=a_curator(), reason="revised")
    decide.retract(fact=new, curator=a_curator(), reason="error")
    assert incident.contradictions.get(left=old, right=other).resolution == "open"


def test_what_a_curator_called_superseded_stays_so() -> None:
    incident = an_incident()
    accepted(an_estimate, incident, bound="exact", best=1)
    accepted(an_estimate, incident, bound="exact", best=2)
    (row,) = contradictions.find(incident)
    contradictions.resolve(contradiction=row, resolution="superseded", curator=a_curator(), version=1)
    assert contradictions.find(incident) == []
