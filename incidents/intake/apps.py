"""The letter box; a process may run it without the write side."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Label `intake`; its tables are all that the intake role may write."""

    name = "incidents.intake"
    label = "intake"
    verbose_name = "Sent in by readers"
