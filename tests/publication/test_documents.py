import datetime
import random

import pytest

from incidents.models import ArticleVersion
from incidents.publication.documents import build, veracity_code
from incidents.publication.publish import publish
from incidents.published.bodies import dump, parse
from incidents.published.models import Change, IncidentRevision, IncidentTerm, Record
from tests import builders as b

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2018, 4, 6, 15, tzinfo=datetime.UTC)
ACCEPTED = "curator_accepted"


def keys(names):
    return names.split()


INCIDENT_KEYS = keys(
    "id url html_url title summary status veracity occurred first_public headline estimates parties remediations "
    "actions causes data events statements contradictions articles aliases merged_from version published_on modified "
    "licence"
)
EVIDENCE_KEYS = keys("article version sha256 start end quote prefix suffix article_url publisher published_on")
SHARED_KEYS = {"id", "text", "claimant", "claimed_on", "evidence", "origin", "reviewed_on"}
KEYS = {
    "estimates": set(
        keys(
            "incident measure low best high bound currency scope exposure basis speech claimant_kind status rank "
            "rank_reason superseded_by"
        )
    ),
    "parties": set(keys("incident party roles status title organisation superseded_by")),
    "remediations": set(
        keys("incident action actor target status verification promised_on due_on done_on steps superseded_by")
    ),
    "actions": set(keys("incident action body target status amount currency superseded_by")),
    "causes": set(keys("incident cause actor superseded_by")),
    "data": set(keys("incident category asserted exposure superseded_by")),
    "events": set(keys("incident event date superseded_by")),
    "statements": set(keys("incident speaker statement_kind speech superseded_by")),
}
STEP_KEYS = set(keys("action status verification on by target promised_on due_on done_on")) | SHARED_KEYS
BUILDERS = {
    "estimates": b.an_estimate,
    "parties": b.a_role,
    "remediations": b.a_remediation,
    "actions": b.an_official_action,
    "causes": b.a_cause,
    "data": b.a_data_category,
    "events": b.an_event,
    "statements": b.a_statement,
}


def body_of(incident):
    return parse(dump(build(incident, number=1, now=NOW)), "https://kb.example")


def test_every_key_is_there_when_nothing_is_known():
    body = body_of(b.an_incident(title="T", summary="", first_public=None, veracity="Unknown"))
    assert list(body) == INCIDENT_KEYS
    assert body == {
        "id": "PIKB-0000-00000",
        "url": "https://kb.example/api/v1/incidents/PIKB-0000-00000",
        "html_url": "https://kb.example/incidents/PIKB-0000-00000",
        "title": "T",
        "summary": None,
        "status": "IncidentMitigated",
        "veracity": "unknown",
        "occurred": {"from": None, "to": None},
        "first_public": None,
        "headline": None,
        "version": 1,
        "published_on": "2018-04-06",
        "modified": "2018-04-06T15:00:00Z",
        "licence": "CC-BY-4.0",
    } | {name: [] for name in [*BUILDERS, "contradictions", "articles", "aliases", "merged_from"]}


@pytest.mark.parametrize("array", BUILDERS)
def test_every_fact_has_every_key(array):
    incident = b.an_incident()
    BUILDERS[array](incident=incident, review_state=ACCEPTED)
    body = body_of(incident)
    assert list(body) == INCIDENT_KEYS
    (fact,) = body[array]
    assert set(fact) == KEYS[array] | SHARED_KEYS
    assert list(fact["evidence"][0]) == EVIDENCE_KEYS
    assert list(fact["origin"]) == ["kind", "name", "version", "confidence"]
    assert [set(step) for step in fact.get("steps", [])] == ([STEP_KEYS] if array == "remediations" else [])


def test_the_headline_and_the_articles_have_every_key():
    incident = b.an_incident()
    b.an_estimate(incident=incident, review_state=ACCEPTED)
    body = body_of(incident)
    assert set(body["headline"]) == set(
        keys("measure low best high bound claimant claimed_on estimate text reason range left_out")
    )
    assert list(body["articles"][0]) == ["id", "url", "title", "publisher", "published_on", "versions"]


def test_an_estimate_reads_as_it_was_accepted():
    incident, facebook = b.an_incident(), b.a_party("Facebook")
    text = "In a post Facebook said that up to 87 million people may be affected. More follows."
    estimate = b.an_estimate(
        text=text,
        quote="up to 87 million people",
        incident=incident,
        review_state=ACCEPTED,
        claimant=facebook,
        claimant_name="Facebook, Inc.",
        claimant_kind="controller",
        claimed_on="2018-04-04",
        scope="worldwide",
        exposure="acquired",
        rank="preferred",
        rank_reason="the controller's own count",
    )
    (printed,) = body_of(incident)["estimates"]
    version = estimate.article.latest
    assert printed == {
        "id": estimate.public_id,
        "incident": "PIKB-0000-00000",
        "text": "at most 87 million people",
        "measure": "people",
        "low": None,
        "best": None,
        "high": 87_000_000,
        "bound": "at_most",
        "currency": None,
        "scope": "worldwide",
        "exposure": "acquired",
        "basis": "none_stated",
        "speech": None,
        "claimant": {"id": facebook.public_id, "name": "Facebook"},
        "claimant_kind": "controller",
        "claimed_on": "2018-04-04",
        "status": "asserted",
        "rank": "preferred",
        "rank_reason": "the controller's own count",
        "superseded_by": None,
        "evidence": [
            {
                "article": estimate.article.public_id,
                "version": 1,
                "sha256": version.sha256,
                "start": 29,
                "end": 52,
                "quote": "up to 87 million people",
                "prefix": "In a post Facebook said that ",
                "suffix": " may be affected. More follows.",
                "article_url": estimate.article.url,
                "publisher": "The Daily Example",
                "published_on": "2018-04-05",
            }
        ],
        "origin": {"kind": "machine", "name": "rules", "version": "1.0", "confidence": 0.9},
        "reviewed_on": "2018-04-06",
    }


def test_every_quote_stands_at_its_offsets_with_at_most_32_characters_around():
    incident = b.an_incident()
    text = "😀 Zürich:\n" + "x" * 50 + " up to 87 million people " + "é" * 50
    version = b.a_version(text)
    b.an_estimate(version=version, quote="up to 87 million people", incident=incident, review_state=ACCEPTED)
    b.a_statement(version=version, quote="😀", incident=incident, review_state=ACCEPTED)
    b.a_cause(version=version, quote=text[-1:], incident=incident, review_state=ACCEPTED)
    body = body_of(incident)
    evidence = [words for name in BUILDERS for fact in body[name] for words in fact["evidence"]]
    assert len(evidence) == 3
    for words in evidence:
        start, end = words["start"], words["end"]
        assert text[start:end] == words["quote"]
        assert text[max(start - 32, 0) : start] == words["prefix"]
        assert text[end : end + 32] == words["suffix"]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_unreviewed_is_published(seed):
    """Whatever the mixture of review states, only words of accepted facts reach any published table."""
    draw = random.Random(seed)
    states = ["machine_proposed", "curator_accepted", "curator_edited", "curator_rejected", "outdated", "retracted"]
    incident, hidden_incident = b.an_incident(), b.an_incident()
    public, hidden = [], []
    for number in range(10):
        array, state = draw.choice(list(BUILDERS)), draw.choice(states)
        marker = f"marker{number}marker"
        given = {"review_state": state, "incident": incident, "claimant_name": f"claimant {marker}"}
        if draw.random() < 0.2:
            given["incident"] = hidden_incident
        elif state == "machine_proposed" and draw.random() < 0.5:
            given["incident"] = None
        shown = state in ("curator_accepted", "curator_edited") and given["incident"] is incident
        BUILDERS[array](text=f"{marker} said so", quote=marker, **given)
        (public if shown else hidden).append(marker)
    b.a_cause(text="always there", quote="always there", incident=incident, review_state=ACCEPTED)

    publish(incident=incident, curator=b.a_curator())
    tables = (IncidentRevision, IncidentTerm, Record, Change)
    everything = repr([row for table in tables for row in table.objects.values()])
    assert [marker for marker in public if marker not in everything] == []
    assert [marker for marker in hidden if marker in everything] == []


@pytest.mark.parametrize("trust", ["unverified", "hostile"])
def test_a_source_that_is_not_established_carries_no_fact_alone(trust):
    incident = b.an_incident()
    doubtful = b.a_version("up to 5 people", article=b.an_article(source=b.a_source(name="Forum", trust=trust)))
    alone = b.an_estimate(version=doubtful, quote="up to 5 people", incident=incident, review_state=ACCEPTED)
    assert body_of(incident)["estimates"] == []
    established = b.a_version("up to 5 people, it was confirmed")
    b.evidence(alone, "up to 5 people", version=established)
    assert [estimate["id"] for estimate in body_of(incident)["estimates"]] == [alone.public_id]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Confirmed", "confirmed"),
        ("Suspected", "suspected"),
        ("Near miss", "near_miss"),
        ("False positive", "false_positive"),
        ("Unknown", "unknown"),
    ],
)
def test_veracity_is_printed_in_lower_case(word, code):
    assert veracity_code(word) == code


def test_dates_keep_their_precision_and_qualifier():
    incident = b.an_incident(occurred_from="2013", occurred_from_qualifier="about", occurred_to="2015-12")
    body = body_of(incident)
    assert body["occurred"] == {
        "from": {"value": "2013", "precision": "year", "qualifier": "about"},
        "to": {"value": "2015-12", "precision": "month", "qualifier": "exact"},
    }
    assert body["first_public"] == {"value": "2018-03-17", "precision": "day", "qualifier": "exact"}


def test_a_claimants_kind_follows_from_its_role_unless_a_curator_said_it():
    incident, facebook = b.an_incident(), b.a_party()
    b.a_role(incident=incident, review_state=ACCEPTED, party=facebook, roles=["platform", "DataController"])
    given = {"incident": incident, "review_state": ACCEPTED, "claimant": facebook}
    b.an_estimate(**given)
    b.an_estimate(**given, claimant_kind="other")
    b.an_estimate(incident=incident, review_state=ACCEPTED, claimant_name="Someone")
    estimates = body_of(incident)["estimates"]
    assert [estimate["claimant_kind"] for estimate in estimates] == ["controller", "other", None]
    assert estimates[2]["claimant"] == {"id": None, "name": "Someone"}


def test_a_role_that_is_only_proposed_gives_no_claimant_kind():
    incident, facebook = b.an_incident(), b.a_party()
    b.a_role(incident=incident, party=facebook)
    b.an_estimate(incident=incident, review_state=ACCEPTED, claimant=facebook)
    assert body_of(incident)["estimates"][0]["claimant_kind"] is None


def test_a_merged_party_reads_as_the_one_it_was_merged_into():
    incident = b.an_incident()
    meta = b.a_party("Meta")
    old = b.a_party("Facebook", merged_into=meta)
    b.an_estimate(incident=incident, review_state=ACCEPTED, claimant=old)
    b.a_role(incident=incident, review_state=ACCEPTED, party=old)
    body = body_of(incident)
    assert body["estimates"][0]["claimant"] == {"id": meta.public_id, "name": "Meta"}
    assert body["estimates"][0]["claimant_kind"] == "controller"
    assert body["parties"][0]["party"] == {"id": meta.public_id, "name": "Meta", "kind": "organisation"}


def test_an_unnamed_party_keeps_its_kind():
    incident = b.an_incident()
    b.a_role(incident=incident, review_state=ACCEPTED, name=None, party_kind="group", roles=["actor_external"])
    assert body_of(incident)["parties"][0]["party"] == {"id": None, "name": None, "kind": "group"}


def supersede(old, new):
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])


def test_a_superseded_estimate_stays_readable_and_is_not_the_headline():
    incident = b.an_incident()
    old = b.an_estimate(bound="none_stated", best=50_000_000, incident=incident, review_state=ACCEPTED)
    new = b.an_estimate(incident=incident, review_state=ACCEPTED)
    supersede(old, new)
    body = body_of(incident)
    assert [estimate["superseded_by"] for estimate in body["estimates"]] == [new.public_id, None]
    assert body["headline"]["estimate"] == new.public_id
    assert body["headline"]["left_out"] == [{"estimate": old.public_id, "reason": "superseded"}]


def test_a_retracted_successor_supersedes_nothing_and_is_not_named():
    incident = b.an_incident()
    old = b.an_estimate(bound="none_stated", best=50_000_000, incident=incident, review_state=ACCEPTED)
    supersede(old, b.an_estimate(incident=incident, review_state="retracted"))
    body = body_of(incident)
    assert [estimate["superseded_by"] for estimate in body["estimates"]] == [None]
    assert body["headline"]["estimate"] == old.public_id


def test_promise_deed_and_check_are_steps_of_one_remediation():
    incident, facebook = b.an_incident(), b.a_party()
    given = {"incident": incident, "review_state": ACCEPTED}
    promise = b.a_remediation(**given, status="ActivityPlanned", verification="unverified", promised_on="2018-03-21",
                              actor=facebook, target="search by phone number")  # fmt: skip
    deed = b.a_remediation(**given, done_on="2018-04-04")
    checked = b.a_remediation(**given, verification="independently_verified")
    other = b.a_remediation(**given, action="notify_subjects")
    supersede(promise, deed)
    supersede(deed, checked)
    one, lone = body_of(incident)["remediations"]

    assert lone["id"] == other.public_id
    assert [step["id"] for step in lone["steps"]] == [other.public_id]
    assert one["id"] == promise.public_id
    assert [step["id"] for step in one["steps"]] == [promise.public_id, deed.public_id, checked.public_id]
    assert [step["on"] for step in one["steps"]] == ["2018-03-21", "2018-04-04", None]
    assert (one["status"], one["verification"]) == ("ActivityCompleted", "independently_verified")
    assert (one["promised_on"], one["due_on"], one["done_on"]) == ("2018-03-21", None, "2018-04-04")
    assert one["actor"] == {"id": facebook.public_id, "name": "Facebook"}
    assert one["target"] == "search by phone number"
    assert len(one["evidence"]) == 3


def test_a_deed_is_self_certified_until_somebody_else_confirms_it():
    incident = b.an_incident()
    b.a_remediation(incident=incident, review_state=ACCEPTED)
    (remediation,) = body_of(incident)["remediations"]
    assert remediation["verification"] == "self_certified"
    assert remediation["done_on"] is None


def test_a_contradiction_is_shown_only_between_published_facts():
    incident = b.an_incident()
    given = {"incident": incident, "review_state": ACCEPTED}
    one, other, retracted = b.an_estimate(**given), b.an_estimate(**given), b.an_estimate(**given)
    b.a_contradiction(one, other, resolution="scope_differs", note="Two scopes.")
    b.a_contradiction(one, retracted)
    retracted.review_state = "retracted"
    retracted.save(update_fields=["review_state"])
    assert body_of(incident)["contradictions"] == [
        {
            "kind": "estimate",
            "between": [one.public_id, other.public_id],
            "rule": "incompatible_bounds",
            "resolution": "scope_differs",
            "note": "Two scopes.",
        }
    ]


def test_articles_are_those_with_evidence_or_an_accepted_link():
    incident = b.an_incident()
    cited = b.a_version("up to 87 million people")
    b.a_version("up to 87 million people, corrected", article=cited.article, title="Corrected", published_on=None)
    b.an_estimate(version=cited, quote="up to 87 million people", incident=incident, review_state=ACCEPTED)
    linked, proposed, hostile = b.a_version(), b.a_version(), b.an_article(source=b.a_source(trust="hostile"))
    b.a_version(article=hostile)
    b.a_link(linked.article, incident)
    b.a_link(proposed.article, incident, state="proposed")
    b.a_link(hostile, incident)
    articles = body_of(incident)["articles"]
    assert [article["id"] for article in articles] == [cited.article.public_id, linked.article.public_id]
    assert articles[0] == {
        "id": cited.article.public_id,
        "url": cited.article.url,
        "title": "Corrected",
        "publisher": "The Daily Example",
        "published_on": "2018-04-05",
        "versions": 2,
    }


def test_an_amount_is_a_number_with_its_currency():
    incident = b.an_incident()
    given = {"incident": incident, "review_state": ACCEPTED, "action": "administrative_fine", "status": "decided"}
    b.an_official_action(**given, amount="5000000000", currency="USD")
    b.an_official_action(**given, amount="1234.50", currency="EUR")
    amounts = [(action["amount"], action["currency"]) for action in body_of(incident)["actions"]]
    assert amounts == [(5_000_000_000, "USD"), (1234.5, "EUR")]


def test_the_same_facts_give_the_same_body():
    incident = b.an_incident()
    for build_fact in BUILDERS.values():
        build_fact(incident=incident, review_state=ACCEPTED)
    assert dump(build(incident, number=1, now=NOW)) == dump(build(incident, number=1, now=NOW))


def test_the_number_of_queries_does_not_grow_with_the_facts(django_assert_max_num_queries):
    incident = b.an_incident()
    for _ in range(4):
        for build_fact in BUILDERS.values():
            build_fact(incident=incident, review_state=ACCEPTED)
    with django_assert_max_num_queries(15):
        body = build(incident, number=1, now=NOW)
    assert len(body["articles"]) == ArticleVersion.objects.count() == 32


def test_a_curators_login_stays_inside():
    incident = b.an_incident()
    b.a_cause(incident=incident, review_state=ACCEPTED, origin_kind="person", origin_name="ada", origin_version="",
              confidence=None)  # fmt: skip
    body = body_of(incident)
    assert body["causes"][0]["origin"] == {"kind": "person", "name": "curator", "version": None, "confidence": None}
    assert '"ada"' not in dump(body)


def test_an_article_that_reports_no_incident_is_no_reading():
    incident = b.an_incident()
    b.an_estimate(incident=incident, review_state=ACCEPTED)
    version = b.a_version("Buy now.", article=b.an_article(review_state="not_relevant"))
    b.a_link(version.article, incident)
    assert version.article.public_id not in [article["id"] for article in body_of(incident)["articles"]]


def test_a_claim_stays_superseded_though_the_claim_between_is_not_published():
    incident = b.an_incident()
    first, between, last = (b.an_estimate(incident=incident, review_state=ACCEPTED) for _ in range(3))
    supersede(first, between)
    supersede(between, last)
    source = b.a_source(name="A forum", trust="unverified")
    between.article.source = source
    between.article.save()
    estimates = {one["id"]: one for one in body_of(incident)["estimates"]}
    assert estimates.keys() == {first.public_id, last.public_id}
    assert estimates[first.public_id]["superseded_by"] == last.public_id
