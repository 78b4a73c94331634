"""A browser of Django's own, logged in."""

from django.test import Client

from tests import builders


def a_curators_client() -> Client:
    """Logged in as Ada."""
    client = Client()
    client.force_login(builders.a_curator())
    return client
