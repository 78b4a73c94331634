"""Databases of their own for hostile readers: each test may fail, crash and roll back what it likes there.

Test modules say `pytestmark = EVERYWHERE`: tests run without a transaction around them, and what is flushed after each
is the empty database that the connections have gone back to.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections

from api import pages
from tests.api.dataset import Dataset, publish_everything

ALIASES = ("default", "published", "intake")
EVERYWHERE = pytest.mark.django_db(transaction=True, databases=list(ALIASES))


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A database with the small base of the API's tests."""

    name: str
    dataset: Dataset


def use(database: str) -> None:
    """Point every connection at this database, and forget what the process knows of another."""
    for alias in ALIASES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = database
    pages._counts.clear()
    cache.clear()


@contextlib.contextmanager
def using(database: str) -> Iterator[None]:
    """As `use`, for a while."""
    before = connection.settings_dict["NAME"]
    use(database)
    try:
        yield
    finally:
        use(before)


@contextlib.contextmanager
def copies(*suffixes: str) -> Iterator[list[str]]:
    """Copies of the empty test database, dropped afterwards."""
    empty = connection.settings_dict["NAME"]
    assert empty.startswith("test_"), "mark the module's tests with EVERYWHERE"
    names = [f"{empty}_{suffix}" for suffix in suffixes]
    use(empty)
    _drop(names)
    try:
        for name in names:
            _in_maintenance(f'CREATE DATABASE "{name}" TEMPLATE "{empty}"')
        yield names
    finally:
        use(empty)
        _drop(names)


def _drop(names: list[str]) -> None:
    for name in names:
        _in_maintenance(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _in_maintenance(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


@pytest.fixture(scope="session")
def stored(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stored]:
    with django_db_blocker.unblock(), copies("hostile") as [name]:
        with using(name):
            dataset = publish_everything()
        yield Stored(name=name, dataset=dataset)


@pytest.fixture
def base(stored: Stored) -> Iterator[Dataset]:
    """The base, and the connections at its database."""
    with using(stored.name):
        yield stored.dataset


@pytest.fixture
def unlimited(settings: Any) -> None:
    """No limit stops the reader; the limits have tests of their own."""
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {}}
