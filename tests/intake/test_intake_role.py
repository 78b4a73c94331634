"""The role of the letter box: it puts letters in and reads their fate; it reads no letter, and nothing else at all."""

import threading
from typing import Any

import pytest
from django.conf import settings as project
from django.db import ProgrammingError, connection, connections
from django.test import Client

from incidents.intake import keys
from incidents.intake.models import Submission

DATABASES = ["default", "published", "intake"]
ARTICLE = {"url": "http://paper.example/story", "reason": "Reports how many were told."}

_HELD = """
SELECT c.relname, p.privilege, has_table_privilege(%s, c.oid, p.privilege),
       has_any_column_privilege(%s, c.oid, CASE WHEN p.privilege IN ('DELETE', 'TRUNCATE') THEN 'SELECT'
                                                ELSE p.privilege END)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p(privilege)
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname = 'public'
"""


def held() -> set[tuple[str, str, str]]:
    """(table, privilege, on the whole table or on some columns) of the role."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [project.INTAKE_ROLE, project.INTAKE_ROLE])
        found = set()
        for table, privilege, whole, columns in cursor.fetchall():
            if whole:
                found.add((table, privilege, "table"))
            elif columns and privilege in ("SELECT", "INSERT", "UPDATE"):
                found.add((table, privilege, "columns"))
        return found


@pytest.mark.django_db
def test_the_role_holds_exactly_these_rights() -> None:
    assert held() == {
        ("intake_submission", "INSERT", "table"),
        ("intake_submission", "SELECT", "columns"),
        ("intake_correction", "INSERT", "table"),
        ("intake_correction", "SELECT", "columns"),
        ("intake_apikey", "SELECT", "table"),
        ("intake_apikey", "INSERT", "table"),
        ("intake_apikey", "UPDATE", "columns"),
        ("intake_answered", "SELECT", "table"),
        ("intake_answered", "INSERT", "table"),
        ("intake_answered", "UPDATE", "columns"),
        ("intake_answered", "DELETE", "table"),
    }


@pytest.mark.django_db(transaction=True, databases=DATABASES)
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT text FROM intake_submission",
        "SELECT contact FROM intake_submission",
        "SELECT reason FROM intake_submission",
        "SELECT problem FROM intake_correction",
        "UPDATE intake_submission SET state = 'accepted'",
        "DELETE FROM intake_submission",
        "UPDATE intake_apikey SET scopes = '{read,submit}'",
        "UPDATE intake_apikey SET rate = '1000000/min'",
        "DELETE FROM intake_apikey",
        "SELECT 1 FROM incidents_fact",
        "SELECT 1 FROM published_incidentrevision",
        "CREATE TABLE x (y int)",
    ],
)
def test_what_the_role_may_not_do(statement: str) -> None:
    with connections["intake"].cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}


def post(path: str, body: Any, **headers: str) -> Any:
    return Client().post(f"/api/v1{path}", data=body, content_type="application/json", headers=headers)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_letters_and_keys_go_through_it() -> None:
    first, again = (post("/submissions", ARTICLE, idempotency_key="one") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert again["Idempotency-Replayed"] == "true"
    assert Submission.objects.count() == 1
    fate = Client().get(first["Location"])
    assert (fate.status_code, fate.json()["state"]) == (200, "received")

    text = post("/keys", {"name": "A study", "scopes": ["read", "submit"]}).json()["key"]
    bearing = {"authorization": f"Bearer {text}"}
    assert post("/submissions", ARTICLE, **bearing).status_code == 201
    assert Client().get("/api/v1/keys/current", headers=bearing).json()["last_used_at"] is not None
    renewed = post("/keys/current/rotate", {}, **bearing).json()["key"]
    assert Client().delete("/api/v1/keys/current", headers={"authorization": f"Bearer {renewed}"}).status_code == 204
    with pytest.raises(keys.UnusableKey):
        keys.recognise(renewed)


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_two_at_the_same_moment_are_one_letter() -> None:
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(post("/submissions", ARTICLE, idempotency_key="race").json()["id"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert Submission.objects.count() == 1
