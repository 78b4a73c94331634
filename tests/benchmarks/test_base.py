"""A base that the bench loads is one that the API reads: lists, filters, groups, search and clocks find its rows."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from incidents.published import counts
from incidents.published.models import Change, GroupCount, IncidentRevision, Record
from tests.api.conftest import READS, Reader, limit_to
from tests.benchmarks import loading
from tests.benchmarks.making import RARE_WORD, Maker

pytestmark = READS
SIZE = 60


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Maker]:
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        name = connection.settings_dict["NAME"]
        patched.setenv("DATABASE_URL", f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}")
        try:
            loading.load(SIZE, processes=1)
            yield Maker(size=SIZE)
        finally:
            with connection.cursor() as cursor:
                tables = ", ".join(model._meta.db_table for model in loading.plain_tables())
                cursor.execute(f"DROP TABLE IF EXISTS made_party, {tables} CASCADE")
            call_command("flush", verbosity=0, interactive=False)
            connections["published"].close()


@pytest.fixture
def reader(settings: Any) -> Reader:
    limit_to(settings, None)
    return Reader()


def test_everything_made_is_listed(loaded: Maker, reader: Reader) -> None:
    page = reader.body("/incidents", "per_page=100")
    assert page["meta"]["count"] == len(page["results"]) == SIZE


def test_filters_and_groups_agree(loaded: Maker, reader: Reader) -> None:
    groups = {one["key"]: one["count"] for one in reader.body("/incidents", "group_by=cause")["groups"]}
    assert reader.body("/incidents", "cause=Phishing")["meta"]["count"] == groups["Phishing"]
    assert sum(groups.values()) == SIZE


def test_kept_counts_are_those_of_the_rows(loaded: Maker) -> None:
    kept = set(GroupCount.objects.filter(rows__gt=0).values_list("resource", "key", "code", "rows"))
    counts.recount()
    assert kept == set(GroupCount.objects.values_list("resource", "key", "code", "rows"))


def test_the_rare_word_is_found_where_it_stands(loaded: Maker, reader: Reader) -> None:
    assert reader.ids("/incidents", f"q={RARE_WORD}") == [loaded.id_of(11)]


def test_parties_hold_the_roles_that_incidents_give_them(loaded: Maker, reader: Reader) -> None:
    party = loaded.organisations[0].public_id
    body = reader.body(f"/parties/{party}")
    assert len(body["roles"]) == reader.body("/roles", f"party={party}")["meta"]["count"]
    assert len(body["incidents"]) == reader.body("/incidents", f"party={party}")["meta"]["count"]


def test_changes_are_numbered_without_gaps_in_the_order_of_time(loaded: Maker) -> None:
    told = list(Change.objects.order_by("sequence").values_list("sequence", "at"))
    assert [sequence for sequence, _ in told] == list(range(1, IncidentRevision.objects.count() + 1))
    assert [at for _, at in told] == sorted(at for _, at in told)


def test_the_past_is_there(loaded: Maker, reader: Reader) -> None:
    closed = IncidentRevision.objects.exclude(valid_to=None)
    assert closed.exists()
    assert Record.objects.exclude(valid_to=None).exists()
    first = closed.earliest("valid_from")
    then = reader.body(f"/incidents/{first.incident_id}", f"as_of={first.valid_from:%Y-%m-%dT%H:%M:%SZ}")
    assert then["version"] == first.number
