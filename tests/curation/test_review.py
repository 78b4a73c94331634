"""The review page without a script: plain forms, everything escaped, nothing lost on refusal."""

import re

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.curation import decide, link, parties, people
from incidents.curation.review import queue
from incidents.models import Article, Decision, Evidence, Fact, Incident, User
from tests.builders import (
    a_curator,
    a_link,
    a_reader,
    a_second_curator,
    a_version,
    an_article,
    an_estimate,
    an_incident,
)

pytestmark = pytest.mark.django_db

TEXT = "Facebook said that up to 87 million people may be affected.\n\nEarlier it was 50 million people."


@pytest.fixture
def client() -> Client:
    """A browser in which a member of the group `curators` is logged in, who is no superuser."""
    group = people.create_group()
    person = User.objects.create(username="cora", is_staff=True)
    person.groups.add(group)
    browser = Client()
    browser.force_login(person)
    return browser


def a_proposal(**columns: object) -> Fact:
    fact = an_estimate(text=TEXT, quote="up to 87 million people", claimant_name="Facebook", **columns)
    Article.objects.filter(pk=fact.article.pk).update(review_state="to_review")
    return Fact.objects.get(pk=fact.pk)


def page_of(fact: Fact) -> str:
    return f"/admin/review/{fact.article.public_id}/"


def post(client: Client, fact: Fact, act: str, **fields: object) -> int:
    fields = {"fact": fact.public_id, "version": fact.version, "act": act} | fields
    return client.post(page_of(fact), fields).status_code


def test_the_queue_shows_what_waits_and_leads_to_the_page(client: Client) -> None:
    fact = a_proposal()
    html = client.get("/admin/review/").content.decode()
    for shown in ("Data of millions passed on", "The Daily Example", "2018-04-05", "Entered by hand", "Established"):
        assert shown in html
    assert f'href="{page_of(fact)}"' in html
    assert re.search(r'Waiting <span class="count">1</span>', html)


def test_the_page_says_which_other_extractors_propose_the_same(client: Client) -> None:
    agreed = {"name": "chat", "version": "1 <m>", "confidence": 0.7, "why": [], "start": 19, "end": 42}
    fact = a_proposal(origin_kind="machine", origin_name="rules", origin_version="1.0", agreed_by=[agreed])
    html = client.get(page_of(fact)).content.decode()
    assert "Extractor rules 1.0 · also proposed by chat 1 &lt;m&gt;" in html


@pytest.mark.parametrize(
    ("show", "state"),
    [
        ("reviewed", "reviewed"),
        ("not-relevant", "not_relevant"),
        ("no-facts", "no_facts"),
        ("other-language", "other_language"),
        ("nonsense", "to_review"),
    ],
)
def test_the_queue_is_filtered_by_state(client: Client, show: str, state: str) -> None:
    article = a_version(TEXT, article=an_article(review_state=state)).article
    a_version(TEXT, title="Another", article=an_article(review_state="awaiting_text"))
    html = client.get("/admin/review/", {"show": show}).content.decode()
    assert article.public_id in html
    assert "Another" not in html


def test_the_queue_is_paged_oldest_first(client: Client) -> None:
    for number in range(26):
        a_version(TEXT, title=f"Title {number:02}", article=an_article(review_state="to_review"))
    first = client.get("/admin/review/").content.decode()
    second = client.get("/admin/review/", {"page": 2}).content.decode()
    assert "Title 00" in first
    assert "Title 25" not in first
    assert "Title 25" in second
    assert client.get("/admin/review/", {"page": "x"}).status_code == 200


def test_the_page_shows_marked_words_beside_the_fact_in_words(client: Client) -> None:
    fact = a_proposal(claimed_on="2018-04-04", why=[{"field": "bound", "rule": "up to"}])
    html = client.get(page_of(fact)).content.decode()
    assert "at most 87,000,000 people – Facebook – 2018-04-04" in html
    assert re.search(rf'<mark class="kind-estimate"[^>]*><a [^>]*id="words-{fact.public_id}"', html)
    assert f'href="#card-{fact.public_id}"' in html
    assert f'href="#words-{fact.public_id}"' in html
    assert "likely" in html
    assert "rules 1.0" in html
    assert "bound: up to" in html


def test_the_page_has_no_script_or_style_of_its_own(client: Client) -> None:
    answer = client.get(page_of(a_proposal()))
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    html = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=\"", html)


def test_every_control_has_a_label(client: Client) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    html = client.get(page_of(fact)).content.decode()
    content = html[html.index('class="panes"') :]
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', content))
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", content)
    ids = [re.search(r' id="([^"]+)"', control) for control in controls if 'type="hidden"' not in control]
    assert len(ids) > 15
    assert [found for found in ids if found is None or found[1] not in labelled] == []


def test_a_fact_is_accepted_by_a_plain_form(client: Client) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    assert post(client, fact, "accept") == 302
    fact.refresh_from_db()
    assert (fact.review_state, fact.reviewed_by.username) == ("curator_accepted", "cora")
    assert "Accepted as proposed by cora" in client.get(page_of(fact)).content.decode()


def test_a_decision_leads_to_the_next_open_card(client: Client) -> None:
    fact = a_proposal()
    other = an_estimate(version=fact.article.latest, quote="50 million people", bound="none_stated", best=50_000_000)
    answer = client.post(page_of(fact), {"act": "reject", "fact": fact.public_id, "version": 1, "reason": "hedged"})
    assert answer["Location"] == f"{page_of(fact)}#card-{other.public_id}"


def an_edit(fact: Fact, **changes: object) -> dict[str, object]:
    fields = {
        "bound": "at_most", "measure": "people", "low": "", "best": "", "high": "87,000,000", "claimant": "Facebook",
        "status": "asserted", "exposure": "acquired", "claimed_on": "2018-04-04", "scope": "", "currency": "",
        "basis": "none_stated", "claimant_kind": "controller", "speech": "", "note": "",
        "quote": "up to 87 million people", "start": "19", "end": "42",
    }  # fmt: skip
    return fields | changes


def test_a_fact_is_edited_and_accepted(client: Client) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    edit = an_edit(fact, quote="that up to 87 million people", decision_note="the words were cut")
    assert post(client, fact, "edit", **edit) == 302
    detail = fact.detail()
    assert (detail.review_state, detail.exposure, detail.claimant_kind) == ("curator_edited", "acquired", "controller")
    assert (detail.claimant.name, detail.evidence.get().start) == ("Facebook", 14)
    assert Decision.objects.get(fact=fact).note == "the words were cut"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"best": "5"}, "bound at_most takes high, not best, high"),
        ({"high": "many"}, "is not a whole number"),
        ({"claimed_on": "4.4.2018"}, "is not a date: YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"measure": "cats"}, "is not in the list measure"),
        ({"quote": "87 billion people", "start": "1", "end": "9"}, "The text at 1 to 9 is “acebook ”"),
        ({"quote": "87 billion people"}, "stands 0 times in the text"),
        ({"quote": "million people"}, "stands 2 times in the text; say which"),
    ],
)
def test_a_refused_edit_says_why_beside_the_field_and_keeps_what_was_typed(
    client: Client, changes: dict[str, str], said: str
) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    fields = {"fact": fact.public_id, "version": 1, "act": "edit"} | an_edit(fact, note="my long words", **changes)
    answer = client.post(page_of(fact), fields)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "my long words" in html
    assert '<details class="edit" open>' in html
    assert fact.detail().review_state == "machine_proposed"


def test_a_fact_is_rejected_with_a_reason(client: Client) -> None:
    fact = a_proposal()
    assert post(client, fact, "reject", reason="not_stated") == 302
    assert Decision.objects.get().reason == "not_stated"
    assert post(client, a_proposal(), "reject", reason="") == 422


def test_a_duplicate_is_warned_of_and_becomes_evidence(client: Client) -> None:
    fact = a_proposal()
    incident = an_incident()
    a_link(fact.article, incident)
    recorded = an_estimate(incident=incident, claimant_name="Facebook, Inc.", review_state="curator_accepted")
    html = client.get(page_of(fact)).content.decode()
    assert "probably recorded already" in html
    assert "Recorded in this incident" in html
    assert post(client, fact, "same", recorded=recorded.public_id) == 302
    assert recorded.evidence.count() == 2


def test_the_loser_of_two_curators_sees_the_winners_decision_and_keeps_the_words(client: Client) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    decide.reject(fact=fact, curator=a_second_curator(), version=1, reason="hedged", note="it says may")
    fields = {"fact": fact.public_id, "version": 1, "act": "edit"} | an_edit(fact, note="an hour of typing")
    answer = client.post(page_of(fact), fields)
    html = answer.content.decode()
    assert answer.status_code == 409
    for shown in ("Somebody else has decided this fact", "ben: Rejected", "it says may", "an hour of typing"):
        assert shown in html
    fact.refresh_from_db()
    assert fact.review_state == "curator_rejected"


def test_an_article_level_form_is_locked_too(client: Client) -> None:
    fact = a_proposal()
    link.open_incident(article=fact.article, number="1", title="Theirs", curator=a_second_curator())
    answer = client.post(
        page_of(fact), {"act": "open", "number": "1", "version": 1, "title": "Mine", "summary": "kept words"}
    )
    assert answer.status_code == 409
    assert "Somebody else has changed this article" in answer.content.decode()


def test_an_incident_is_opened_and_linked_from_the_page(client: Client) -> None:
    fact = a_proposal()
    fields = {"title": "Profiles passed on", "status": "IncidentMitigated", "veracity": "Confirmed",
              "first_public": "2018-03-17", "occurred_from": "2013", "occurred_from_qualifier": "about"}  # fmt: skip
    answer = client.post(page_of(fact), {"act": "open", "number": "1", "version": 1} | fields, follow=True)
    incident = Incident.objects.get()
    assert (incident.title, incident.occurred_from_qualifier, incident.state) == (
        "Profiles passed on",
        "about",
        "candidate",
    )
    assert "Opened as candidate" in answer.content.decode()


def test_a_refused_opening_keeps_what_was_typed(client: Client) -> None:
    fact = a_proposal()
    fields = {"act": "open", "number": "1", "version": 1, "title": "", "summary": "a long summary"}
    answer = client.post(page_of(fact), fields)
    assert answer.status_code == 422
    assert "Title has 0 characters" in answer.content.decode()
    assert "a long summary" in answer.content.decode()


@pytest.mark.parametrize("by", ["public id", "number"])
def test_an_article_is_linked_by_public_id_or_number(client: Client, by: str) -> None:
    fact = a_proposal()
    incident = an_incident(public_id="PIKB-2018-00007", state="published")
    named = incident.public_id if by == "public id" else f"#{incident.pk}"
    answer = client.post(page_of(fact), {"act": "link", "number": "1", "version": 1, "incident": named}, follow=True)
    assert fact.article.incident_links.get().state == "accepted"
    assert f'href="/admin/publication/{incident.pk}/"' in answer.content.decode()
    again = {"act": "unlink", "number": "1", "version": 2, "incident": f"#{incident.pk}"}
    assert client.post(page_of(fact), again).status_code == 302
    assert fact.article.incident_links.get().state == "rejected"


@pytest.mark.parametrize("named", ["", "PIKB-2018-99999", "#999999", "' OR 1=1"])
def test_an_incident_that_is_not_there_is_not_linked(client: Client, named: str) -> None:
    fact = a_proposal()
    answer = client.post(page_of(fact), {"act": "link", "number": "1", "version": 1, "incident": named})
    assert answer.status_code == 422
    assert not fact.article.incident_links.exists()


def test_known_incidents_are_suggested_with_the_reason(client: Client) -> None:
    known = an_incident(title="Facebook profiles")
    facebook = parties.resolve("Facebook", "organisation", known)
    an_estimate(incident=known, claimant=facebook, review_state="curator_accepted")
    html = client.get(page_of(a_proposal())).content.decode()
    assert "both name Facebook; Facebook stands in its title; dates 19 days apart" in html


def test_an_article_is_marked_as_not_relevant(client: Client) -> None:
    fact = a_proposal()
    answer = client.post(page_of(fact), {"act": "not_relevant", "version": 1, "reason": "no_news"})
    fact.article.refresh_from_db()
    assert (answer.status_code, fact.article.review_state) == (302, "not_relevant")


def test_a_decision_is_undone_from_the_page(client: Client) -> None:
    fact = a_proposal()
    post(client, fact, "reject", reason="hedged")
    assert post(client, fact, "undo", decision=Decision.objects.get().pk) == 302
    fact.refresh_from_db()
    assert fact.review_state == "machine_proposed"


def test_a_fact_by_hand_rests_on_words_of_the_text(client: Client) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    fields = {"act": "add", "kind": "estimate", "number": "1", "quote": "million people", "nth": "2",
              "bound": "none_stated", "best": "50000000", "measure": "people"}  # fmt: skip
    assert client.post(page_of(fact), fields).status_code == 302
    added = Fact.objects.get(origin_kind="person")
    assert added.evidence.get().start == 79
    answer = client.post(page_of(fact), fields | {"quote": "words that are not there", "best": "123456"})
    assert answer.status_code == 422
    assert "123456" in answer.content.decode()


def test_the_fields_of_each_kind_can_be_asked_for(client: Client) -> None:
    fact = a_proposal()
    html = client.get(page_of(fact), {"add": "remediation"}).content.decode()
    assert 'id="add-done_on"' in html
    assert client.get(page_of(fact), {"add": "nonsense"}).status_code == 200


def test_an_accepted_fact_is_retracted_or_replaces_an_older_claim(client: Client) -> None:
    incident = an_incident()
    old = an_estimate(incident=incident, review_state="curator_accepted")
    new = an_estimate(text=TEXT, quote="up to 87 million people", incident=incident, review_state="curator_accepted")
    a_link(new.article, incident)
    assert post(client, new, "supersede", recorded=old.public_id, reason="revised") == 302
    old.refresh_from_db()
    assert old.superseded_by_id == new.pk
    assert post(client, new, "retract", reason="error in source") == 302
    assert Fact.objects.get(pk=new.pk).review_state == "retracted"


def test_broken_evidence_is_said_and_not_accepted(client: Client) -> None:
    fact = a_proposal()
    a_link(fact.article, an_incident())
    with pgtrigger.ignore("incidents.Evidence:quote_stands_in_text", "incidents.Evidence:never_changed"):
        Evidence.objects.update(start=20, end=43)
    html = client.get(page_of(fact)).content.decode()
    assert "broken evidence" in html
    assert 'value="accept"' not in html
    assert post(client, fact, "accept") == 422


def test_the_address_is_a_link_only_when_it_is_of_the_web(client: Client) -> None:
    web = a_version(TEXT, article=an_article(url="https://news.example/story")).article
    pasted = a_version(TEXT, article=an_article(url="javascript:alert(1)")).article
    html = client.get(f"/admin/review/{web.public_id}/").content.decode()
    assert '<a href="https://news.example/story" rel="noopener noreferrer nofollow">' in html
    assert 'href="javascript:' not in client.get(f"/admin/review/{pasted.public_id}/").content.decode()


@pytest.mark.parametrize("act", ["", "nonsense", "__class__"])
def test_an_unknown_act_is_refused(client: Client, act: str) -> None:
    assert post(client, a_proposal(), act) == 422


def test_a_fact_of_another_article_is_not_decided_here(client: Client) -> None:
    here, elsewhere = a_proposal(), a_proposal()
    answer = client.post(page_of(here), {"act": "reject", "fact": elsewhere.public_id, "version": 1, "reason": "other"})
    assert answer.status_code == 422


def test_only_curators_see_and_decide() -> None:
    fact = a_proposal()
    visitor, reader, staff = Client(), Client(), Client()
    reader.force_login(a_reader())
    staff.force_login(User.objects.create(username="stan", is_staff=True))
    assert visitor.get(page_of(fact)).status_code == 302
    assert reader.get(page_of(fact)).status_code == 302
    assert staff.get(page_of(fact)).status_code == 403
    assert staff.post(page_of(fact), {"act": "reject"}).status_code == 403
    assert staff.get("/admin/review/").status_code == 403


def test_a_post_without_its_token_is_refused() -> None:
    fact = a_proposal()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_curator())
    assert browser.post(page_of(fact), {"act": "reject", "fact": fact.public_id}).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_facts(client: Client) -> None:
    counts = []
    for facts in (3, 30):
        text = " ".join(f"{number} million people." for number in range(100, 100 + facts))
        version = a_version(text)
        for number in range(100, 100 + facts):
            an_estimate(version=version, quote=f"{number} million people", bound="none_stated", best=number * 10**6)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/review/{version.article.public_id}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_of_many_facts_the_form_is_fetched_when_it_is_asked_for(client: Client) -> None:
    text = " ".join(f"{number} million people." for number in range(100, 141))
    version = a_version(text)
    facts = [
        an_estimate(version=version, quote=f"{number} million people", bound="none_stated", best=number)
        for number in range(100, 141)
    ]
    address = f"/admin/review/{version.article.public_id}/"
    html = client.get(address).content.decode()
    assert f'href="?edit={facts[7].public_id}#card-{facts[7].public_id}"' in html
    assert f'id="{facts[7].public_id}-bound"' not in html
    html = client.get(address, {"edit": facts[7].public_id}).content.decode()
    assert f'id="{facts[7].public_id}-bound"' in html
    assert f'id="{facts[8].public_id}-bound"' not in html


def test_after_the_last_card_the_first_open_one_follows(client: Client) -> None:
    first = a_proposal()
    last = an_estimate(version=first.article.latest, quote="50 million people", bound="none_stated", best=50_000_000)
    fields = {"act": "reject", "fact": last.public_id, "version": 1, "reason": "other"}
    assert client.post(page_of(first), fields)["Location"] == f"{page_of(first)}#card-{first.public_id}"
    fields = {"act": "reject", "fact": first.public_id, "version": 1, "reason": "other"}
    assert client.post(page_of(first), fields)["Location"] == page_of(first)


def test_the_queue_reads_one_page_of_articles_by_index() -> None:
    an_article(review_state="to_review")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    shown = queue.list_articles("waiting", "1").object_list
    plan = shown.explain().partition("SubPlan")[0]
    assert "article_queue" in plan
    assert "Aggregate" not in plan


def test_the_page_says_and_shows_where_an_extractor_stopped_reading(client: Client) -> None:
    fact = a_proposal()
    version = fact.article.latest
    assert version is not None
    at = TEXT.index("Earlier")
    version.extraction_runs.create(extractor_name="rules", extractor_version="1.0", unread_from=at)
    version.extraction_runs.create(extractor_name="chat", extractor_version="1 <m>", unread_from=at + 8)
    html = client.get(page_of(fact)).content.decode()
    assert f"The extractor rules 1.0 read the first {at} characters" in html
    assert re.search(
        r'<span class="unread-from" id="unread-1"[^>]*>The extractor rules 1.0 stopped[^<]*</span>Earlier', html
    )
    assert re.search(r'id="unread-2"[^>]*>The extractor chat 1 &lt;m&gt; stopped reading here</span>it was 50', html)


def test_a_text_that_was_read_to_the_end_has_no_such_notice(client: Client) -> None:
    fact = a_proposal()
    version = fact.article.latest
    assert version is not None
    version.extraction_runs.create(extractor_name="rules", extractor_version="1.0", unread_from=None)
    version.extraction_runs.create(extractor_name="chat", extractor_version="1 m", unread_from=len(TEXT))
    html = client.get(page_of(fact)).content.decode()
    assert "unread-notice" not in html
    assert "stopped reading" not in html


def test_the_page_explains_in_words_with_the_words_that_decided(client: Client) -> None:
    at = TEXT.index("Facebook said")
    why = [
        {"field": "claimant", "rule": "climb", "start": at, "end": at + len("Facebook said")},
        {"field": "confidence", "rule": "for:near:affected", "start": None, "end": None},
        {"field": "confidence", "rule": "against:bound:at_most", "start": None, "end": None},
    ]
    html = client.get(page_of(a_proposal(why=why))).content.decode()
    assert 'claimant: the subject of the verb of saying above the words <q class="decided">Facebook said</q>' in html
    assert "speaks for it: a word for those affected in the same sentence" in html
    assert "speaks against it: the bound is “at most”" in html
    assert "climb" not in html
