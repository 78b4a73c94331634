import re

import pytest
from django.urls import reverse

from incidents.models import Incident
from incidents.publication.publish import publish
from incidents.published.models import IncidentRevision
from incidents.published.reading import revision_of
from tests import builders as b

pytestmark = pytest.mark.django_db

ACCEPTED = "curator_accepted"


@pytest.fixture
def incident():
    incident = b.an_incident(title="<b>Profiles</b> passed on")
    b.an_estimate(incident=incident, review_state=ACCEPTED)
    b.a_cause(incident=incident)
    return incident


@pytest.fixture
def page(client, incident):
    client.force_login(b.a_curator())
    return reverse("publication:preview", args=[incident.pk])


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]


def test_the_page_tells_what_readers_would_see(client, page):
    assert page == f"/admin/publication/{Incident.objects.get().pk}/"
    html = client.get(page).content.decode()
    assert "Not published yet." in html
    assert "nothing published → <strong>at most 87 million people</strong>" in html
    assert "<li>Estimate: at most 87 million people</li>" in html
    assert "<li>Cause: Phishing – waits for a curator&#x27;s decision</li>" in html
    assert "&lt;b&gt;Profiles&lt;/b&gt;" in html
    assert "<b>Profiles" not in html


def test_the_page_needs_no_inline_script_or_style(client, page, incident):
    publish(incident=incident, curator=b.a_curator())
    response = client.get(page)
    html = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", html.split('id="content"')[1])
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_the_button_publishes_and_links_to_the_answer(client, page):
    response = client.post(f"{page}publish", {"seen": seen(client.get(page))}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    html = response.content.decode()
    assert "is published as revision 1." in html
    assert '<a href="/api/v1/incidents/PIKB-2018-00001">' in html
    assert "Readers already see all of it" in html
    assert revision_of("PIKB-2018-00001").state == "published"


def test_an_overtaken_preview_is_shown_anew_and_nothing_is_published(client, page, incident):
    before = seen(client.get(page))
    b.a_statement(incident=incident, review_state=ACCEPTED)
    response = client.post(f"{page}publish", {"seen": before})
    assert response.status_code == 409
    assert "Facts changed after this preview was shown" in response.content.decode()
    assert "We are sorry" in response.content.decode()
    assert not IncidentRevision.objects.exists()


def test_an_incident_without_facts_is_refused_in_words(client, page):
    bare = b.an_incident()
    response = client.post(reverse("publication:publish", args=[bare.pk]))
    assert response.status_code == 409
    assert "has no fact that may be published" in response.content.decode()


def test_withdrawing_needs_a_reason_and_keeps_what_was_typed(client, page, incident):
    publish(incident=incident, curator=b.a_curator())
    response = client.post(f"{page}withdraw", {"reason": " ", "successor": "PIKB-2018-00009"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "is no public id of an incident here" in html
    assert 'value="PIKB-2018-00009"' in html
    response = client.post(f"{page}withdraw", {"reason": " "})
    assert "A withdrawal needs a reason" in response.content.decode()
    assert revision_of("PIKB-2018-00001").state == "published"


def test_withdrawing_names_the_successor(client, page, incident):
    better = b.an_incident()
    b.a_cause(incident=better, review_state=ACCEPTED)
    publish(incident=incident, curator=b.a_curator())
    publish(incident=better, curator=b.a_curator())
    response = client.post(f"{page}withdraw", {"reason": "Duplicate", "successor": "pikb-2018-00002"}, follow=True)
    html = response.content.decode()
    assert "PIKB-2018-00001 is withdrawn" in html
    assert "Publish now" not in html
    revision = revision_of("PIKB-2018-00001")
    assert (revision.state, revision.state_reason, revision.successor) == ("withdrawn", "Duplicate", "PIKB-2018-00002")


@pytest.mark.parametrize("name", ["preview", "publish", "withdraw"])
def test_only_staff_comes_in(client, incident, name):
    client.force_login(b.a_reader())
    address = reverse(f"publication:{name}", args=[incident.pk])
    response = client.get(address) if name == "preview" else client.post(address, {"reason": "x"})
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
    assert not IncidentRevision.objects.exists()


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_looking_never_publishes(client, page, incident, name):
    assert client.get(reverse(f"publication:{name}", args=[incident.pk])).status_code == 405


def test_a_form_of_another_site_is_refused(incident):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(b.a_curator())
    assert client.post(reverse("publication:publish", args=[incident.pk])).status_code == 403
    assert not IncidentRevision.objects.exists()


def test_an_unknown_incident_is_not_found(client, page):
    assert client.get(reverse("publication:preview", args=[0])).status_code == 404


def test_a_post_without_the_previews_fingerprint_publishes_nothing(client, page):
    assert client.post(f"{page}publish").status_code == 409
    assert not IncidentRevision.objects.exists()


@pytest.mark.parametrize("act", ["", "publish", "withdraw"])
def test_staff_without_the_right_to_change_incidents_neither_sees_nor_publishes(client, page, incident, act):
    publish(incident=incident, curator=b.a_curator())
    reader = b.a_reader()
    reader.is_staff = True
    reader.save()
    client.force_login(reader)
    response = client.post(f"{page}{act}", {"reason": "error"}) if act else client.get(page)
    assert response.status_code == 403
    assert revision_of("PIKB-2018-00001").state == "published"
