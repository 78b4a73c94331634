"""Whatever goes wrong while a job is worked on ends in the job's row, or with whoever has the job by now."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from incidents import jobs, pipeline
from incidents.curation import extractors
from incidents.ingestion import versions
from incidents.models import Article, Job, TokensOfDay
from tests.builders import a_version
from tests.extraction.chat_server import Answer, ChatServer, completion, serving_chat

pytestmark = pytest.mark.django_db


def claimed(kind: str, **payload: int) -> jobs.Claim:
    job = jobs.enqueue(kind, "of a test", payload=payload)
    assert job is not None
    held = jobs.claim(job.pk)
    assert held is not None
    return held


def test_a_job_whose_subject_is_gone_is_given_back_with_the_error() -> None:
    assert pipeline.run(claimed("extract", version=404)) == []
    job = Job.objects.get()
    assert (job.state, job.reason) == ("due", "error")
    assert (job.detail or "").startswith("DoesNotExist: ")


def test_a_failure_after_the_claim_was_lost_leaves_the_job_to_its_new_worker() -> None:
    held = claimed("extract", version=404)
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    jobs.reopen_expired()
    second = jobs.claim(held.job_id)
    assert second is not None
    assert pipeline.run(held) == []
    assert (Job.objects.get().state, Job.objects.get().token) == ("working", second.token)


TEXT = "The Northmoor clinic said that up to 4,000 patients were affected when a laptop was stolen."
THEFT = {"kind": "cause", "quote": "stolen", "incident": "1", "confidence": 0.6, "cause": "Theft", "actor": None}


@pytest.fixture
def chat(settings: Settings) -> Iterator[ChatServer]:
    """Both extractors are chosen, and the model's server is one of ours."""
    with serving_chat() as server:
        settings.EXTRACTORS = ["rules", "chat"]
        settings.CHAT_URL, settings.CHAT_MODEL, settings.CHAT_KEY = server.url, "m", "sk-secret"
        yield server


def extract_with(name: str) -> Job:
    """Enter the extractions of an article and work on the one by this extractor."""
    version = a_version(TEXT)
    versions.enqueue_extractions(version, extractors=extractors.labels())
    job = Job.objects.get(payload__extractor=name)
    held = jobs.claim(job.pk)
    assert held is not None
    pipeline.run(held)
    job.refresh_from_db()
    return job


def test_every_chosen_extractor_has_its_own_job_and_its_own_proposals(
    chat: ChatServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    chat.says(THEFT, THEFT | {"quote": "robbed"})
    assert extract_with("chat").state == "done"
    version = Article.objects.get().latest
    assert version is not None
    assert sorted(Job.objects.values_list("key", "state")) == [
        (f"version:{version.pk} chat 1 m", "done"),
        (f"version:{version.pk} rules 1.0", "due"),
    ]
    fact = version.article.facts.get()
    assert (fact.kind, fact.origin_name, fact.origin_version, fact.review_state) == (
        "cause", "chat", "1 m", "machine_proposed",
    )  # fmt: skip
    assert "chat dropped proposals: 1 quote_not_in_text" in caplog.text


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (completion("no facts today"), "quarantined", "bad_answer"),
        (Answer(body=b"", status=401), "quarantined", "http_error"),
        (Answer(body=b"", status=429, headers=(("Retry-After", "900"),)), "due", "http_error"),
    ],
)
def test_a_server_that_fails_leaves_its_reason_in_the_job(
    chat: ChatServer, answer: Answer, state: str, reason: str
) -> None:
    chat.answers.append(answer)
    job = extract_with("chat")
    assert (job.state, job.reason) == (state, reason)
    assert "sk-secret" not in (job.detail or "")


def test_a_day_without_tokens_waits_for_the_next(chat: ChatServer, settings: Settings) -> None:
    settings.CHAT_TOKENS_PER_DAY = 1
    job = extract_with("chat")
    assert (job.state, job.reason, chat.questions) == ("due", "tokens_spent", [])


def test_what_a_question_cost_is_booked_for_all_workers(chat: ChatServer) -> None:
    chat.says(THEFT)
    assert extract_with("chat").state == "done"
    assert TokensOfDay.objects.get().spent == 1_000  # as the server's usage says; some 13,000 were reserved


def test_what_other_workers_spent_counts(chat: ChatServer, settings: Settings) -> None:
    TokensOfDay.objects.create(day=datetime.now(UTC).date(), spent=settings.CHAT_TOKENS_PER_DAY - 1)
    job = extract_with("chat")
    assert (job.state, job.reason, chat.questions) == ("due", "tokens_spent", [])


def test_no_article_leaves_for_an_extractor_that_was_switched_off(chat: ChatServer, settings: Settings) -> None:
    version = a_version(TEXT)
    versions.enqueue_extractions(version, extractors=extractors.labels())
    settings.EXTRACTORS = ["rules"]
    held = jobs.claim(Job.objects.get(payload__extractor="chat").pk)
    assert held is not None
    pipeline.run(held)
    job = Job.objects.get(pk=held.job_id)
    assert (job.state, job.reason, chat.questions) == ("quarantined", "extractor_not_chosen", [])
