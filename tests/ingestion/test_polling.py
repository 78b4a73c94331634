"""From a feed on a real server to article versions: new, changed, unchanged, failing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from incidents import jobs
from incidents.ingestion import fetching, polling
from incidents.ingestion.unparseable import Unparseable
from incidents.models import Article, ArticleVersion, Job, Source
from incidents.outbound.refusals import RefusedAddress
from tests.sites import Site, serving_site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

FIRST = "The clinic said on Monday that up to 4,000 patients were affected when a laptop was stolen from a car."
SECOND = "The clinic said on Friday that up to 6,500 patients were affected when a laptop was stolen from a car."


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as served:
        yield served


@pytest.fixture
def feed(site: Site) -> Source:
    site.put_article("/clinic", FIRST, title="Clinic loses laptop", published_on="2024-03-04")
    return Source.objects.create(
        name="Test feed",
        kind="feed",
        publisher="Test Courier",
        url=site.put_feed("/feed", ("/clinic", "Clinic loses laptop", "2024-03-04T08:00:00Z")),
        allowed_networks=["127.0.0.0/8"],
    )


def poll_now(source: Source) -> list[int]:
    Source.objects.filter(pk=source.pk).update(next_poll_at=timezone.now())
    polling.enqueue_due_polls(timezone.now())
    held = jobs.claim_next("poll")
    assert held is not None
    return polling.poll(held)


def fetch_next() -> list[int]:
    held = jobs.claim_next("fetch")
    assert held is not None
    return fetching.fetch_article(held, extractors=("rules 1.0",))


def test_an_entry_becomes_an_article_version_and_an_extraction(feed: Source) -> None:
    assert len(poll_now(feed)) == 1
    entered = fetch_next()

    version = ArticleVersion.objects.get()
    assert version.text == FIRST
    assert (version.title, version.published_on, version.number) == ("Clinic loses laptop", "2024-03-04", 1)
    assert version.article.publisher == "Test Courier"
    assert len(bytes(version.minhash or b"")) == 512
    assert [job.pk for job in Job.objects.filter(kind="extract")] == entered


def test_the_same_feed_again_is_nothing_new(feed: Source) -> None:
    poll_now(feed)
    fetch_next()

    assert poll_now(feed) == []
    assert Article.objects.count() == 1


def test_a_changed_page_is_a_second_version_of_the_same_article(feed: Source, site: Site) -> None:
    poll_now(feed)
    fetch_next()
    site.put_article("/clinic", SECOND, title="Clinic loses laptop", published_on="2024-03-04")
    site.put_feed("/feed", ("/clinic", "Clinic loses laptop", "2024-03-08T08:00:00Z"))

    poll_now(feed)
    fetch_next()

    texts = list(Article.objects.get().versions.values_list("number", "text"))
    assert texts == [(1, FIRST), (2, SECOND)]
    assert Job.objects.filter(kind="extract").count() == 2


def test_the_same_text_fetched_again_is_no_version_and_no_extraction(feed: Source, site: Site) -> None:
    poll_now(feed)
    fetch_next()
    site.put_feed("/feed", ("/clinic", "Clinic loses laptop", "2024-03-08T08:00:00Z"))

    poll_now(feed)

    assert fetch_next() == []
    assert ArticleVersion.objects.count() == 1


def test_a_single_page_is_fetched_at_each_poll_and_stored_when_it_changed(site: Site) -> None:
    url = site.put_article("/clinic", FIRST, title="Clinic loses laptop", published_on="2024-03-04")
    page = Source.objects.create(name="One page", kind="page", url=url, allowed_networks=["127.0.0.0/8"])

    for text in (FIRST, FIRST, SECOND):
        site.put_article("/clinic", text, title="Clinic loses laptop", published_on="2024-03-04")
        poll_now(page)
        fetch_next()

    assert list(Article.objects.get().versions.values_list("number", "text")) == [(1, FIRST), (2, SECOND)]
    assert site.asked == ["/clinic"] * 3


def test_two_ticks_in_one_slot_enter_one_poll(feed: Source) -> None:
    slot = datetime(2024, 3, 4, 9, tzinfo=UTC)
    Source.objects.update(next_poll_at=slot)
    polling.enqueue_due_polls(timezone.now())
    Source.objects.update(next_poll_at=slot)  # the second beat had read the row before the first one moved it

    assert polling.enqueue_due_polls(timezone.now()) == []
    assert Job.objects.filter(kind="poll").count() == 1


def test_a_feed_whose_last_poll_still_waits_is_not_entered_again(feed: Source) -> None:
    for hour in range(3):  # no worker runs
        Source.objects.update(next_poll_at=datetime(2024, 3, 4, hour, tzinfo=UTC))
        polling.enqueue_due_polls(timezone.now())

    assert Job.objects.filter(kind="poll").count() == 1
    feed.refresh_from_db()
    assert feed.next_poll_at > timezone.now()


def test_validators_that_are_too_long_to_keep_do_not_stop_a_feed(feed: Source, site: Site) -> None:
    site.headers["/feed"] = {"ETag": f'"{"e" * 600}"', "Last-Modified": "m" * 200}

    assert len(poll_now(feed)) == 1

    feed.refresh_from_db()
    assert (feed.etag, feed.last_modified) == (None, None)


def test_who_wrote_an_entry_is_not_its_publisher(feed: Source, site: Site) -> None:
    Source.objects.update(publisher=None)
    site.put_article("/clinic", FIRST, title="Clinic loses laptop", published_on="2024-03-04", site_name="Test Wire")
    site.put_feed("/feed", ("/clinic", "Clinic loses laptop", "2024-03-04T08:00:00Z"), author="Ada Brandt")

    poll_now(feed)
    assert Article.objects.get().publisher is None
    fetch_next()

    assert Article.objects.get().publisher == "Test Wire"


def test_without_an_allowed_network_loopback_is_refused(feed: Source) -> None:
    Source.objects.update(allowed_networks=[])

    assert poll_now(feed) == []

    feed.refresh_from_db()
    assert feed.failures == 1
    assert (feed.last_failure or "").startswith(("refused_address: 127.0.0.1", "refused_url"))


def test_a_failing_feed_is_asked_later_and_later(feed: Source, site: Site) -> None:
    site.put("/feed", "gone", status=500)
    waits = []
    for _ in range(3):
        poll_now(feed)
        feed.refresh_from_db()
        assert feed.polled_at is not None
        waits.append(feed.next_poll_at - feed.polled_at)

    assert feed.failures == 3
    assert timedelta(minutes=12) <= waits[0] <= timedelta(minutes=18)
    assert timedelta(minutes=48) <= waits[2] <= timedelta(minutes=72)


def test_a_feed_that_answers_again_is_forgiven(feed: Source) -> None:
    Source.objects.update(failures=5, last_failure="http_error: 500")

    poll_now(feed)

    feed.refresh_from_db()
    assert (feed.failures, feed.last_failure) == (0, None)


def test_a_page_without_text_is_refused_with_a_reason_and_stores_no_version(feed: Source, site: Site) -> None:
    site.put("/clinic", "<html><body><script>render()</script></body></html>")
    poll_now(feed)

    with pytest.raises(Unparseable, match="no_text"):
        fetch_next()

    assert not ArticleVersion.objects.exists()


def test_an_article_on_a_refused_address_is_not_fetched(feed: Source) -> None:
    poll_now(feed)
    Source.objects.update(allowed_networks=["127.0.0.9/32"])

    with pytest.raises(RefusedAddress):
        fetch_next()
