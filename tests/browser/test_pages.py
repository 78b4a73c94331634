"""A reader in a real browser: search, open an incident, on a phone in the dark; the policy stops nothing."""

import pytest
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from incidents.publication import vocabularies
from incidents.publication.publish import publish
from tests.browser.test_review import CHROMIUM, browse, playwright
from tests.builders import a_curator, a_link, a_version, an_estimate, an_incident

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "published"]),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]
TEXT = "Facebook said that up to 87 million people may be affected.\n\nEarlier it was 50 million people."


def test_a_reader_finds_an_incident_and_the_documentation_on_a_phone(db: None, live_server: LiveServer) -> None:
    vocabularies.load()
    incident = an_incident(title="Profiles passed on")
    version = a_version(TEXT, published_on="2018-04-05")
    a_link(version.article, incident)
    for quote, given in (
        ("up to 87 million people", {"claimant_name": "Facebook"}),
        ("50 million people", {"bound": "none_stated", "best": 50_000_000}),
    ):
        an_estimate(version=version, quote=quote, incident=incident, review_state="curator_accepted", **given)
    publish(incident=incident, curator=a_curator())

    def read(page: "playwright.Page") -> None:
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(live_server.url)
        page.fill("#q", "profiles")
        page.press("#q", "Enter")
        page.click("text=Profiles passed on")
        page.wait_for_selector("svg[role=img]")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.locator("svg.claims-plot .marks.chosen").count() == 1
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 29)"

    def look_up(page: "playwright.Page") -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{live_server.url}/api/v1/docs")
        page.click("nav >> text=Recipes")
        assert page.locator("#first_request").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390

    assert browse(read) == []
    assert browse(look_up) == []
    connections["published"].close()
