"""The list of fifty full incidents beside an idiomatic serializer view over the same incidents, in one run."""

import pytest
from django.test import Client
from rest_framework.test import APIRequestFactory

from incidents.publication.publish import publish
from tests import builders
from tests.benchmarks.measuring import report, side_by_side
from tests.benchmarks.peer import IncidentList

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "published"])

INCIDENTS = 120
ROUNDS = 20


@pytest.fixture
def published() -> None:
    """Incidents with three estimates, two roles and a remediation each, as accepted and published."""
    curator = builders.a_curator()
    for number in range(INCIDENTS):
        incident = builders.an_incident(title=f"Incident {number}")
        accepted = {"incident": incident, "review_state": "curator_accepted", "reviewer": curator}
        for millions in (30, 50, 87):
            words = f"up to {millions} million people"
            builders.an_estimate(
                text=f"It said in {number} that {words} were affected.", quote=words, high=millions * 10**6,
                bound="at_most", claimed_on="2018-04-04", **accepted,
            )  # fmt: skip
        builders.a_role(**accepted)
        builders.a_role(name="Cambridge Analytica", roles=["Recipient"], **accepted)
        builders.a_remediation(**accepted)
        publish(incident=incident, curator=curator)


def test_a_list_of_fifty_beside_an_ordinary_serializer_view(published: None) -> None:
    client, requests, peer = Client(), APIRequestFactory(), IncidentList.as_view()

    def ours() -> bytes:
        return client.get("/api/v1/incidents?per_page=50").content

    def theirs() -> bytes:
        return peer(requests.get("/peer")).render().content

    report("A page of 50 incidents, in process", side_by_side({"this API": ours, "serializers": theirs}, rounds=ROUNDS))
    assert ours().count(b'"headline"') == 50
    assert theirs().count(b'"public_id":"PIKB-') == 50
    assert theirs().count(b'"bound":"at_most"') == 150


def test_one_incident_beside_the_first_page(published: None) -> None:
    client = Client()
    incident_id = client.get("/api/v1/incidents?per_page=1").json()["results"][0]["id"]

    report(
        "One incident, in process",
        side_by_side(
            {
                "detail": lambda: client.get(f"/api/v1/incidents/{incident_id}").content,
                "an empty answer (healthz)": lambda: client.get("/healthz").content,
                "page of 50": lambda: client.get("/api/v1/incidents?per_page=50").content,
            },
            rounds=ROUNDS,
        ),
    )
    assert client.get(f"/api/v1/incidents/{incident_id}").json()["id"] == incident_id
