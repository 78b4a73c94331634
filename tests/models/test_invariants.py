"""What the database itself refuses, whichever code or person writes (design: what must always be true)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from incidents.models import (
    AffectedEstimate,
    ArticleVersion,
    Decision,
    Evidence,
    Fact,
    Incident,
    IncidentArticle,
    Job,
    Source,
)
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.services]

TEXT = "Mr Zając said – “up to 87 million people” 🙂 were affected."


def refused(act: Callable[[], Any], saying: str) -> None:
    """The database refuses the act with these words, and nothing of it remains."""
    with pytest.raises(Error, match=saying), transaction.atomic():
        act()


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


# --- evidence --------------------------------------------------------------------------------------------


def test_a_quote_must_stand_at_its_offsets_in_code_points() -> None:
    version = builders.a_version(TEXT)
    fact = builders.an_estimate(text="up to 87 million people", quote="up to 87 million people")
    start = TEXT.index("up to")

    evidence = Evidence.objects.create(
        fact_id=fact.pk, article_version=version, start=start, end=start + 23, quote="up to 87 million people"
    )

    assert version.text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize(
    ("shift", "quote"), [(1, "up to 87 million people"), (0, "Up to 87 million people"), (0, "up")]
)
def test_any_other_words_or_offsets_are_refused(shift: int, quote: str) -> None:
    version = builders.a_version(TEXT)
    fact = builders.an_estimate()
    start = TEXT.index("up to") + shift

    refused(
        lambda: Evidence.objects.create(
            fact_id=fact.pk, article_version=version, start=start, end=start + 23, quote=quote
        ),
        "quote is not the words",
    )


def test_evidence_is_never_changed() -> None:
    evidence = builders.an_estimate().evidence.get()

    refused(lambda: sql("UPDATE incidents_evidence SET quote = 'other' WHERE id = %s", evidence.pk), "Cannot update")


def test_evidence_of_an_accepted_fact_is_never_deleted() -> None:
    fact = builders.an_estimate(review_state="curator_accepted")

    refused(lambda: sql("DELETE FROM incidents_evidence WHERE fact_id = %s", fact.pk), "never deleted")


def test_stored_text_is_immutable() -> None:
    version = builders.a_version(TEXT)

    refused(lambda: ArticleVersion.objects.filter(pk=version.pk).update(text="other"), "Cannot update")
    refused(lambda: sql("DELETE FROM incidents_articleversion WHERE id = %s", version.pk), "Cannot delete")


# --- bounds ----------------------------------------------------------------------------------------------

VALUES = {
    "exact": {"best": 5},
    "about": {"best": 5},
    "none_stated": {"best": 5},
    "at_most": {"high": 5},
    "fewer_than": {"high": 5},
    "at_least": {"low": 5},
    "more_than": {"low": 5},
    "order_of_magnitude": {"low": 1_000_000},
    "between": {"low": 5, "high": 8},
    "placeholder": {},
    "unknown_stated": {},
}


@pytest.mark.parametrize("bound", VALUES)
def test_each_bound_takes_its_own_values(bound: str) -> None:
    estimate = builders.an_estimate(bound=bound, **VALUES[bound])

    assert AffectedEstimate.objects.get(pk=estimate.pk).bound == bound


@pytest.mark.parametrize(
    ("bound", "values"),
    [
        ("at_most", {"low": 1, "high": 5}),
        ("at_most", {"best": 5}),
        ("at_most", {}),
        ("at_least", {"high": 5}),
        ("more_than", {"low": 5, "best": 6}),
        ("fewer_than", {"low": 5}),
        ("about", {"low": 4, "best": 5, "high": 6}),
        ("exact", {}),
        ("none_stated", {"high": 5}),
        ("between", {"low": 5}),
        ("order_of_magnitude", {"best": 1_000_000}),
        ("placeholder", {"best": 500}),
        ("unknown_stated", {"best": 0}),
    ],
)
def test_a_value_that_the_bound_does_not_give_is_refused(bound: str, values: dict[str, int]) -> None:
    refused(lambda: builders.an_estimate(bound=bound, **values), f"estimate_{bound}")


def test_a_range_turned_round_is_refused() -> None:
    refused(lambda: builders.an_estimate(bound="between", low=8, high=5), "estimate_values_in_order")


def test_a_negative_count_is_refused() -> None:
    refused(lambda: builders.an_estimate(bound="exact", best=-1), "estimate_values_are_counts")


def test_an_unknown_bound_is_refused() -> None:
    refused(lambda: builders.an_estimate(bound="roughly", best=5), "estimate_bound_known")


def test_a_date_that_is_none_is_refused() -> None:
    refused(lambda: builders.an_estimate(claimed_on="April 2018"[:10]), "fact_claimed_on")


# --- acceptance ------------------------------------------------------------------------------------------


def accept_raw(fact: Fact, **columns: Any) -> None:
    values = {
        "review_state": "curator_accepted",
        "reviewed_by": builders.a_curator(),
        "reviewed_at": timezone.now(),
        "incident": builders.an_incident(),
    } | columns
    Fact.objects.filter(pk=fact.pk).update(**values)


def test_accepting_needs_a_reviewer_an_instant_and_an_incident() -> None:
    fact = builders.an_estimate()

    for missing in ("reviewed_by", "reviewed_at", "incident"):
        with pytest.raises(IntegrityError), transaction.atomic():
            accept_raw(fact, **{missing: None})


def test_a_service_account_cannot_accept() -> None:
    fact = builders.an_estimate()

    refused(lambda: accept_raw(fact, reviewed_by=builders.a_service()), "reviewer who is a person")


def test_accepting_needs_evidence() -> None:
    fact = builders.an_estimate()
    fact.evidence.all().delete()

    refused(lambda: accept_raw(fact), "needs evidence")


def test_raw_sql_cannot_accept_without_a_person_either() -> None:
    fact = builders.an_estimate()

    refused(
        lambda: sql("UPDATE incidents_fact SET review_state = 'curator_accepted' WHERE id = %s", fact.pk),
        "reviewer who is a person|fact_accepted_has_reviewer",
    )


# --- append-only -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incidents_fact SET claimed_on = '2019' WHERE id = %s",
        "UPDATE incidents_fact SET claimant_name = 'Somebody else' WHERE id = %s",
        "UPDATE incidents_fact SET review_state = 'machine_proposed' WHERE id = %s",
        "UPDATE incidents_affectedestimate SET high = 1 WHERE fact_ptr_id = %s",
        "DELETE FROM incidents_affectedestimate WHERE fact_ptr_id = %s",
        "DELETE FROM incidents_fact WHERE id = %s",
    ],
)
def test_an_accepted_fact_stays_as_it_was(statement: str) -> None:
    fact = builders.an_estimate(review_state="curator_accepted")

    refused(lambda: sql(statement, fact.pk), "append-only|never deleted")


def test_an_accepted_fact_may_be_retracted_and_stays_as_it_was_then_too() -> None:
    fact = builders.an_estimate(review_state="retracted")

    assert Fact.objects.get(pk=fact.pk).review_state == "retracted"
    refused(lambda: sql("UPDATE incidents_fact SET note = 'x' WHERE id = %s", fact.pk), "append-only")


def test_a_proposal_may_still_be_edited() -> None:
    fact = builders.an_estimate()

    AffectedEstimate.objects.filter(pk=fact.pk).update(high=88_000_000)

    assert AffectedEstimate.objects.get(pk=fact.pk).high == 88_000_000


def test_decisions_are_append_only() -> None:
    decision = Decision.objects.create(
        kind="reject", reason="hedged", decided_by=builders.a_curator(), decided_at=timezone.now()
    )

    refused(lambda: sql("UPDATE incidents_decision SET note = 'x' WHERE id = %s", decision.pk), "Cannot update")
    refused(lambda: sql("DELETE FROM incidents_decision WHERE id = %s", decision.pk), "Cannot update or delete")


def test_a_rejection_needs_a_reason() -> None:
    refused(
        lambda: Decision.objects.create(kind="reject", decided_by=builders.a_curator(), decided_at=timezone.now()),
        "decision_reject_has_reason",
    )


# --- natural keys and ids --------------------------------------------------------------------------------


def test_one_url_is_one_article() -> None:
    builders.an_article(url="https://news.example/one")

    refused(lambda: builders.an_article(url="https://news.example/one"), "url_sha256")


def test_a_text_is_stored_once_per_article() -> None:
    version = builders.a_version(TEXT)

    refused(lambda: builders.a_version(TEXT, article=version.article), "article_version_text_once")
    assert builders.a_version(TEXT).sha256 == version.sha256, "another article may say the same"


def test_the_hash_is_of_the_text_in_utf_8() -> None:
    version = builders.a_version("naïve 🙂")

    version.refresh_from_db()
    assert version.sha256 == "7ffe2fa2ea744531b1a36cf9a7457c0398152d1efe4829ea8107ecfbc74f1742"


def test_the_same_words_are_evidence_once() -> None:
    fact = builders.an_estimate()
    evidence = fact.evidence.get()

    refused(
        lambda: Evidence.objects.create(
            fact_id=fact.pk,
            article_version=evidence.article_version,
            start=evidence.start,
            end=evidence.end,
            quote=evidence.quote,
        ),
        "evidence_once",
    )


def test_a_job_is_entered_once() -> None:
    Job.objects.create(kind="poll", key="source:1@x", due_at=timezone.now())

    refused(lambda: Job.objects.create(kind="poll", key="source:1@x", due_at=timezone.now()), "job_once")


def test_a_quarantined_job_has_a_reason() -> None:
    refused(
        lambda: Job.objects.create(kind="poll", key="k", due_at=timezone.now(), state="quarantined"),
        "job_quarantined_has_reason",
    )


def test_a_public_id_is_for_ever() -> None:
    incident = builders.an_incident(public_id="PIKB-2018-00001", state="published")

    refused(lambda: Incident.objects.filter(pk=incident.pk).update(public_id="PIKB-2018-00002"), "never changed")
    refused(lambda: Incident.objects.filter(pk=incident.pk).update(public_id=None), "never changed")
    refused(lambda: sql("DELETE FROM incidents_incident WHERE id = %s", incident.pk), "never changed or deleted")


def test_a_published_incident_has_an_id() -> None:
    refused(lambda: builders.an_incident(state="published"), "incident_published_has_id")


def test_a_merged_incident_names_its_survivor() -> None:
    refused(lambda: builders.an_incident(state="merged", public_id="PIKB-2018-00001"), "incident_merged_names_survivor")


def test_an_articles_number_belongs_to_one_incident() -> None:
    article = builders.an_article()
    builders.a_link(article, builders.an_incident())

    refused(lambda: builders.a_link(article, builders.an_incident()), "incident_article_number_accepted_once")
    builders.a_link(article, builders.an_incident(), number="2")
    assert IncidentArticle.objects.filter(article=article).count() == 2, "an article may feed several incidents"


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_what_is_polled_has_an_address(kind: str) -> None:
    refused(lambda: Source.objects.create(name="nowhere", kind=kind), "source_polled_has_url")


# --- history ---------------------------------------------------------------------------------------------


def test_edits_of_an_incident_leave_its_history_even_from_raw_sql() -> None:
    incident = builders.an_incident(title="First title")
    sql("UPDATE incidents_incident SET title = 'Second title' WHERE id = %s", incident.pk)

    titles = list(incident.events.order_by("pgh_id").values_list("title", flat=True))  # type: ignore[attr-defined]

    assert titles == ["First title", "Second title"]
