"""The many-valued filters of incidents: which codes an incident is found under."""

from collections.abc import Mapping
from typing import Any

from incidents.publication.in_words import FACT_ARRAYS
from incidents.publication.records import party_ids

Body = Mapping[str, Any]


def terms(body: Body) -> set[tuple[str, str]]:
    """(facet, code) pairs: facets are published.models.FACETS.

    `party` is any party that a fact names in whatever part, `action_body` whoever took an official action; `data`
    holds only categories that a source says were involved.
    """
    found = {("party", party) for array in FACT_ARRAYS for fact in body[array] for party in party_ids(fact)}
    found |= {("role", role) for fact in body["parties"] for role in fact["roles"]}
    found |= {("cause", fact["cause"]) for fact in body["causes"]}
    found |= {("data", fact["category"]) for fact in body["data"] if fact["asserted"] == "involved"}
    found |= {("remediation", fact["action"]) for fact in body["remediations"]}
    found |= {("action", fact["action"]) for fact in body["actions"]}
    found |= {("action_body", fact["body"]["id"]) for fact in body["actions"] if fact["body"] and fact["body"]["id"]}
    return found
