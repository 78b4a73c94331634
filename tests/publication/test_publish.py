import datetime
import threading

import pytest
from django.db import connection

from incidents.models import Article, Decision, Incident
from incidents.publication.preview import preview
from incidents.publication.publish import publish, withdraw
from incidents.publication.refusals import (
    NotAPerson,
    NothingToPublish,
    NotPublishable,
    NotPublished,
    PreviewOutdated,
    ReasonMissing,
    UnknownSuccessor,
)
from incidents.published.bodies import parse
from incidents.published.models import Change, IncidentRevision, IncidentTerm, Record
from incidents.published.reading import as_of, current, current_records, revision_of, search_query
from tests import builders as b

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2018, 4, 6, 15, tzinfo=datetime.UTC)
LATER = datetime.datetime(2018, 4, 7, 15, tzinfo=datetime.UTC)
ACCEPTED = "curator_accepted"


def an_incident_with_facts(**columns):
    incident = b.an_incident(**columns)
    b.an_estimate(incident=incident, review_state=ACCEPTED, claimed_on="2018-04-04")
    return incident


def publish_it(incident, now=NOW, **given):
    return publish(incident=incident, curator=b.a_curator(), now=now, **given)


def types():
    return list(Change.objects.order_by("sequence").values_list("type", flat=True))


@pytest.mark.parametrize(
    ("columns", "public_id"),
    [
        ({"first_public": "2018-03-17", "occurred_from": "2013"}, "PIKB-2018-00001"),
        ({"first_public": None, "occurred_from": "2013-05"}, "PIKB-2013-00001"),
        ({"first_public": None}, "PIKB-2018-00001"),
    ],
)
def test_the_first_publication_gives_the_id(columns, public_id):
    incident = an_incident_with_facts(**columns)
    assert publish_it(incident).incident_id == public_id
    incident.refresh_from_db()
    assert (incident.public_id, incident.state) == (public_id, "published")


def test_serials_count_within_their_year():
    ids = [publish_it(an_incident_with_facts(first_public=day)).incident_id for day in ("2018", "2018-05", "2019")]
    assert ids == ["PIKB-2018-00001", "PIKB-2018-00002", "PIKB-2019-00001"]


def test_a_revision_has_the_columns_that_filters_need():
    incident = an_incident_with_facts(occurred_from="2013", occurred_to="2015-06", first_public="2018-03")
    publish_it(incident)
    revision = IncidentRevision.objects.get()
    assert (revision.number, revision.state, revision.valid_from, revision.valid_to) == (1, "published", NOW, None)
    assert (revision.title, revision.status, revision.veracity) == (
        "Profiles passed on",
        "IncidentMitigated",
        "confirmed",
    )
    assert (str(revision.occurred_earliest), str(revision.occurred_latest)) == ("2013-01-01", "2015-06-30")
    assert (str(revision.first_public_earliest), str(revision.first_public_latest)) == ("2018-03-01", "2018-03-31")
    assert (revision.has_headline, revision.headline_low, revision.headline_high) == (True, 0, 87_000_000)
    assert parse(revision.body)["version"] == 1


def test_publishing_again_without_a_change_writes_nothing():
    incident = an_incident_with_facts()
    first = publish_it(incident)
    assert publish_it(incident, now=LATER) == first
    assert IncidentRevision.objects.count() == 1
    assert Change.objects.count() == 2
    assert Decision.objects.filter(kind="publish").count() == 1


def test_a_change_closes_the_revision_and_opens_the_next():
    incident = an_incident_with_facts()
    publish_it(incident)
    b.a_cause(incident=incident, review_state=ACCEPTED)
    second = publish_it(incident, now=LATER)
    first = IncidentRevision.objects.get(number=1)
    assert (first.valid_to, second.valid_from, second.valid_to, second.number) == (LATER, LATER, None, 2)
    assert parse(second.body)["published_on"] == "2018-04-06"
    assert parse(second.body)["modified"] == "2018-04-07T15:00:00Z"
    assert types() == ["incident.published", "estimate.added", "fact.added", "incident.updated"]
    assert as_of(NOW).get() == first
    assert as_of(LATER).get() == second
    assert not as_of(NOW - datetime.timedelta(seconds=1)).exists()


def test_validity_goes_forward_when_clocks_do_not():
    incident = an_incident_with_facts()
    publish_it(incident, now=LATER)
    b.a_cause(incident=incident, review_state=ACCEPTED)
    assert publish_it(incident, now=NOW).valid_from == LATER + datetime.timedelta(microseconds=1)


def test_what_incidents_share_goes_forward_when_clocks_do_not():
    facebook = b.a_party()
    for moment in (LATER, NOW):
        incident = b.an_incident()
        b.a_role(incident=incident, review_state=ACCEPTED, party=facebook)
        publish_it(incident, moment)
    for record in Record.objects.filter(valid_to__isnull=False):
        assert record.valid_to >= record.valid_from
    times = list(Change.objects.order_by("sequence").values_list("at", flat=True))
    assert times == sorted(times)


def test_terms_are_current_with_their_revision():
    incident = an_incident_with_facts()
    b.a_cause(incident=incident, review_state=ACCEPTED)
    publish_it(incident)
    b.a_data_category(incident=incident, review_state=ACCEPTED)
    b.a_data_category(incident=incident, review_state=ACCEPTED, category="credentials", asserted="not_involved")
    publish_it(incident, now=LATER)
    terms = IncidentTerm.objects.order_by("revision__number", "facet")
    assert list(terms.values_list("revision__number", "facet", "code", "is_current")) == [
        (1, "cause", "Phishing", False),
        (2, "cause", "Phishing", True),
        (2, "data", "contact", True),
    ]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("profile", True),  # title, stemmed
        ("zurich", True),  # a quotation, without its accent
        ("Zürich", True),
        ('"million people"', True),
        ("friends -profiles", False),
        ("elsewhere", False),
    ],
)
def test_full_text_finds_title_quotation_and_summary(words, is_found):
    incident = an_incident_with_facts()
    b.a_statement(text="“Only Zürich is hit”, it said.", quote="Only Zürich is hit", incident=incident,
                  review_state=ACCEPTED)  # fmt: skip
    b.a_cause(text="It came from elsewhere.", quote="elsewhere", incident=incident)
    publish_it(incident)
    assert current().filter(search=search_query(words)).exists() is is_found


def test_records_that_read_the_same_stay_as_they_are():
    incident = an_incident_with_facts()
    publish_it(incident)
    b.a_cause(incident=incident, review_state=ACCEPTED)
    publish_it(incident, now=LATER)
    assert list(current_records("estimates").values_list("valid_from", flat=True)) == [NOW]
    assert list(current_records("causes").values_list("valid_from", flat=True)) == [LATER]


def test_a_retracted_fact_leaves_body_and_records_at_once():
    incident = an_incident_with_facts()
    cause = b.a_cause(incident=incident, review_state=ACCEPTED)
    publish_it(incident)
    cause.review_state = "retracted"
    cause.save(update_fields=["review_state"])
    revision = publish_it(incident, now=LATER)
    assert parse(revision.body)["causes"] == []
    assert not current_records("causes").exists()
    assert "fact.retracted" in types()


def test_superseding_is_told():
    incident = an_incident_with_facts()
    old = incident.facts.get()
    publish_it(incident)
    new = b.an_estimate(bound="none_stated", best=90_000_000, incident=incident, review_state=ACCEPTED)
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])
    publish_it(incident, now=LATER)
    told = Change.objects.filter(revision=2).order_by("sequence")
    assert [(change.type, change.record_id) for change in told] == [
        ("estimate.added", new.public_id),
        ("estimate.superseded", old.public_id),
        ("headline.changed", None),
        ("incident.updated", None),
    ]
    assert parse(told[2].body, "https://kb.example") == {
        "sequence": 5,
        "type": "headline.changed",
        "incident": "PIKB-2018-00001",
        "url": "https://kb.example/api/v1/incidents/PIKB-2018-00001",
        "title": "Profiles passed on",
        "revision": 2,
        "at": "2018-04-07T15:00:00Z",
        "record": None,
        "text": "at most 87 million people (2018-04-04) → 90 million people",
    }


def test_a_party_shows_what_published_incidents_say_of_it():
    facebook = b.a_party(aliases=["TheFacebook"], jurisdiction="US")
    one, other, unpublished = b.an_incident(), b.an_incident(), b.an_incident()
    roles = [
        b.a_role(incident=incident, review_state=ACCEPTED, party=facebook, roles=[role])
        for incident, role in ((one, "DataController"), (other, "platform"), (unpublished, "defendant"))
    ]  # fmt: skip
    publish_it(one)
    publish_it(other, now=LATER)
    record = current_records("parties").get()
    assert parse(record.body) == {
        "id": facebook.public_id,
        "name": "Facebook",
        "kind": "organisation",
        "jurisdiction": "US",
        "aliases": ["TheFacebook"],
        "identifiers": [],
        "roles": [
            {
                "id": roles[0].public_id,
                "incident": "PIKB-2018-00001",
                "roles": ["DataController"],
                "status": "admitted",
            },
            {"id": roles[1].public_id, "incident": "PIKB-2018-00002", "roles": ["platform"], "status": "admitted"},
        ],
        "incidents": ["PIKB-2018-00001", "PIKB-2018-00002"],
    }
    assert record.codes == [
        "jurisdiction:US",
        "kind:organisation",
        "name:facebook",
        "name:thefacebook",
        "role:DataController",
        "role:platform",
    ]
    assert record.incident_ids == ["PIKB-2018-00001", "PIKB-2018-00002"]


def test_an_article_lists_the_published_incidents_that_it_feeds():
    version = b.a_version("up to 5 people and 7 accounts")
    one, other = b.an_incident(), b.an_incident()
    for incident, quote in ((one, "up to 5 people"), (other, "7 accounts")):
        b.an_estimate(version=version, quote=quote, incident=incident, review_state=ACCEPTED)
    publish_it(one)
    publish_it(other)
    record = current_records("articles").get()
    assert record.incident_ids == ["PIKB-2018-00001", "PIKB-2018-00002"]
    assert record.url_key == Article.objects.get().url_sha256
    withdraw(incident=one, curator=b.a_curator(), reason="Duplicate", now=LATER)
    record = current_records("articles").get()
    assert record.incident_ids == ["PIKB-2018-00002"]
    assert parse(record.body)["incidents"] == ["PIKB-2018-00002"]


def test_a_fact_that_moved_to_another_incident_has_one_current_record():
    one, other = an_incident_with_facts(), an_incident_with_facts()
    moved = b.a_cause(incident=one, review_state=ACCEPTED)
    publish_it(one)
    publish_it(other)
    moved.incident = other
    moved.save(update_fields=["incident"])
    publish_it(other, now=LATER)
    publish_it(one, now=LATER)
    assert current_records("causes").get().incident_id == "PIKB-2018-00002"


def test_nothing_is_published_without_a_fact_that_may_be():
    incident = b.an_incident()
    b.an_estimate(incident=incident)
    with pytest.raises(NothingToPublish, match="no fact that may be published: waits for a curator's decision"):
        publish_it(incident)
    incident.refresh_from_db()
    assert (incident.public_id, incident.state) == (None, "candidate")
    assert not IncidentRevision.objects.exists()


def test_a_rejected_incident_is_not_published():
    with pytest.raises(NotPublishable, match="is rejected; allowed: candidate, in_review, published"):
        publish_it(an_incident_with_facts(state="rejected"))


def test_only_what_the_preview_showed_is_published():
    incident = an_incident_with_facts()
    seen = preview(incident).fingerprint
    b.a_cause(incident=incident, review_state=ACCEPTED)
    with pytest.raises(PreviewOutdated):
        publish_it(incident, seen=seen)
    assert publish_it(incident, seen=preview(incident).fingerprint).number == 1
    b.a_statement(incident=incident, review_state=ACCEPTED)
    assert publish_it(incident, now=LATER, seen=preview(incident).fingerprint).number == 2


def test_publishing_is_a_decision():
    incident = an_incident_with_facts()
    publish_it(incident)
    decision = Decision.objects.get(kind="publish")
    assert (decision.incident, decision.decided_by, decision.decided_at) == (incident, b.a_curator(), NOW)
    assert decision.before == {"revision": None}
    assert decision.after == {"revision": 1, "incident": "PIKB-2018-00001"}


def test_a_withdrawn_incident_tells_its_reason_and_nothing_else():
    incident, better = an_incident_with_facts(), an_incident_with_facts()
    b.a_role(incident=incident, review_state=ACCEPTED, party=b.a_party())
    publish_it(incident)
    publish_it(better)
    withdraw(incident=incident, curator=b.a_curator(), reason=" A duplicate. ", successor=better, now=LATER)
    revision = revision_of("PIKB-2018-00001")
    assert (revision.state, revision.number, revision.body, revision.title) == ("withdrawn", 2, "", "")
    assert (revision.state_reason, revision.successor) == ("A duplicate.", "PIKB-2018-00002")
    assert not IncidentTerm.objects.filter(incident_id="PIKB-2018-00001", is_current=True).exists()
    open_records = Record.objects.filter(valid_to__isnull=True)
    assert set(open_records.values_list("resource", "incident_ids__0")) == {
        ("estimates", "PIKB-2018-00002"),
        ("articles", "PIKB-2018-00002"),
    }
    assert types()[-1] == "incident.withdrawn"
    incident.refresh_from_db()
    assert (incident.state, incident.public_id) == ("withdrawn", "PIKB-2018-00001")
    with pytest.raises(NotPublishable):
        publish_it(incident)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_withdrawal_needs_a_reason(reason):
    incident = an_incident_with_facts()
    publish_it(incident)
    with pytest.raises(ReasonMissing):
        withdraw(incident=incident, curator=b.a_curator(), reason=reason)
    assert revision_of("PIKB-2018-00001").state == "published"


def test_only_a_published_incident_is_withdrawn():
    with pytest.raises(NotPublished, match="is candidate; only a published incident can be withdrawn"):
        withdraw(incident=an_incident_with_facts(), curator=b.a_curator(), reason="Duplicate")


def test_the_successor_must_be_published():
    incident = an_incident_with_facts()
    publish_it(incident)
    for successor in (b.an_incident(), Incident.objects.get(pk=incident.pk)):
        with pytest.raises(UnknownSuccessor):
            withdraw(incident=incident, curator=b.a_curator(), reason="Duplicate", successor=successor)


def at_once(*tasks):
    """Run the tasks in threads that start together; what each returned or raised."""
    barrier, answers = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(position, task):
        barrier.wait(timeout=10)
        try:
            answers[position] = task()
        except Exception as error:
            answers[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.parametrize("act", ["publish", "withdraw"])
def test_a_service_account_neither_publishes_nor_withdraws(act):
    incident = an_incident_with_facts()
    publish_it(incident)
    b.a_statement(incident=incident, review_state=ACCEPTED)
    with pytest.raises(NotAPerson, match="worker"):
        if act == "publish":
            publish(incident=incident, curator=b.a_service())
        else:
            withdraw(incident=incident, curator=b.a_service(), reason="error")
    assert IncidentRevision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_one_incident_at_once_make_one_revision():
    incident, curator = an_incident_with_facts(), b.a_curator()
    answers = at_once(*[lambda: publish(incident=incident, curator=curator)] * 2)
    assert [answer.number for answer in answers] == [1, 1]
    assert IncidentRevision.objects.count() == 1
    assert Decision.objects.filter(kind="publish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_changes_have_no_gap_and_shared_records_lose_nobody_when_many_publish_at_once():
    facebook, curator, version = b.a_party(), b.a_curator(), b.a_version("Facebook said so")
    incidents = [b.an_incident(title=f"Incident {number}") for number in range(6)]
    for incident in incidents:
        b.a_role(version=version, quote="Facebook", incident=incident, review_state=ACCEPTED, party=facebook)
    answers = at_once(*[lambda one=one: publish(incident=one, curator=curator) for one in incidents])
    assert sorted(answer.incident_id for answer in answers) == [f"PIKB-2018-{serial:05}" for serial in range(1, 7)]
    sequences = list(Change.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, 13))
    times = list(Change.objects.order_by("sequence").values_list("at", flat=True))
    assert times == sorted(times)
    assert len(current_records("parties").get().incident_ids) == 6
    assert len(current_records("articles").get().incident_ids) == 6


@pytest.mark.django_db(transaction=True, databases=["default", "published"])
def test_what_was_published_is_readable_as_the_api_reads():
    publish_it(an_incident_with_facts())
    assert IncidentRevision.objects.using("published").get().incident_id == "PIKB-2018-00001"
    assert Record.objects.using("published").count() == 2
