"""The admin shows everything, changes what may be changed through curation, and deletes nothing."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from incidents.curation import people
from incidents.models import Contradiction, Decision, Job, Party, User
from tests.builders import a_contradiction, a_feed, a_party, a_second_curator, a_version, an_estimate, an_incident

pytestmark = pytest.mark.django_db

MODELS = ("source", "article", "incident", "party", "decision", "job", "contradiction", "fact")
NOW = datetime.datetime(2018, 4, 5, tzinfo=datetime.UTC)


@pytest.fixture
def client() -> Client:
    """A browser with a member of the group `curators`, who is no superuser."""
    person = User.objects.create(username="cora", is_staff=True)
    person.groups.add(people.create_group())
    browser = Client()
    browser.force_login(person)
    return browser


def test_the_index_leads_to_the_review_queue_and_names_the_product(client: Client) -> None:
    html = client.get("/admin/").content.decode()
    assert 'href="/admin/review/"' in html
    assert "Privacy Incident Knowledge Base" in html


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_search_answers(client: Client, model: str) -> None:
    address = reverse(f"admin:incidents_{model}_changelist")
    assert client.get(address).status_code == 200
    assert client.get(address, {"q": "Facebook"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted_and_only_sources_are_added(client: Client, model: str) -> None:
    assert client.get(reverse(f"admin:incidents_{model}_delete", args=[1])).status_code in (302, 403)
    allowed = client.get(reverse(f"admin:incidents_{model}_add")).status_code == 200
    assert allowed == (model == "source")


def test_an_article_is_read_only_and_leads_to_its_review_page(client: Client) -> None:
    version = a_version("<b>Words</b> of the page.")
    address = reverse("admin:incidents_article_change", args=[version.article.pk])
    html = client.get(address).content.decode()
    assert f'href="/admin/review/{version.article.public_id}/"' in html
    assert "&lt;b&gt;Words&lt;/b&gt; of the page." in html
    assert client.post(address, {"publisher": "changed"}).status_code == 403


def test_a_fact_is_read_only_and_shown_in_words(client: Client) -> None:
    fact = an_estimate()
    address = reverse("admin:incidents_fact_change", args=[fact.pk])
    assert "at most 87,000,000 people" in client.get(address).content.decode()
    assert client.post(address, {"note": "changed"}).status_code == 403


def test_a_decision_is_read_only(client: Client) -> None:
    decision = Decision.objects.create(kind="publish", decided_by=a_second_curator(), decided_at=NOW)
    address = reverse("admin:incidents_decision_change", args=[decision.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"note": "changed"}).status_code == 403


def incident_form(**changes: object) -> dict[str, object]:
    fields = {
        "title": "Profiles passed on", "summary": "", "status": "IncidentMitigated", "veracity": "Confirmed",
        "occurred_from": "", "occurred_from_qualifier": "exact", "occurred_to": "", "occurred_to_qualifier": "exact",
        "first_public": "2018-03-17", "first_public_qualifier": "exact", "lock": 1,
    }  # fmt: skip
    return fields | changes


def test_an_incident_is_edited_with_a_decision(client: Client) -> None:
    incident = an_incident()
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    assert f'href="/admin/publication/{incident.pk}/"' in client.get(address).content.decode()
    assert client.post(address, incident_form(title="Better")).status_code == 302
    incident.refresh_from_db()
    decision = Decision.objects.get()
    assert (incident.title, incident.version) == ("Better", 2)
    assert (decision.kind, decision.before["title"], decision.decided_by.username) == (
        "edit_incident",
        "Profiles passed on",
        "cora",
    )


def test_the_second_editor_of_an_incident_is_told_and_keeps_the_words(client: Client) -> None:
    incident = an_incident()
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    client.post(address, incident_form(title="Theirs"))
    html = client.post(address, incident_form(title="Mine", lock=1)).content.decode()
    assert "Somebody else has changed this record; it holds “Theirs”." in html
    assert 'value="Mine"' in html
    incident.refresh_from_db()
    assert incident.title == "Theirs"
    client.post(address, incident_form(title="Mine", lock=2))
    incident.refresh_from_db()
    assert incident.title == "Mine"


def test_an_incident_that_ends_before_it_began_is_refused(client: Client) -> None:
    incident = an_incident()
    form = incident_form(occurred_from="2019", occurred_to="2018")
    html = client.post(reverse("admin:incidents_incident_change", args=[incident.pk]), form).content.decode()
    assert "It cannot end in 2018 when it began in 2019" in html


def party_form(party: Party, **changes: object) -> dict[str, object]:
    management = {
        f"{inline}-{name}_FORMS": number
        for inline, initial in (("aliases", party.aliases.count()), ("identifiers", 0))
        for name, number in (("TOTAL", initial + 1), ("INITIAL", initial))
    }
    aliases = {}
    for number, alias in enumerate(party.aliases.order_by("pk")):
        aliases |= {f"aliases-{number}-id": alias.pk, f"aliases-{number}-party": party.pk}
        aliases |= {f"aliases-{number}-name": alias.name}
    fields = {"name": party.name, "kind": party.kind, "jurisdiction": "", "lock": party.version}
    return management | aliases | fields | changes


def test_an_alias_that_a_curator_adds_is_found_by_its_folded_form(client: Client) -> None:
    office = a_party("Information Commissioner's Office", kind="authority")
    address = reverse("admin:incidents_party_change", args=[office.pk])
    answer = client.post(address, party_form(office, **{"aliases-1-name": "The ICO", "aliases-1-party": office.pk}))
    assert answer.status_code == 302
    assert office.aliases.get(name="The ICO").folded == "ico"
    office.refresh_from_db()
    assert office.version == 2


def test_an_alias_needs_a_letter(client: Client) -> None:
    party = a_party()
    address = reverse("admin:incidents_party_change", args=[party.pk])
    answer = client.post(address, party_form(party, **{"aliases-1-name": "…", "aliases-1-party": party.pk}))
    assert "A name needs at least one letter or digit." in answer.content.decode()


def test_a_contradiction_is_resolved_with_a_decision(client: Client) -> None:
    one = an_estimate(bound="exact", best=1, review_state="curator_accepted")
    other = an_estimate(bound="exact", best=2, incident=one.incident, review_state="curator_accepted")
    row = a_contradiction(one, other)
    address = reverse("admin:incidents_contradiction_change", args=[row.pk])
    answer = client.post(address, {"resolution": "scope_differs", "note": "Canada only", "lock": 1})
    assert answer.status_code == 302
    assert Contradiction.objects.get().resolution == "scope_differs"
    assert Decision.objects.get().kind == "resolve_contradiction"


def test_quarantined_jobs_are_retried_by_hand(client: Client) -> None:
    stuck = Job.objects.create(kind="fetch", key="a", state="quarantined", due_at=NOW, attempts=3, reason="text_lost")
    done = Job.objects.create(kind="fetch", key="b", state="done", due_at=NOW)
    address = reverse("admin:incidents_job_changelist")
    assert "text_lost" in client.get(address, {"state": "quarantined"}).content.decode()
    fields = {"action": "retry_quarantined", "_selected_action": [stuck.pk, done.pk]}
    assert "1 jobs are due again." in client.post(address, fields, follow=True).content.decode()
    stuck.refresh_from_db()
    done.refresh_from_db()
    assert (stuck.state, stuck.attempts, done.state) == ("due", 0, "done")


def test_a_source_is_added_and_its_networks_are_checked(client: Client) -> None:
    fields = {
        "name": "A feed", "kind": "feed", "url": "https://news.example/feed", "publisher": "", "licence": "",
        "trust": "unverified", "allowed_networks": "everything", "poll_seconds": 900, "is_active": "on",
        "next_poll_at_0": "2018-04-05", "next_poll_at_1": "10:00:00",
    }  # fmt: skip
    address = reverse("admin:incidents_source_add")
    assert "is not a network such as 127.0.0.0/8" in client.post(address, fields).content.decode()
    assert client.post(address, fields | {"allowed_networks": ""}).status_code == 302


def test_a_feed_is_switched_off_not_deleted(client: Client) -> None:
    feed = a_feed()
    assert client.post(reverse("admin:incidents_source_delete", args=[feed.pk]), {"post": "yes"}).status_code == 403
