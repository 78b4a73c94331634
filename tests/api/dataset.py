"""What the API tests read: a handful of incidents whose right answers are known by heart."""

import datetime
from dataclasses import dataclass
from typing import Any

from incidents.models import Incident, Party
from incidents.publication import accuracy, vocabularies
from incidents.publication.publish import publish, withdraw
from incidents.published.models import IncidentRevision
from tests.builders import (
    a_cause,
    a_curator,
    a_data_category,
    a_link,
    a_party,
    a_remediation,
    a_role,
    a_statement,
    a_version,
    an_article,
    an_estimate,
    an_event,
    an_incident,
    an_official_action,
)

TEXT = (
    "Facebook said on Wednesday that up to 87 million people may have been affected, more than the 50 million that had "
    "been reported. Cambridge Analytica said it had received data of no more than 30 million people. Facebook has now "
    "disabled this feature. The information commissioner is investigating. “It was our mistake”, Facebook said. "
    "Friend lists were taken through an app in March 2014."
)
ACCEPTED = "curator_accepted"


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Public ids of what tests ask for."""

    profiles: str  # 87, 50 and 30 million; claims of March and April 2018
    clinic: str  # exactly 1,200 people by phishing; two revisions
    shop: str  # at least 5 million accounts
    portal: str  # a placeholder, no dates
    withdrawn: str
    merged: str  # into profiles
    facebook: str
    analytica: str
    regulator: str
    article: str


def at(year: int, month: int = 1, day: int = 1) -> datetime.datetime:
    return datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC)


def publish_everything() -> Dataset:
    """Publish in this order: profiles, clinic, shop, portal, one that is withdrawn, one that is merged."""
    vocabularies.load()
    accuracy.load()
    parties = {
        "facebook": a_party("Facebook", aliases=["Facebook, Inc.", "Méta"]),
        "analytica": a_party("Cambridge Analytica"),
        "regulator": a_party("Information Commissioner", kind="authority"),
    }
    article = an_article(url="http://news.example/87-million?id=7", publisher="The Daily Example")
    profiles = _profiles(parties, article)
    clinic, shop, portal = _clinic(), _shop(parties["facebook"]), _portal()
    gone = _withdrawn(profiles)
    return Dataset(
        profiles=_id(profiles),
        clinic=_id(clinic),
        shop=_id(shop),
        portal=_id(portal),
        withdrawn=_id(gone),
        merged=_merged(_id(profiles)),
        **{name: party.public_id for name, party in parties.items()},
        article=article.public_id,
    )


def _id(incident: Incident) -> str:
    incident.refresh_from_db()
    assert incident.public_id
    return incident.public_id


def _profiles(parties: dict[str, Party], article: Any) -> Incident:
    incident = an_incident(
        title="Facebook profile data passed to Cambridge Analytica", occurred_from="2013", occurred_to="2015"
    )
    version = a_version(TEXT, article=article, published_on="2018-04-05")
    a_link(article, incident)
    said: dict[str, Any] = {"version": version, "incident": incident, "review_state": ACCEPTED}
    facebook, analytica = parties["facebook"], parties["analytica"]
    an_estimate(
        quote="up to 87 million people", claimant=facebook, claimant_kind="controller", claimed_on="2018-04-04", **said
    )
    an_estimate(quote="50 million", bound="none_stated", best=50_000_000, claimed_on="2018-03-17", **said)
    an_estimate(
        quote="no more than 30 million people",
        bound="at_most",
        high=30_000_000,
        claimant=analytica,
        claimed_on="2018-04-04",
        **said,
    )
    a_role(quote="Facebook", party=facebook, **said)
    a_role(
        quote="Cambridge Analytica",
        name="Cambridge Analytica",
        party=analytica,
        roles=["ThirdParty"],
        status="alleged",
        **said,
    )
    a_remediation(quote="disabled this feature", actor=facebook, done_on="2018-04-04", claimed_on="2018-04-04", **said)
    an_official_action(quote="is investigating", body=parties["regulator"], target=facebook, **said)
    a_data_category(quote="Friend lists", category="social_graph", **said)
    an_event(quote="in March 2014", event="data_collected_from", date="2014-03", **said)
    a_statement(quote="It was our mistake", speaker=facebook, claimed_on="2018-04-04", **said)
    publish(incident=incident, curator=a_curator(), now=at(2019))
    return incident


def _clinic() -> Incident:
    incident = an_incident(
        title="Harbour Clinic mailbox phished",
        occurred_from="2020-02-10",
        first_public="2020-03",
        status="IncidentOngoing",
    )
    version = a_version("Exactly 1,200 people were told. It came from phishing.", published_on="2020-03-02")
    said: dict[str, Any] = {"version": version, "incident": incident, "review_state": ACCEPTED}
    an_estimate(quote="Exactly 1,200 people", bound="exact", best=1_200, claimed_on="2020-03-01", **said)
    a_cause(quote="phishing", **said)
    publish(incident=incident, curator=a_curator(), now=at(2020, 4))
    incident.refresh_from_db()
    incident.title = "Harbour Clinic mailbox opened by phishing"
    incident.save()
    publish(incident=incident, curator=a_curator(), now=at(2020, 5))
    return incident


def _shop(facebook: Party) -> Incident:
    incident = an_incident(title="Lantern Shop accounts copied", first_public="2021")
    text = "At least 5 million accounts were copied through Facebook, Inc., later Méta."
    version = a_version(text, published_on="2021-06-01")
    said: dict[str, Any] = {"version": version, "incident": incident, "review_state": ACCEPTED}
    an_estimate(
        quote="At least 5 million accounts",
        bound="at_least",
        low=5_000_000,
        measure="accounts",
        claimed_on="2021",
        **said,
    )
    a_role(quote="Facebook, Inc.", party=facebook, roles=["platform"], status="alleged", **said)
    a_role(quote="Méta", party=facebook, roles=["ServiceProvider"], status="alleged", **said)
    publish(incident=incident, curator=a_curator(), now=at(2021, 7))
    return incident


def _portal() -> Incident:
    incident = an_incident(title="Portal of a town council left open", first_public=None)
    version = a_version("The form says 999 people as a stand-in. Names were visible.", published_on=None)
    said: dict[str, Any] = {"version": version, "incident": incident, "review_state": ACCEPTED}
    an_estimate(quote="999 people", bound="placeholder", **said)
    publish(incident=incident, curator=a_curator(), now=at(2022))
    return incident


def _withdrawn(successor: Incident) -> Incident:
    incident = an_incident(title="CANARY never happened")
    said: dict[str, Any] = {"incident": incident, "review_state": ACCEPTED, "claimed_on": "2018-01-01"}
    a_cause(text="CANARY phishing it was.", quote="CANARY phishing", **said)
    publish(incident=incident, curator=a_curator(), now=at(2022, 2))
    successor.refresh_from_db()
    withdraw(incident=incident, curator=a_curator(), reason="error in source", successor=successor, now=at(2022, 3))
    return incident


def _merged(survivor: str) -> str:
    """Merging comes later; its published row is known already."""
    row = IncidentRevision.objects.create(
        incident_id="PIKB-2018-00900",
        number=2,
        state="merged",
        successor=survivor,
        body="",
        etag="merged",
        valid_from=at(2022, 4),
        first_published_at=at(2022, 4),
        title="",
        status="",
        veracity="",
    )
    return row.incident_id
