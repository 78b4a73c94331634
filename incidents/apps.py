"""The write-side application."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Label `incidents`; absent from processes that only read."""

    name = "incidents"
    verbose_name = "Privacy incidents"
