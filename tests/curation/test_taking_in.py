"""A curator takes in one article: an address for the worker, or a pasted text."""

import pytest
from django.test import Client

from incidents.models import Article, ArticleVersion, Job
from tests import builders
from tests.curation.clients import a_curators_client

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "The Northmoor clinic said that the records of up to 4,000 patients were taken."
NEW = "/admin/review/new/"


@pytest.fixture
def client() -> Client:
    return a_curators_client()


def test_a_pasted_text_is_stored_and_waits_for_extraction(client: Client) -> None:
    answer = client.post(NEW, {"text": TEXT, "published_on": "2024-03-05", "publisher": "Test Courier"})

    version = ArticleVersion.objects.get()
    assert answer["Location"] == f"../{version.article.public_id}/"
    assert (version.text, version.published_on, version.article.publisher) == (TEXT, "2024-03-05", "Test Courier")
    assert Job.objects.get(kind="extract").payload == {"version": version.pk, "extractor": "rules"}


def test_an_address_is_entered_for_a_worker(client: Client) -> None:
    client.post(NEW, {"url": "https://NEWS.example/clinic?utm_source=x", "publisher": "Test Courier"})

    article = Article.objects.get()
    assert (article.url, article.publisher) == ("https://news.example/clinic", "Test Courier")
    assert Job.objects.get(kind="fetch").payload == {"article": article.pk}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "give an address to fetch, or paste the text"),
        ({"url": "javascript:alert(1)"}, "javascript"),
        ({"text": TEXT, "published_on": "4 March"}, "is not a date: YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"text": TEXT, "url": "not an address"}, "not an address"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_and_keeps_what_was_typed(
    client: Client, typed: dict[str, str], message: str
) -> None:
    answer = client.post(NEW, typed)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Article.objects.exists()
    if "text" in typed:
        assert TEXT in answer.content.decode()


def test_it_is_for_curators() -> None:
    client = Client()
    client.force_login(builders.a_reader())

    assert client.post(NEW, {"text": TEXT}).status_code in (302, 403)
    assert not Article.objects.exists()
