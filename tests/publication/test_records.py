import datetime

import pytest

from incidents.publication.facets import terms
from incidents.publication.publish import publish
from incidents.published.bodies import parse
from incidents.published.models import IncidentTerm, Record
from tests import builders as b

pytestmark = pytest.mark.django_db

ACCEPTED = "curator_accepted"


@pytest.fixture
def parties():
    """Every kind of fact, each naming a party of its own."""
    incident = b.an_incident()
    names = ("claimant", "actor", "body", "target", "speaker", "holder")
    parties = {name: b.a_party(name.title()) for name in names}
    given = {"incident": incident, "review_state": ACCEPTED}
    b.an_estimate(**given, claimant=parties["claimant"], claimed_on="2018-04", claimant_kind="controller")
    b.a_role(**given, party=parties["holder"], roles=["DataController", "platform"])
    b.a_remediation(**given, actor=parties["actor"], done_on="2018-04-04", target="search by phone number")
    b.an_official_action(**given, body=parties["body"], target=parties["target"], amount=5, currency="USD")
    b.a_cause(**given, actor=parties["actor"])
    b.a_data_category(**given)
    b.an_event(**given, qualifier="about")
    b.a_statement(**given, speaker=parties["speaker"])
    publish(incident=incident, curator=b.a_curator())
    return {name: party.public_id for name, party in parties.items()}


def codes(resource):
    return set(Record.objects.get(resource=resource).codes)


def test_codes_of_each_resource(parties):
    shared = {"origin:machine", "superseded:false"}
    claimant, actor, body, target, speaker, holder = parties.values()
    assert codes("estimates") == shared | {
        "measure:people", "bound:at_most", "exposure:unknown", "basis:none_stated", "status:asserted", "rank:normal",
        "claimant_kind:controller", f"claimant:{claimant}", f"party:{claimant}",
    }  # fmt: skip
    assert codes("roles") == shared | {
        "role:DataController", "role:platform", "status:admitted", "kind:organisation", f"party:{holder}",
    }  # fmt: skip
    assert codes("remediations") == shared | {
        "action:disable_feature", "status:ActivityCompleted", "verification:self_certified",
        f"actor:{actor}", f"party:{actor}",
    }  # fmt: skip
    assert codes("actions") == shared | {
        "action:investigation", "status:open", "currency:USD",
        f"body:{body}", f"target:{target}", f"party:{body}", f"party:{target}",
    }  # fmt: skip
    assert codes("causes") == shared | {"cause:Phishing", f"actor:{actor}", f"party:{actor}"}
    assert codes("data") == shared | {"category:contact", "asserted:involved", "exposure:unknown"}
    assert codes("events") == shared | {"event:discovered", "qualifier:about"}
    assert codes("statements") == shared | {
        "statement_kind:apology", "speech:direct_quote", f"speaker:{speaker}", f"party:{speaker}",
    }  # fmt: skip


def test_facets_of_the_incident(parties):
    found = {}
    for facet, code in IncidentTerm.objects.values_list("facet", "code"):
        found.setdefault(facet, set()).add(code)
    assert found == {
        "party": set(parties.values()),
        "role": {"DataController", "platform"},
        "cause": {"Phishing"},
        "data": {"contact"},
        "remediation": {"disable_feature"},
        "action": {"investigation"},
        "action_body": {parties["body"]},
    }


def test_dates_to_sort_by_and_to_be_known_by(parties):
    dates = {
        record.resource: (str(record.sort_on), str(record.known_on))
        for record in Record.objects.filter(incident_id__isnull=False)
    }
    assert dates == {
        "estimates": ("2018-04-01", "2018-04-30"),
        "roles": ("2018-04-05", "2018-04-05"),
        "remediations": ("2018-04-04", "2018-04-05"),
        "actions": ("2018-04-05", "2018-04-05"),
        "causes": ("2018-04-05", "2018-04-05"),
        "data": ("2018-04-05", "2018-04-05"),
        "events": ("2018-03-01", "2018-04-05"),
        "statements": ("2018-04-05", "2018-04-05"),
    }


def test_an_estimates_record_holds_what_the_claim_allows(parties):
    record = Record.objects.get(resource="estimates")
    assert (record.low, record.high) == (0, 87_000_000)


def test_a_record_is_the_object_of_its_incidents_body(parties):
    record = Record.objects.get(resource="remediations")
    assert record.incident_id == "PIKB-2018-00001"
    body = parse(record.body)
    assert body["id"] == record.record_id
    assert body["incident"] == "PIKB-2018-00001"
    assert body["target"] == "search by phone number"


def test_data_that_was_not_involved_is_no_facet():
    empty = {name: [] for name in ("estimates", "parties", "remediations", "actions", "causes", "events", "statements")}
    data = [
        {"category": "contact", "asserted": "involved", "claimant": None},
        {"category": "credentials", "asserted": "not_involved", "claimant": None},
        {"category": "criminal", "asserted": "unknown", "claimant": None},
    ]
    assert terms(empty | {"data": data}) == {("data", "contact")}


def test_a_remediation_is_known_since_its_first_step():
    incident = b.an_incident()
    given = {"incident": incident, "review_state": ACCEPTED}
    promise = b.a_remediation(**given, status="ActivityPlanned", claimed_on="2018-03-21")
    deed = b.a_remediation(**given, claimed_on="2018-04-04")
    promise.superseded_by = deed
    promise.save(update_fields=["superseded_by"])
    publish(incident=incident, curator=b.a_curator())
    record = Record.objects.get(resource="remediations")
    assert record.record_id == promise.public_id
    assert record.known_on == datetime.date(2018, 3, 21)
