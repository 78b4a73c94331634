"""What every test gets: sockets that reach loopback only, and marks that bring in the read role's connection."""

import pytest

pytest_plugins = ["tests.guards"]


@pytest.fixture(autouse=True)
def _clear_throttles() -> None:
    """Throttle counters live in the process's cache; no test inherits another's."""
    from django.core.cache import cache

    cache.clear()
