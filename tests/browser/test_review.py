"""A curator in a real browser: log in, open the queue, accept a fact; the policy stops nothing."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django.live_server_helper import LiveServer

from incidents.curation import people
from incidents.models import Article, Fact, User
from tests.builders import a_link, a_version, an_estimate, an_incident

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TEXT = "Facebook said that up to 87 million people may be affected.\n\nEarlier it was 50 million people."


def browse(act: "Callable[[playwright.Page], None]") -> list[str]:
    """Do something in a fresh browser; returns what its console complained of.

    In a thread of its own, because the driver runs an event loop, in which Django refuses the test's queries.
    """

    def drive() -> list[str]:
        complaints: list[str] = []
        with playwright.sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
            act(page)
            browser.close()
        return complaints

    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(drive).result()


def log_in(page: "playwright.Page", address: str) -> None:
    page.goto(address)
    page.fill("#id_username", "cora")
    page.fill("#id_password", "correct horse battery")
    page.click("input[type=submit]")


@pytest.fixture
def fact(db: None) -> Fact:
    person = User.objects.create(username="cora", is_staff=True)
    person.set_password("correct horse battery")
    person.save()
    person.groups.add(people.create_group())
    version = a_version(TEXT)
    Article.objects.update(review_state="to_review")
    a_link(version.article, an_incident())
    an_estimate(version=version, quote="50 million people", bound="none_stated", best=50_000_000)
    return an_estimate(version=version, quote="up to 87 million people", claimant_name="Facebook")


def test_a_fact_is_accepted_in_the_browser_without_a_violation(fact: Fact, live_server: LiveServer) -> None:
    def accept(page: "playwright.Page") -> None:
        log_in(page, f"{live_server.url}/admin/review/")
        page.click("text=Review the oldest")
        page.click(f"#words-{fact.public_id}")
        assert page.url.endswith(f"#card-{fact.public_id}")
        page.click(f"#card-{fact.public_id} button[value=accept]")
        page.wait_for_selector("text=Accepted as proposed by cora")

    assert browse(accept) == []
    fact.refresh_from_db()
    assert (fact.review_state, fact.reviewed_by.username) == ("curator_accepted", "cora")


def test_the_panes_stand_side_by_side_or_below_each_other(fact: Fact, live_server: LiveServer) -> None:
    def look(page: "playwright.Page") -> None:
        log_in(page, f"{live_server.url}/admin/review/{fact.article.public_id}/")
        text, cards = page.locator(".pane.text"), page.locator(".pane.cards")
        assert text.bounding_box()["y"] == cards.bounding_box()["y"]
        page.set_viewport_size({"width": 900, "height": 900})
        assert cards.bounding_box()["y"] > text.bounding_box()["y"] + 50

    assert browse(look) == []
