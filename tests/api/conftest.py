"""A small published base, committed once a module, because the read role's connection sees commits only.

Test modules say `pytestmark = READS`: each test then runs in transactions of both connections that are rolled back.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from tests.api.dataset import Dataset, publish_everything

READS = pytest.mark.django_db(databases=["default", "published"])


class Reader:
    """Asks the API like anybody does and hands out the JSON."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, query: str = "", **headers: str) -> Any:
        """The raw response; `query` is sent as it is."""
        return self.client.get(f"/api/v1{path}", QUERY_STRING=query, headers=headers)

    def body(self, path: str, query: str = "", **headers: str) -> Any:
        """The parsed body of an answer that must be 200."""
        response = self.get(path, query, **headers)
        assert response.status_code == 200, response.content
        return orjson.loads(response.content)

    def ids(self, path: str, query: str = "") -> list[str]:
        return [one["id"] for one in self.body(path, query)["results"]]

    def problem(self, path: str, query: str = "", *, status: int = 400) -> Any:
        """The parsed problem of a refusal."""
        response = self.get(path, query)
        assert response.status_code == status, response.content
        assert response["Content-Type"] == "application/problem+json"
        return orjson.loads(response.content)


@pytest.fixture
def reader(settings: Any) -> Reader:
    """A reader whom no limit stops; the throttle has tests of its own."""
    limit_to(settings, None)
    return Reader()


def limit_to(settings: Any, rate: str | None) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"anonymous": rate}}


@pytest.fixture(scope="module")
def base(django_db_setup: None, django_db_blocker: Any) -> Iterator[Dataset]:
    """The base, published through the real publication and committed; gone again after the module."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "mark the module's tests with READS"
        try:
            yield publish_everything()
        finally:
            call_command("flush", verbosity=0, interactive=False)
            connections["published"].close()  # what it had begun before the flush
