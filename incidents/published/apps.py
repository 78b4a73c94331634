"""The read-side application; a process may run it without the write side."""

from django.apps import AppConfig


class PublishedConfig(AppConfig):
    """Label `published`; its tables are all that the read role may SELECT."""

    name = "incidents.published"
    label = "published"
    verbose_name = "Published records"
