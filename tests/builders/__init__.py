"""Plain builders, one file per model family: valid by default, each says only what its test is about.

    curator = a_curator()
    incident = an_incident(title="Profiles passed on")
    estimate = an_estimate(
        text="Facebook said that up to 87 million people may be affected.",
        quote="up to 87 million people", bound="at_most", high=87_000_000,
        incident=incident, review_state="curator_accepted",
    )

A fact is `machine_proposed` unless `review_state` says otherwise; its span is found in the text.
"""

from tests.builders.articles import a_link, a_version, an_article
from tests.builders.facts import (
    a_cause,
    a_data_category,
    a_fact,
    a_remediation,
    a_role,
    a_statement,
    accept,
    an_estimate,
    an_event,
    an_official_action,
    evidence,
)
from tests.builders.incidents import a_contradiction, an_incident
from tests.builders.parties import a_party
from tests.builders.people import a_curator, a_reader, a_second_curator, a_service
from tests.builders.sources import a_feed, a_source

__all__ = [
    "a_cause",
    "a_contradiction",
    "a_curator",
    "a_data_category",
    "a_fact",
    "a_feed",
    "a_link",
    "a_party",
    "a_reader",
    "a_remediation",
    "a_role",
    "a_second_curator",
    "a_service",
    "a_source",
    "a_statement",
    "a_version",
    "accept",
    "an_article",
    "an_estimate",
    "an_event",
    "an_incident",
    "an_official_action",
    "evidence",
]
