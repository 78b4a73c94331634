"""What every test gets: sockets that reach loopback only, and marks that bring in the read role's connection."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest_plugins = ["tests.guards"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The runner drops the database and closes its own connection alone; those of the other roles end here first."""
    from django.db import connections

    yield
    with django_db_blocker.unblock():
        for alias in ("published", "intake"):
            connections[alias].close()


@pytest.fixture(autouse=True)
def _clear_throttles() -> None:
    """Throttle counters live in the process's cache; no test inherits another's."""
    from django.core.cache import cache

    cache.clear()
