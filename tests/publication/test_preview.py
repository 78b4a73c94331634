import pytest

from incidents.models import Decision, Incident
from incidents.publication.preview import LeftOut, preview
from incidents.publication.publish import publish
from incidents.published.models import IncidentRevision
from tests import builders as b

pytestmark = pytest.mark.django_db

ACCEPTED = "curator_accepted"


def test_before_the_first_publication_everything_is_new():
    incident = b.an_incident()
    b.an_estimate(incident=incident, review_state=ACCEPTED, claimant_name="Facebook", claimed_on="2018-04-04")
    b.a_cause(incident=incident, review_state=ACCEPTED)
    shown = preview(incident)
    assert shown.is_first
    assert shown.added == ("Estimate: at most 87 million people (Facebook, 2018-04-04)", "Cause: Phishing")
    assert (shown.changed, shown.removed, shown.fields, shown.left_out) == ((), (), (), ())
    assert shown.headline_before == "nothing published"
    assert shown.headline_after == "at most 87 million people (Facebook, 2018-04-04)"
    assert shown.fact_count == 2


def test_looking_writes_nothing():
    incident = b.an_incident()
    b.an_estimate(incident=incident, review_state=ACCEPTED)
    preview(incident)
    assert Incident.objects.get().public_id is None
    assert not IncidentRevision.objects.exists()
    assert not Decision.objects.exists()


def test_after_publishing_nothing_is_left_to_do():
    incident = b.an_incident()
    b.an_estimate(incident=incident, review_state=ACCEPTED)
    publish(incident=incident, curator=b.a_curator())
    shown = preview(incident)
    assert shown.is_unchanged
    assert shown.current.number == 1


def test_what_came_changed_and_went_is_told_in_words():
    incident = b.an_incident()
    estimate = b.an_estimate(incident=incident, review_state=ACCEPTED)
    cause = b.a_cause(incident=incident, review_state=ACCEPTED)
    publish(incident=incident, curator=b.a_curator())
    newer = b.an_estimate(bound="none_stated", best=90_000_000, incident=incident, review_state=ACCEPTED)
    estimate.superseded_by = newer
    estimate.save(update_fields=["superseded_by"])
    cause.review_state = "retracted"
    cause.save(update_fields=["review_state"])
    Incident.objects.filter(pk=incident.pk).update(title="New title", occurred_from="2013")
    shown = preview(incident)
    assert shown.added == ("Estimate: 90 million people",)
    assert shown.changed == (
        ("Estimate: at most 87 million people", "Estimate: at most 87 million people [superseded_by]"),
    )
    assert shown.removed == ("Cause: Phishing",)
    assert shown.fields == (
        ("title", "Profiles passed on", "New title"),
        ("occurred", "not stated – not stated", "2013 (exact) – not stated"),
        ("articles", 2, 2),
    )
    assert (shown.headline_before, shown.headline_after) == ("at most 87 million people", "90 million people")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("machine_proposed", "waits for a curator's decision"),
        ("curator_rejected", "rejected by a curator"),
        ("outdated", "outdated: proposed again from a newer text or extractor"),
        ("retracted", "retracted"),
    ],
)
@pytest.mark.parametrize(
    ("build_fact", "words"),
    [
        (b.an_estimate, "Estimate: at most 87 million people"),
        (b.a_remediation, "Remediation: Disable feature, Completed, Self certified"),
        (b.a_statement, "Statement: “We are sorry”"),
        (b.a_role, "Role: Facebook – Data controller, admitted"),
    ],
)
def test_what_stays_behind_is_told_with_its_reason(state, reason, build_fact, words):
    incident = b.an_incident()
    build_fact(incident=incident, review_state=state)
    assert preview(incident).left_out == (LeftOut(words=words, reason=reason),)


def test_a_fact_of_unverified_sources_is_told():
    incident = b.an_incident()
    version = b.a_version("up to 5 people", article=b.an_article(source=b.a_source(name="Forum", trust="unverified")))
    b.an_estimate(version=version, quote="up to 5 people", incident=incident, review_state=ACCEPTED)
    assert [left.reason for left in preview(incident).left_out] == ["rests on unverified sources alone"]


def test_open_proposals_of_the_incidents_articles_are_told_and_no_others():
    incident, version = b.an_incident(), b.a_version("It came from phishing. It was noticed in March 2018.")
    b.a_link(version.article, incident, number="2")
    b.a_cause(version=version, quote="phishing", incident_number="2")
    b.an_event(version=version, quote="noticed in March 2018", incident_number="1")
    assert preview(incident).left_out == (LeftOut(words="Cause: Phishing", reason="waits for a curator's decision"),)


def test_what_was_decided_against_is_apart_from_what_waits():
    incident = b.an_incident()
    b.a_cause(incident=incident)
    b.a_cause(incident=incident, review_state="curator_rejected")
    b.an_estimate(incident=incident, review_state="curator_accepted")

    shown = preview(incident)

    assert [fact.reason for fact in shown.kept_back] == ["waits for a curator's decision"]
    assert [fact.reason for fact in shown.settled] == ["rejected by a curator"]
