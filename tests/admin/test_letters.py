"""Letters in the admin: read, decided once with words for the sender, never edited; keys without the keys."""

from typing import Any

import pytest
from django.test import Client

from incidents.curation.people import create_group
from incidents.intake import keys
from incidents.intake.models import Correction, Submission
from incidents.models import Article
from tests.builders import a_curator

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    curator = a_curator()
    curator.is_staff = True
    curator.save()
    curator.groups.add(create_group())
    logged_in = Client()
    logged_in.force_login(curator)
    return logged_in


def decide(client: Client, letter: Any, decision: str, told: str) -> str:
    path = f"/admin/intake/{letter._meta.model_name}/{letter.pk}/change/"
    response = client.post(path, {"decision": decision, "told": told}, follow=True)
    assert response.status_code == 200
    letter.refresh_from_db()
    return response.content.decode()


def a_submission(**given: Any) -> Submission:
    return Submission.objects.create(reason="<script>alert(1)</script>", **({"url": "http://paper.example/"} | given))


def test_a_letter_is_shown_and_cannot_be_edited(client: Client) -> None:
    letter = a_submission(contact="reader@paper.example")
    page = client.get(f"/admin/intake/submission/{letter.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "reader@paper.example" in page
    client.post(f"/admin/intake/submission/{letter.pk}/change/", {"reason": "changed", "state": "accepted"})
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("received", "<script>alert(1)</script>")


def test_an_accepted_submission_is_taken_in(client: Client) -> None:
    letter = a_submission()
    page = decide(client, letter, "accept", "Thank you.")
    assert (letter.state, letter.outcome) == ("accepted", "Thank you.")
    article = Article.objects.get(public_id=letter.article)
    assert article.url == "http://paper.example/"
    assert (article.source.kind, article.source.trust) == ("submission", "unverified")
    assert (
        f"/admin/review/{letter.article}"
        in client.get(f"/admin/intake/submission/{letter.pk}/change/").content.decode()
    )
    assert "was changed successfully" in page


def test_a_decision_needs_words_and_is_made_once(client: Client) -> None:
    letter = Correction.objects.create(record="PIKB-2018-00001", problem="The number counts accounts.")
    assert "Say what the sender shall be told" in decide(client, letter, "decline", " ")
    assert letter.is_open
    decide(client, letter, "decline", "Both say people.")
    assert letter.state == "declined"
    decide(client, letter, "accept", "Other.")
    assert letter.outcome == "Both say people."


def test_a_text_that_cannot_be_taken_in_is_told_and_stays_open(client: Client) -> None:
    letter = a_submission(url="", text="x" * 6_000_000)
    assert "Not decided" in decide(client, letter, "accept", "Thanks.")
    assert letter.is_open


def test_keys_are_listed_and_revoked_and_never_shown(client: Client) -> None:
    key, text = keys.issue(name="Study", scopes=["read"], days=10, alias="default")
    page = client.get(f"/admin/intake/apikey/{key.pk}/change/").content.decode()
    assert key.digest not in page
    assert text not in page
    client.post("/admin/intake/apikey/", {"action": "revoke", "_selected_action": [key.pk]})
    key.refresh_from_db()
    assert key.revoked_at is not None


@pytest.mark.parametrize("name", ["submission", "correction", "apikey"])
def test_nothing_is_added_or_deleted_here(client: Client, name: str) -> None:
    assert client.get(f"/admin/intake/{name}/").status_code == 200
    assert client.get(f"/admin/intake/{name}/add/").status_code == 403


def test_the_queue_tells_of_open_letters(client: Client) -> None:
    assert "Sent in:" not in client.get("/admin/review/").content.decode()
    a_submission()
    assert "Sent in: 1" in client.get("/admin/review/").content.decode()
