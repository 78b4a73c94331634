"""The read side alone: a process that knows no table of the write side, and a role that cannot write."""

import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, connections

from tests.api.conftest import READS
from tests.api.dataset import Dataset

pytestmark = READS

_SCRIPT = """
import sys, json, django
django.setup()
from django.test import Client
statuses = {path: Client().get(path).status_code for path in (
    "/api/v1", "/api/v1/incidents", "/api/v1/changes", "/api/v1/accuracy", "/api/v1/docs",
    "/api/v1/docs/swagger", "/api/v1/schema", "/readyz", "/", "/incidents",
)}
known = sorted(name for name in sys.modules if name.startswith("incidents."))
found = Client().get("/api/v1/incidents").json()["meta"]["count"]
print(json.dumps({"statuses": statuses, "modules": known, "count": found}))
"""


def test_process_of_the_api_alone_answers_and_knows_no_write_side(base: Dataset) -> None:
    import json

    url = connection.settings_dict
    database = f"postgres://{url['USER']}:{url['PASSWORD']}@{url['HOST']}:{url['PORT']}/{url['NAME']}"
    environment = os.environ | {
        "PIKB_COMPONENT": "api",
        "PUBLISHED_DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "kb.settings",
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["statuses"].values()) == {200}
    assert told["count"] == 4
    assert not [name for name in told["modules"] if name.startswith(("incidents.models", "incidents.publication"))]
    assert "incidents.published.models" in told["modules"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE published_incidentrevision SET title = 'x'",
        "DELETE FROM published_change",
        "INSERT INTO published_vocabularyterm (vocabulary) VALUES ('x')",
        "SELECT 1 FROM incidents_fact",
        "CREATE TABLE x (y int)",
    ],
)
def test_connection_of_the_api_cannot_write_or_look_behind(base: Dataset, statement: str) -> None:
    with pytest.raises(DatabaseError), connections["published"].cursor() as cursor:
        cursor.execute(statement)
    connections["published"].close()
