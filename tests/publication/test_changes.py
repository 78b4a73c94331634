import pytest

from incidents.publication.changes import TypedChange, between, withdrawn
from incidents.published.models import CHANGE_TYPES
from tests.published.claims import FACEBOOK, words

ARRAYS = ("estimates", "parties", "remediations", "actions", "causes", "data", "events", "statements")


def a_body(**given):
    body = {"title": "Profiles passed on", "summary": None, "status": "IncidentOngoing", "headline": None}
    return (
        body | {name: [] for name in (*ARRAYS, "contradictions", "articles")} | {"version": 1, "modified": "x"} | given
    )


def an_estimate(**given):
    shown = {"id": "est_1", "text": "at most 87 million people", "scope": None, "claimant": FACEBOOK}
    return shown | {"claimed_on": "2018-04-04", "superseded_by": None, "evidence": [words()]} | given


def a_remediation(**given):
    shown = {"id": "rem_1", "text": "Disable feature", "status": "ActivityCompleted", "actor": FACEBOOK}
    return shown | {"verification": "self_certified", "claimant": None, "claimed_on": None} | given


def a_cause(**given):
    return {"id": "cau_1", "text": "Phishing", "actor": None, "claimant": None, "claimed_on": None} | given


def a_headline(text="at most 87 million people (Facebook, 2018-04-04)", **given):
    return {"text": text, "reason": "only live claim"} | given


def test_the_first_publication_tells_every_fact():
    body = a_body(estimates=[an_estimate()], remediations=[a_remediation()], causes=[a_cause()], headline=a_headline())
    assert between(None, body) == [
        TypedChange(type="incident.published", text="Profiles passed on"),
        TypedChange(
            type="estimate.added",
            text="Estimate: at most 87 million people (Facebook, 2018-04-04)",
            record_id="est_1",
        ),
        TypedChange(
            type="remediation.added",
            text="Remediation: Disable feature, Completed, Self certified, by Facebook",
            record_id="rem_1",
        ),
        TypedChange(type="fact.added", text="Cause: Phishing", record_id="cau_1"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({}, {"estimates": [an_estimate()]}, [("estimate.added", "est_1")]),
        ({"estimates": [an_estimate()]}, {}, [("estimate.retracted", "est_1")]),
        ({"estimates": [an_estimate()]}, {"estimates": [an_estimate(superseded_by="est_2")]},
         [("estimate.superseded", "est_1")]),
        ({"estimates": [an_estimate()]}, {"estimates": [an_estimate(evidence=[])]}, [("incident.updated", "est_1")]),
        ({}, {"remediations": [a_remediation()]}, [("remediation.added", "rem_1")]),
        ({"remediations": [a_remediation()]}, {}, [("fact.retracted", "rem_1")]),
        ({"remediations": [a_remediation()]}, {"remediations": [a_remediation(verification="corroborated")]},
         [("remediation.verified", "rem_1")]),
        ({"remediations": [a_remediation()]}, {"remediations": [a_remediation(verification="contradicted")]},
         [("incident.updated", "rem_1")]),
        ({}, {"causes": [a_cause()]}, [("fact.added", "cau_1")]),
        ({"causes": [a_cause()]}, {}, [("fact.retracted", "cau_1")]),
        ({}, {"headline": a_headline()}, [("headline.changed", None)]),
        ({"headline": a_headline()}, {"headline": a_headline(reason="largest")}, [("incident.updated", None)]),
        ({}, {"title": "Another"}, [("wording", None)]),
        ({}, {"summary": "Words."}, [("wording", None)]),
        ({}, {"status": "IncidentConcluded"}, [("incident.updated", None)]),
        ({}, {"articles": [{"id": "art_1"}]}, [("incident.updated", None)]),
        ({}, {"version": 2, "modified": "y"}, []),
        ({}, {}, []),
    ],
)  # fmt: skip
def test_what_is_told_of_a_change(old, new, told):
    changes = between(a_body(**old), a_body(**new))
    assert [(change.type, change.record_id) for change in changes] == told
    assert {change.type for change in changes} <= set(CHANGE_TYPES)


def test_a_contradiction_is_told_once_for_each_estimate():
    both = [an_estimate(), an_estimate(id="est_2")]
    clash = {"between": ["est_1", "est_2"], "resolution": "open"}
    told = between(a_body(estimates=both), a_body(estimates=both, contradictions=[clash]))
    assert [(change.type, change.record_id) for change in told] == [
        ("estimate.contradicted", "est_1"),
        ("estimate.contradicted", "est_2"),
        ("incident.updated", None),
    ]
    resolved = between(
        a_body(estimates=both, contradictions=[clash]),
        a_body(estimates=both, contradictions=[clash | {"resolution": "scope_differs"}]),
    )
    assert [change.type for change in resolved] == ["incident.updated"]


def test_a_withdrawal_tells_its_reason():
    assert withdrawn("PIKB-2018-00001", "Duplicate") == TypedChange(
        type="incident.withdrawn", text="PIKB-2018-00001: Duplicate"
    )
