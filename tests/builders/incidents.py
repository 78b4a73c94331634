"""Incidents as curators keep them."""

from typing import Any

from incidents.models import Contradiction, Fact, Incident


def an_incident(**columns: Any) -> Incident:
    """A candidate that became public on 2018-03-17."""
    return Incident.objects.create(
        **{
            "title": "Profiles passed on",
            "summary": "An app passed on the profiles of its users and of their friends.",
            "status": "IncidentMitigated",
            "veracity": "Confirmed",
            "first_public": "2018-03-17",
        }
        | columns
    )


def a_contradiction(one: Fact, other: Fact, **columns: Any) -> Contradiction:
    """Two facts of one incident and kind that cannot both hold."""
    left, right = sorted((one, other), key=lambda fact: fact.pk)
    assert left.incident_id is not None
    return Contradiction.objects.create(
        incident_id=left.incident_id,
        kind=left.kind,
        left_id=left.pk,
        right_id=right.pk,
        **{"rule": "incompatible_bounds"} | columns,
    )
