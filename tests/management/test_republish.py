"""`manage.py republish`: everything public anew, once; killed in the middle, it goes on where it was."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.models import Incident, User
from incidents.publication.publish import publish
from incidents.published.models import Change, IncidentRevision
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def curator() -> User:
    return builders.a_curator()


def publish_some(curator: User, many: int) -> list[Incident]:
    incidents = [builders.an_incident(title=f"Incident {number}") for number in range(many)]
    for incident in incidents:
        builders.an_estimate(incident=incident, review_state="curator_accepted", reviewer=curator)
        publish(incident=incident, curator=curator)
    return incidents


def republish(curator: User, *arguments: str) -> list[str]:
    out, err = StringIO(), StringIO()
    call_command("republish", "--curator", curator.get_username(), *arguments, stdout=out, stderr=err)
    return out.getvalue().splitlines() + err.getvalue().splitlines()


def numbers() -> list[int]:
    current = IncidentRevision.objects.filter(valid_to=None)
    return sorted(current.values_list("number", flat=True))


def test_what_reads_the_same_stays_and_what_does_not_is_published_anew(curator: User) -> None:
    one, _, _ = publish_some(curator, 3)
    Incident.objects.filter(pk=one.pk).update(title="In other words")

    lines = republish(curator)

    assert lines[-1] == "done: 3 of 3: 1 published anew, 2 unchanged, 0 refused"
    assert numbers() == [1, 1, 2]
    assert republish(curator)[-1] == "done: 3 of 3: 0 published anew, 3 unchanged, 0 refused"


def test_it_goes_on_after_a_position(curator: User) -> None:
    one, _, _ = publish_some(curator, 3)
    assert republish(curator, "--after", str(one.pk))[-1] == "done: 2 of 2: 0 published anew, 2 unchanged, 0 refused"


def test_what_may_not_be_published_any_more_is_told_and_stays(curator: User) -> None:
    (incident,) = publish_some(curator, 1)
    fact = incident.facts.get()
    fact.review_state = "retracted"
    fact.save(update_fields=["review_state"])

    lines = republish(curator)

    assert "done: 1 of 1: 0 published anew, 0 unchanged, 1 refused" in lines
    assert "no fact that may be published" in lines[-1]
    assert numbers() == [1]


def test_killed_in_the_middle_it_goes_on_where_it_was(curator: User) -> None:
    incidents = publish_some(curator, 12)
    Incident.objects.update(title="In other words")
    running = subprocess.Popen(
        [sys.executable, "manage.py", "republish", "--curator", curator.get_username(), "--batch", "1"],
        env={**os.environ, "DATABASE_URL": url_of_the_test_database()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    running.stdout.readline()
    running.stdout.readline()
    running.kill()
    running.wait()
    running.stdout.close()
    done = numbers().count(2)
    assert 2 <= done < len(incidents)

    last = republish(curator)[-1]

    assert last == f"done: 12 of 12: {12 - done} published anew, {done} unchanged, 0 refused"
    assert numbers() == [2] * 12
    sequences = list(Change.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, len(sequences) + 1))


@pytest.mark.parametrize("arguments", [("--curator", "nobody"), ("--curator", "SERVICE"), ("--batch", "0")])
def test_what_cannot_be_done_is_said(curator: User, arguments: tuple[str, str]) -> None:
    User.objects.create_user("SERVICE", is_service=True)
    publish_some(curator, 1)
    with pytest.raises(CommandError):
        republish(curator, *arguments)


def url_of_the_test_database() -> str:
    name = connection.settings_dict["NAME"]
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
